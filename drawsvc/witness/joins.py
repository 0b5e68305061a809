"""The JOINs in a record, and the witness's own among them (SPEC §7.3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import DuplicateError, MissingError, RecordError
from drawsvc.domain.statements import Statement, parse_statement
from drawsvc.witness.notes import Notes
from drawsvc.witness.record import Record


@dataclass(frozen=True)
class Joined:
    """A JOIN whose signature holds.

    Args:
        leaf: of the JOIN.
        statement: its statement.
        role: as which.
        commitment: hex32, or "" where the plan asks for none.
    """

    leaf: str
    statement: Statement
    role: str
    commitment: str


def check_joins(record: Record, freeze: Entry) -> list[Joined]:
    """All JOINs, after checking that each is signed, about this freeze, and like no other.

    Raises:
        RecordError: a JOIN is not as the plan asks.
        StatementError: a JOIN is about something else, or wrongly signed.
        DuplicateError: a key or a commitment occurs twice.
    """
    joins = [_read(item.entry, freeze) for item in record.all_of("JOIN")]
    _check_distinct([joined.statement.key for joined in joins], "key_joined_already")
    commitments = [joined.commitment for joined in joins if joined.commitment]
    _check_distinct(commitments, "commitment_copied")
    return joins


def _read(entry: Entry, freeze: Entry) -> Joined:
    statement = parse_statement(entry.body["statement"])
    statement.check("join", freeze.leaf)
    value = statement.value
    if not isinstance(value, dict) or set(value) != {"commitment", "role"}:
        raise RecordError("record_join", seq=entry.seq)
    if bool(value["commitment"]) != (freeze.body["source"] == "witness"):
        raise RecordError("record_join", seq=entry.seq)
    return Joined(entry.leaf, statement, str(value["role"]), str(value["commitment"]))


def _check_distinct(values: Sequence[str], code: str) -> None:
    for value in values:
        if values.count(value) > 1:
            raise DuplicateError(code, got=value)


def find_own(joins: Sequence[Joined], key: str) -> Joined | None:
    """The JOIN by a key."""
    return next((joined for joined in joins if joined.statement.key == key), None)


def check_own(joins: Sequence[Joined], notes: Notes) -> Joined:
    """The witness's own JOIN, after checking that it says what he signed.

    Raises:
        MissingError: it is not in the record.
        RecordError: somebody has another with his key.
    """
    stated = notes.signed("join")[0]
    own = find_own(joins, stated.key)
    if own is None:
        raise MissingError("own_join_missing", draw=notes.place.draw)
    if own.statement != stated:
        raise RecordError("own_join_differs", draw=notes.place.draw)
    return own
