"""Join a frozen draw: look at the freeze, draw a secret value, commit to it (SPEC §7.3)."""

from __future__ import annotations

from dataclasses import dataclass

from drawseeds import CanonicalError, commit, serialise

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import DuplicateError, InputError, PhaseError
from drawsvc.domain.statements import Statement, sign_statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.freeze import check_freeze, describe_freeze
from drawsvc.witness.init import check_role
from drawsvc.witness.joins import check_joins, find_own
from drawsvc.witness.notes import Notes, State, evidence
from drawsvc.witness.record import Record, check_record
from drawsvc.witness.record_form import LoggedEntry


@dataclass(frozen=True)
class JoinReply:
    """What a witness answers to a frozen draw.

    Args:
        statement: kind `join`.
        freeze: what he should look at before he hands it out.
        earlier: draw and attempt of freezes for the same matter that he has joined, oldest first.
    """

    statement: Statement
    freeze: Body
    earlier: list[str]


def join(desk: Desk, data: bytes, *, role: str = "", again: str = "") -> JoinReply:
    """Join. For a freeze joined already the same statement is made again, with the same secret.

    Args:
        desk: the witness's.
        data: the record file, with the FREEZE and without a SEAL.
        role: as which, if not the one of his folder.
        again: why he joins although he has joined another freeze of the same attempt.

    Raises:
        RecordError: something in the record does not hold.
        PhaseError: the draw is not frozen yet, or sealed already.
        DuplicateError: he has joined another freeze of the attempt, or this one with other notes.
    """
    record = check_record(data, desk.log_key)
    freeze = check_freeze(record)
    notes = desk.state.joined(freeze.entry.leaf)
    if notes is None:
        notes = _first_time(desk, record, freeze, role=role or desk.state.role, again=again)
        desk.note(notes)
    elif role not in ("", notes.role):
        raise DuplicateError("role_differs", expected=notes.role, got=role)
    earlier = [
        _name(other)
        for other in _same_matter(desk.state, notes.matter)
        if other.freeze.leaf != freeze.entry.leaf
    ]
    return JoinReply(notes.signed("join")[0], describe_freeze(record), earlier)


def _first_time(desk: Desk, record: Record, freeze: LoggedEntry, *, role: str, again: str) -> Notes:
    check_role(role)
    _check_text(again)
    _check_not_sealed(record)
    if find_own(check_joins(record.entries, freeze.entry), desk.state.key):
        # The value behind that commitment is in no notes here; a second one would not open it.
        raise DuplicateError("joined_without_notes", draw=record.place.draw)
    matter = str(record.entries[0].body["matter"])
    _check_once(_same_matter(desk.state, matter), record, again)
    commitment, secret = _committed(desk, freeze.entry)
    value = {"commitment": commitment, "role": role}
    statement = sign_statement(desk.key, "join", freeze.entry.leaf, value)
    return Notes(
        record.place,
        matter,
        role,
        evidence(record, freeze),
        again=again,
        secret=secret,
        statements=[statement],
    )


def _check_text(text: str) -> None:
    try:
        serialise(text)
    except CanonicalError as error:
        raise InputError("text_malformed", found=str(error)) from None


def _check_not_sealed(record: Record) -> None:
    ended = record.find("SEAL", "VOID")
    if ended is not None:
        raise PhaseError("record_too_late", expected="FREEZE, JOIN", got=ended.entry.type)


def _committed(desk: Desk, freeze: Entry) -> tuple[str, list[Body]]:
    """The commitment, and the value behind it as it is noted."""
    if freeze.body["source"] != "witness":
        return "", []
    value, sealed = desk.new_value(freeze.leaf)
    return commit(freeze.leaf, desk.state.key, value), [sealed]


def _same_matter(state: State, matter: str) -> list[Notes]:
    return [notes for notes in state.draws if notes.matter == matter]


def _check_once(earlier: list[Notes], record: Record, again: str) -> None:
    """One freeze per attempt, one draw per matter, unless the witness says why (SPEC §5.1)."""
    place = record.place
    for notes in earlier:
        declared = notes.place.draw == place.draw and notes.place.attempt != place.attempt
        if notes.place.draw == place.draw and notes.place.attempt > place.attempt:
            raise DuplicateError(
                "later_attempt_joined",
                draw=place.draw,
                expected=notes.place.attempt,
                got=place.attempt,
            )
        # After a seal has been seen, whoever knows the values knows the result.
        if not declared and (notes.seals or not again):
            code = "sealed_already" if notes.seals else "other_freeze"
            raise DuplicateError(code, draw=_name(notes), expected=notes.freeze.leaf)


def _name(notes: Notes) -> str:
    return f"{notes.place.draw}/{notes.place.attempt}"
