"""The record of an attempt, full (SPEC §11.1). What a slim one shows of the lists is in `slim`."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drawseeds import serialise

from drawsvc.domain.candidates import GroupRows, Row
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
            "proof": proof_texts(self.proof),
        }


@dataclass(frozen=True)
class SealEvidence:
    """An earlier, cosigned checkpoint with the proof of the SEAL in its tree (SPEC §11.1)."""

    checkpoint: str
    proof: Sequence[bytes]

    def to_object(self) -> Body:
        """As a member of a record's `seal_evidence`."""
        return {"checkpoint": self.checkpoint, "proof": proof_texts(self.proof)}


@dataclass(frozen=True)
class Extract:
    """What a record takes from the log: an attempt with all it cites, in the tree of one checkpoint.

    Args:
        place: the attempt.
        logged: the cited pool entries, what is shown of earlier attempts and all entries of the attempt, in any order.
        checkpoint: a signed note whose tree holds all of `logged`.
        seal_evidence: none or one.
    """

    place: Place
    logged: Sequence[Logged]
    checkpoint: bytes
    seal_evidence: Sequence[SealEvidence] = ()

    def to_record(self, kind: str, groups: Sequence[Body]) -> bytes:
        """The record file.

        Args:
            kind: `full` or `slim`.
            groups: what it shows of the lists of each group; [] before the freeze.
        """
        return serialise(
            {
                "attempt": self.place.attempt,
                "checkpoint": self.checkpoint.decode("utf-8"),
                "draw": self.place.draw,
                "entries": [item.to_object() for item in sorted(self.logged, key=_in_record)],
                "groups": list(groups),
                "kind": kind,
                "origin": self.place.origin,
                "pool": self.place.pool,
                "seal_evidence": [evidence.to_object() for evidence in self.seal_evidence],
                "v": "drawsvc/v1 record",
            }
        )


def full_record_bytes(extract: Extract, groups: Sequence[GroupRows]) -> bytes:
    """A full record, which shows both lists of every group whole, in list order."""
    return extract.to_record("full", [_group(*rows) for rows in groups])


def proof_texts(hashes: Sequence[bytes]) -> list[str]:
    """An inclusion proof as files hold it: base64 of each hash."""
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


def shown_of(end: Entry, chain: Sequence[Entry]) -> Sequence[Entry]:
    """What a record shows of an earlier attempt: all of it up to a VOID, else the end alone (SPEC §11.1).

    Args:
        end: how it ended.
        chain: its entries, by seq.
    """
    return chain[: end.seq + 1] if end.type == "VOID" else [end]


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
