"""The frozen lists: that the rows in a record are those whose trees were frozen, nobody twice (SPEC §6).

Whether the rows stand for the right people only an auditor with the disclosures can tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from drawseeds import serialise

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import RecordError
from drawsvc.log.merkle import leaf_hash, root_of

GroupRows = tuple[Sequence[Any], Sequence[Any]]
"""Eligible and excluded rows of a group, as objects."""


def check_lists(groups: Sequence[GroupRows], requested: Sequence[Body], freeze: Body) -> None:
    """SPEC §13 `rows.count`, `rows.root`, `rows.order` as far as digests decide it, `rows.distinct`.

    Args:
        groups: the rows.
        requested: the groups of the REQUEST.
        freeze: body of the FREEZE.

    Raises:
        RecordError: they do not fit.
    """
    frozen = freeze["groups"]
    if not len(groups) == len(requested) == len(frozen):
        raise RecordError("freeze_groups", expected=len(requested), got=len(frozen))
    for number, ((eligible, excluded), group) in enumerate(zip(groups, frozen, strict=True)):
        by_turn = freeze["mode"] == "serial"
        _check_tree(eligible, group["eligible"], by_turn=by_turn, group=number, list="eligible")
        _check_tree(excluded, group["excluded"], group=number, list="excluded")
        if _reasons(excluded) != group["excluded"]["counts"]:
            raise RecordError("freeze_list", group=number, list="excluded")
        _check_distinct([*eligible, *excluded], number)
    _check_faces([row for lists in groups for rows in lists for row in rows])


def _check_tree(rows: Sequence[Any], tree: Body, *, by_turn: bool = False, **where: object) -> None:
    leaves = [leaf_hash(serialise(row)) for row in rows]
    if (len(rows), root_of(leaves).hex()) != (tree["size"], tree["root"]):
        raise RecordError("freeze_list", **where)
    # An order that follows from the digests is one nobody has chosen.
    if not by_turn and any(one >= other for one, other in pairwise(leaves)):
        raise RecordError("freeze_list_order", **where)


def _reasons(rows: Iterable[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        reason = str(row.get("reason"))
        counts[reason] = counts.get(reason, 0) + 1
    return counts


def _check_distinct(rows: Sequence[Any], group: int) -> None:
    people = [row.get("person") for row in rows]
    if len(set(map(str, people))) < len(people):
        raise RecordError("freeze_person_twice", group=group)


def _check_faces(rows: Iterable[Any]) -> None:
    """A person is published, and counted for a unit, alike in all groups."""
    faces: dict[str, Any] = {}
    for row in rows:
        face = (row.get("public"), row.get("unit"))
        if faces.setdefault(str(row.get("person")), face) != face:
            raise RecordError("freeze_person_differs")
