"""Confirm the outcome of a draw (SPEC §5.5). Whether the walk led there is for the verifier to say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import DuplicateError, RecordError
from drawsvc.domain.statements import Statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.freeze import check_freeze
from drawsvc.witness.joins import check_joins
from drawsvc.witness.known import check_own, need_joined
from drawsvc.witness.notes import Notes
from drawsvc.witness.record import Record, check_record

OUTCOMES = ("COMPLETED", "SHORTAGE", "VOID")


@dataclass(frozen=True)
class ConfirmReply:
    """What a witness answers to an outcome.

    Args:
        statement: kind `witnessed`.
        outcome: type of the entry.
        body: its body.
        time: its time text.
        specialties: code of each group's specialty.
    """

    statement: Statement
    outcome: str
    body: Body
    time: str
    specialties: Sequence[str]


def confirm(desk: Desk, data: bytes) -> ConfirmReply:
    """Sign `witnessed` about the latest outcome of a record.

    Raises:
        RecordError: something in the record does not hold, or is not what he signed.
        MissingError: he has not joined, or his JOIN is not there.
        DuplicateError: the record has another freeze or seal than he has seen.
        PhaseError: there is no outcome yet.
    """
    record = check_record(data, desk.log_key)
    freeze = check_freeze(record)
    notes = need_joined(desk.state, record, freeze)
    check_own(check_joins(record.entries, freeze.entry), notes)
    _check_seal(record, notes)
    _check_seeded(record, notes)
    outcome = record.need(*OUTCOMES).entry
    statement = desk.sign(notes, "witnessed", outcome.leaf, "")
    groups = record.entries[0].body["groups"]
    return ConfirmReply(
        statement,
        outcome.type,
        outcome.body,
        outcome.to_object()["time"],
        [group["specialty"] for group in groups],
    )


def _check_seal(record: Record, notes: Notes) -> None:
    seal = record.find("SEAL")
    for noted in notes.seals:
        if seal is None or seal.entry.leaf != noted.leaf:
            got = seal.entry.leaf if seal else ""
            raise DuplicateError("other_seal", expected=noted.leaf, got=got)


def _check_seeded(record: Record, notes: Notes) -> None:
    """Of what SEEDED holds under his key, all must be his (SPEC §8.2)."""
    seeded = record.find("SEEDED")
    if seeded is None:
        return
    mine = [signed.to_object() for signed in notes.statements]
    key = notes.signed("join")[0].key
    held = [item for item in seeded.entry.body["statements"] if item["key"] == key]
    if not held or any(item not in mine for item in held):
        raise RecordError("seeded_not_mine", draw=notes.place.draw)
