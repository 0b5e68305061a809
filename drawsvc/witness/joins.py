"""The JOINs of an attempt (SPEC §7.3)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import DuplicateError, RecordError
from drawsvc.domain.statements import Statement, parse_statement


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


def check_joins(entries: Iterable[Entry], freeze: Entry) -> list[Joined]:
    """All JOINs, after checking that each is signed, about this freeze, and like no other.

    Args:
        entries: of the attempt.
        freeze: its FREEZE.

    Raises:
        RecordError: a JOIN is not as the plan asks.
        StatementError: a JOIN is about something else, or wrongly signed.
        DuplicateError: a key or a commitment occurs twice.
    """
    joins = [_read(entry, freeze) for entry in entries if entry.type == "JOIN"]
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
