"""Rows shown by themselves, with proofs: slim records (SPEC §11.1) and own rows (SPEC §11.6).

Their size does not depend on that of the lists.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from drawseeds import serialise

from drawsvc.domain.candidates import Listed, Row, Spot
from drawsvc.domain.entries import Body, Place
from drawsvc.domain.errors import LogError
from drawsvc.domain.record import Extract, proof_texts
from drawsvc.log.errors import ProofError
from drawsvc.log.merkle import inclusion_proofs


@dataclass(frozen=True)
class Shown:
    """A row with its place in a frozen list.

    Args:
        index: position in the list.
        proof: inclusion proof of 32-byte hashes, in the tree of the list.
    """

    index: int
    row: Row
    proof: Sequence[bytes]

    def to_object(self) -> Body:
        """As a member of a slim record's lists."""
        return {
            "index": self.index,
            "proof": proof_texts(self.proof),
            "row": self.row.to_object(),
        }


def last_of(tree: Body) -> list[int]:
    """The index of the last row of a list, if it has one. A proof of it shows how long the list is."""
    return [tree["size"] - 1] if tree["size"] else []


def show_rows(
    rows: Sequence[Row], indexes: Collection[int], tree: Body, leaves: Iterable[bytes]
) -> list[Shown]:
    """Some rows of a list, ascending, each with its proof.

    Args:
        rows: of the list; only those shown are read.
        indexes: of the rows to show.
        tree: root and size of the list, as FREEZE has them.
        leaves: leaf hashes of all rows, in list order; each is taken once and not kept.

    Raises:
        LogError: `store_damaged`, the list is not the frozen one.
    """
    if not indexes:
        return []
    try:
        proofs, root = inclusion_proofs(indexes, tree["size"], leaves)
    except ProofError:
        raise LogError("store_damaged") from None
    if root.hex() != tree["root"]:
        raise LogError("store_damaged")
    return [Shown(index, rows[index], proofs[index]) for index in sorted(indexes)]


def slim_record_bytes(
    extract: Extract, groups: Sequence[tuple[Sequence[Shown], Sequence[Shown]]]
) -> bytes:
    """A slim record, of the rows shown of the eligible and the excluded list of each group."""
    return extract.to_record("slim", [_group(*shown) for shown in groups])


def _group(eligible: Iterable[Shown], excluded: Iterable[Shown]) -> Body:
    return {
        "eligible": [shown.to_object() for shown in eligible],
        "excluded": [shown.to_object() for shown in excluded],
    }


@dataclass(frozen=True)
class OwnRow:
    """How a group lists an expert: the row with what opens it. Personal data.

    Args:
        at: where it stands.
        listed: the row; not erased.
        shown: the same with its proof.
    """

    at: Spot
    listed: Listed
    shown: Shown

    def to_object(self) -> Body:
        """As a member of an own row file's `rows`."""
        opened, (group, kind, _) = self.listed.opened, self.at
        basis = [{"evidence": opened.evidence, "salt": opened.basis_salt}]
        return {
            "basis": basis if kind == "excluded" else [],
            "expert": opened.expert,
            "group": group,
            "list": kind,
            "salt": opened.person_salt,
            **self.shown.to_object(),
        }


def own_row_bytes(place: Place, rows: Iterable[OwnRow]) -> bytes:
    """What an expert is handed to see how he was listed, one row for each group that has him (SPEC §11.6)."""
    in_order = sorted(rows, key=lambda row: row.at)
    return serialise(
        {
            "attempt": place.attempt,
            "draw": place.draw,
            "origin": place.origin,
            "pool": place.pool,
            "rows": [row.to_object() for row in in_order],
            "v": "drawsvc/v1 row",
        }
    )
