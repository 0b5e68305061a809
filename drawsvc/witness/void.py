"""Agree to end a draw without a result (SPEC §5.5, §13 `end.void`)."""

from __future__ import annotations

from drawsvc.domain.errors import PhaseError
from drawsvc.domain.statements import Statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.freeze import check_freeze
from drawsvc.witness.init import check_code
from drawsvc.witness.joins import check_joins
from drawsvc.witness.known import check_own, need_joined
from drawsvc.witness.record import Record, check_record


def void_statement(desk: Desk, data: bytes, reason: str) -> Statement:
    """Sign `void` about the last entry of a record. The class is not asked for: it follows.

    Args:
        desk: the witness's.
        data: the record file.
        reason: a code.

    Raises:
        InputError: the reason is no code.
        RecordError: something in the record does not hold.
        MissingError: he has not joined.
        PhaseError: the draw is void already.
    """
    check_code(reason)
    record = check_record(data, desk.log_key)
    freeze = check_freeze(record)
    notes = need_joined(desk.state, record, freeze)
    check_own(check_joins(record.entries, freeze.entry), notes)
    if record.find("VOID") is not None:
        raise PhaseError("void_already", draw=record.place.draw)
    value = {"class": void_class(record), "reason": reason}
    return desk.sign(notes, "void", record.entries[-1].leaf, value)


def void_class(record: Record) -> str:
    """`harmless` while nobody can know the result, else `discarded`."""
    freeze = record.find("FREEZE")
    serial = freeze is not None and freeze.entry.body["mode"] == "serial"
    return "discarded" if serial or record.find("SEAL") is not None else "harmless"
