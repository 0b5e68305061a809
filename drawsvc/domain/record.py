"""The record and disclosures files of an attempt (SPEC §11.1, §11.4)."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drawseeds import serialise

from drawsvc.domain.candidates import GroupLists, GroupRows, Row
from drawsvc.domain.entries import Body, Entry, Place


@dataclass(frozen=True)
class Logged:
    """An entry with its place in the log.

    Args:
        index: position.
        proof: inclusion proof of 32-byte hashes, in the tree of the record's checkpoint.
    """

    entry: Entry
    index: int
    proof: Sequence[bytes]

    def to_object(self) -> Body:
        """As a member of a record's `entries`."""
        return {
            "entry": self.entry.to_object(),
            "index": self.index,
            "proof": _base64(self.proof),
        }


@dataclass(frozen=True)
class SealEvidence:
    """An earlier, cosigned checkpoint with the proof of the SEAL in its tree (SPEC §11.1)."""

    checkpoint: str
    proof: Sequence[bytes]

    def to_object(self) -> Body:
        """As a member of a record's `seal_evidence`."""
        return {"checkpoint": self.checkpoint, "proof": _base64(self.proof)}


def record_bytes(
    place: Place,
    logged: Sequence[Logged],
    groups: Sequence[GroupRows],
    checkpoint: bytes,
    *,
    seal_evidence: Sequence[SealEvidence] = (),
) -> bytes:
    """A full record (SPEC §11.1).

    Args:
        place: the attempt.
        logged: the cited pool entries, the ends of earlier attempts and all entries of the attempt, in any order.
        groups: rows in list order; [] before the freeze.
        checkpoint: a signed note whose tree holds all of `logged`.
        seal_evidence: none or one.
    """
    in_order = sorted(logged, key=_in_record)
    return serialise(
        {
            "attempt": place.attempt,
            "checkpoint": checkpoint.decode("utf-8"),
            "draw": place.draw,
            "entries": [item.to_object() for item in in_order],
            "groups": [_group(eligible, excluded) for eligible, excluded in groups],
            "kind": "full",
            "origin": place.origin,
            "pool": place.pool,
            "seal_evidence": [evidence.to_object() for evidence in seal_evidence],
            "v": "drawsvc/v1 record",
        }
    )


def _base64(hashes: Sequence[bytes]) -> list[str]:
    return [b64encode(item).decode("ascii") for item in hashes]


def _in_record(logged: Logged) -> tuple[int, int]:
    """Sort key of a record's entries: the pool's by index, then by attempts and their chains."""
    place = logged.entry.place
    return (place.attempt, logged.entry.seq) if place.draw else (0, logged.index)


def _group(eligible: Iterable[Row], excluded: Iterable[Row]) -> Body:
    return {
        "eligible": [row.to_object() for row in eligible],
        "excluded": [row.to_object() for row in excluded],
    }


def cited_leaves(entries: Iterable[Entry]) -> set[str]:
    """Leaf hashes of the entries of other chains a record must hold: the pool's and earlier ends (SPEC §11.1)."""
    cited: set[str] = set()
    for entry in entries:
        if entry.type == "REQUEST":
            cited |= {entry.body["profile"], *entry.body["earlier"]}
        elif entry.type == "FREEZE":
            named = (entry.body[name] for name in ("profile", "calendar", "roster"))
            cited |= {*named, *entry.body["history"]["opening"]}
    return cited


def release_bytes(
    place: Place, lists: Sequence[GroupLists], accepted: Sequence[Sequence[int]]
) -> bytes:
    """The disclosures of a public release: what was to be published of each accepted row (SPEC §11.4).

    Rows that were erased are left out.
    """
    opened = [
        (g, row, lists[g].eligible[row].disclosure)
        for g, rows in enumerate(accepted)
        for row in rows
    ]
    public = [
        {"group": g, "list": "eligible", "row": row, "salt": of.public_salt, "text": of.public}
        for g, row, of in opened
        if of
    ]
    return _disclosures(place, public=public)


def _disclosures(place: Place, **parts: list[Body]) -> bytes:
    kinds = ("bases", "persons", "public", "related_units", "units")
    empty: dict[str, list[Body]] = {kind: [] for kind in kinds}
    return serialise(
        {
            "attempt": place.attempt,
            "draw": place.draw,
            "origin": place.origin,
            "pool": place.pool,
            "v": "drawsvc/v1 disclosures",
            **empty,
            **parts,
        }
    )
