"""Countersign what the call desk notes: a reply, or that none came (SPEC §7.1, §7.2)."""

from __future__ import annotations

from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import DuplicateError, InputError, MissingError, ReplyError
from drawsvc.domain.statements import Statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.freeze import check_freeze
from drawsvc.witness.joins import check_joins
from drawsvc.witness.known import check_own, need_joined
from drawsvc.witness.notes import Notes
from drawsvc.witness.record import Record, check_record

Seat = tuple[int, int]
"""Group and index of the row."""


def countersign_reply(
    desk: Desk, data: bytes, seat: Seat, *, answer: str, reason: str
) -> Statement:
    """Sign `reply`: this is what the person said.

    The same invitation again with another answer is signed only once the record holds an answer
    to it: then it is a correction.

    Args:
        desk: the witness's.
        data: the record file with the invitation.
        seat: whose reply.
        answer: `accept`, `decline` or `recuse`.
        reason: a code that goes with the answer.

    Raises:
        InputError: the reason does not go with the answer.
        MissingError: he has not joined, or the row was not invited.
        DuplicateError: he has signed another answer.
        RecordError: something in the record does not hold.
    """
    if reason not in REPLY_REASONS.get(answer, ()):
        raise InputError("reason", answer=answer, got=reason)
    record, notes = _open(desk, data)
    invited = _invited(record, seat)
    value: Body = {"answer": answer, "group": seat[0], "reason": reason, "row": seat[1]}
    if _answer(record, seat, invited) is None:
        _check_one_answer(notes, invited, value)
    return desk.sign(notes, "reply", invited.leaf, value)


def countersign_expired(desk: Desk, data: bytes, seat: Seat, *, tries: int) -> Statement:
    """Sign `expired`: so many times it was tried, and nobody answered.

    Args:
        desk: the witness's.
        data: the record file with the invitation.
        seat: who did not answer.
        tries: how often.

    Raises:
        ReplyError: the record holds an answer.
        MissingError: he has not joined, or the row was not invited.
        DuplicateError: he has signed an answer, or another number.
        RecordError: something in the record does not hold.
    """
    record, notes = _open(desk, data)
    invited = _invited(record, seat)
    if _answer(record, seat, invited) is not None:
        raise ReplyError("answered_already", group=seat[0], row=seat[1])
    value: Body = {"group": seat[0], "row": seat[1], "tries": tries}
    _check_one_answer(notes, invited, value)
    return desk.sign(notes, "expired", invited.leaf, value)


def countersign_withdrawn(desk: Desk, data: bytes, seat: Seat, *, reason: str) -> Statement:
    """Sign `withdrawn`: the person who has accepted cannot come after all.

    Args:
        desk: the witness's.
        data: the record file with the acceptance.
        seat: who withdraws.
        reason: a code as for a decline.

    Raises:
        InputError: the reason is none of a decline.
        ReplyError: the record holds no acceptance.
        MissingError: he has not joined, or the row was not invited.
        RecordError: something in the record does not hold.
    """
    if reason not in REPLY_REASONS["decline"]:
        raise InputError("reason", answer="decline", got=reason)
    record, notes = _open(desk, data)
    invited = _invited(record, seat)
    said = [e for e in record.entries[invited.seq :] if _is_about(e, seat)]
    if not said or said[-1].body.get("answer") != "accept":
        raise ReplyError("not_accepted", group=seat[0], row=seat[1])
    value: Body = {"group": seat[0], "reason": reason, "row": seat[1]}
    return desk.sign(notes, "withdrawn", invited.leaf, value)


def _is_about(entry: Entry, seat: Seat) -> bool:
    """Whether an entry says what became of an invited row."""
    kinds = ("REPLIED", "EXPIRED", "CORRECTED", "WITHDRAWN")
    return entry.type in kinds and seat == (entry.body["group"], entry.body["row"])


def _open(desk: Desk, data: bytes) -> tuple[Record, Notes]:
    record = check_record(data, desk.log_key)
    freeze = check_freeze(record)
    notes = need_joined(desk.state, record, freeze)
    check_own(check_joins(record.entries, freeze.entry), notes)
    return record, notes


def _invited(record: Record, seat: Seat) -> Entry:
    """The INVITED that opened the latest invitation of a row."""
    group, row = seat
    for entry in reversed(record.entries):
        for item in entry.body["invitations"] if entry.type == "INVITED" else ():
            if item["group"] == group and row in item["rows"]:
                return entry
    raise MissingError("not_invited", group=group, row=row)


def _answer(record: Record, seat: Seat, invited: Entry) -> Entry | None:
    """What the record holds as answer to the invitation."""
    for entry in record.entries[invited.seq :]:
        if entry.type in ("REPLIED", "EXPIRED") and seat == (
            entry.body["group"],
            entry.body["row"],
        ):
            return entry
    return None


def _check_one_answer(notes: Notes, invited: Entry, value: Body) -> None:
    for signed in (*notes.signed("reply"), *notes.signed("expired")):
        same = signed.leaf == invited.leaf and all(
            signed.value[name] == value[name] for name in ("group", "row")
        )
        if same and signed.value != value:
            raise DuplicateError("reply_signed_already", group=value["group"], row=value["row"])
