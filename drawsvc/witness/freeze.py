"""What a witness checks of a FREEZE before he joins, and what he is shown (SPEC §5.3, §6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from drawseeds import serialise

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import RecordError
from drawsvc.log.merkle import leaf_hash, root_of
from drawsvc.witness.record import Record
from drawsvc.witness.record_form import LoggedEntry

_CITES = {"calendar": "CALENDAR", "profile": "PROFILE", "roster": "ROSTER"}


def check_freeze(record: Record) -> LoggedEntry:
    """The FREEZE, after checking that the record holds what it names, the lists among it.

    Raises:
        RecordError: it does not.
        PhaseError: there is no FREEZE.
    """
    logged = record.need("FREEZE")
    freeze, request = logged.entry.body, record.entries[0]
    if freeze["request"] != request.leaf or freeze["profile"] != request.body["profile"]:
        raise RecordError("freeze_cites_other", expected=request.leaf, got=freeze["request"])
    for member, kind in _CITES.items():
        entry = record.cited.get(freeze[member])
        if entry is None or entry.type != kind:
            raise RecordError("freeze_cites_missing", type=kind, got=freeze[member])
    _check_profile(freeze, record.cited[freeze["profile"]])
    _check_lists(record, request.body["groups"], freeze["groups"])
    return logged


def _check_profile(freeze: Body, entry: Entry) -> None:
    """SPEC §13 `freeze.profile`."""
    profile = entry.body["profile"]
    for name in ("mode", "roles", "unit_limit", "windows"):
        if freeze[name] != profile[name]:
            raise RecordError("freeze_profile", member=name)
    for name, allowed in (("source", "sources"), ("replacement", "replacements")):
        if freeze[name] not in profile[allowed]:
            raise RecordError("freeze_profile", member=name)


def _check_lists(record: Record, requested: Sequence[Body], frozen: Sequence[Body]) -> None:
    """SPEC §13 `rows.count`, `rows.root`."""
    if not len(record.groups) == len(requested) == len(frozen):
        raise RecordError("freeze_groups", expected=len(requested), got=len(frozen))
    for number, (lists, group) in enumerate(zip(record.groups, frozen, strict=True)):
        for name, rows in zip(("eligible", "excluded"), lists, strict=True):
            _check_tree(rows, group[name], group=number, list=name)
        if _reasons(lists[1]) != group["excluded"]["counts"]:
            raise RecordError("freeze_list", group=number, list="excluded")


def _check_tree(rows: Sequence[Any], tree: Body, **where: object) -> None:
    root = root_of(leaf_hash(serialise(row)) for row in rows).hex()
    if (len(rows), root) != (tree["size"], tree["root"]):
        raise RecordError("freeze_list", **where)


def _reasons(rows: Iterable[Any]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        reason = str(row.get("reason"))
        counts[reason] = counts.get(reason, 0) + 1
    return counts


def describe_freeze(record: Record) -> Body:
    """What a witness should look at before he joins."""
    request, freeze = record.entries[0].body, record.need("FREEZE").entry.body
    profile = record.cited[freeze["profile"]].body["profile"]
    return {
        "activity": request["activity"],
        "attempt": record.place.attempt,
        "draw": record.place.draw,
        "groups": [
            {
                "eligible": frozen["eligible"]["size"],
                "excluded": frozen["excluded"]["counts"],
                "seats": group["seats"],
                "specialty": group["specialty"],
            }
            for group, frozen in zip(request["groups"], freeze["groups"], strict=True)
        ],
        "kind": request["kind"],
        "organiser": request["organiser"],
        "pool": record.place.pool,
        "profile": profile["name"],
        "replacement": freeze["replacement"],
        "roles": freeze["roles"],
        "since_request": freeze["since_request"],
        "source": freeze["source"],
    }
