"""What a record shows of the attempts before it (SPEC §11.1): who joins a further draw should know what became of them.

Of a voided attempt it shows all entries. So nobody is asked to join a second draw under the word that the first was
voided before its result could be known, when it was not.
"""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import RecordError
from drawsvc.domain.statements import parse_statement
from drawsvc.witness.chain import check_chain
from drawsvc.witness.joins import Joined, check_joins
from drawsvc.witness.record_form import LoggedEntry

Shown = Sequence[LoggedEntry]
"""Of one earlier attempt: all entries up to its VOID, or its end alone."""

_ENDS = ("COMPLETED", "DECIDED", "VOID")  # SPEC §5.3


def check_earlier(earlier: Sequence[Shown], request: LoggedEntry) -> None:
    """Refuse a REQUEST that does not name the end of every earlier attempt, or stands before one (SPEC §5.3).

    Args:
        earlier: of each attempt before, in order, what the record shows.
        request: the REQUEST.

    Raises:
        RecordError: `record_earlier`, `record_void`; what `check_chain` finds.
        StatementError: the statement of a VOID or a JOIN is about something else, or wrongly signed.
        DuplicateError: a key or a commitment occurs twice in an attempt.
    """
    ends = [shown[-1] for shown in earlier]
    body, number = request.entry.body, request.entry.place.attempt
    named = body["earlier"] == [item.entry.leaf for item in ends]
    if not named or len(ends) != number - 1:
        raise RecordError("record_earlier")
    if any(item.index >= request.index for item in ends):
        raise RecordError("record_earlier")
    for shown in earlier:
        _check_end([item.entry for item in shown])


def _check_end(entries: Sequence[Entry]) -> None:
    *before, end = entries
    if end.type == "VOID":
        check_chain(entries)
        _check_void(before, end)
    elif before or end.type not in _ENDS:
        raise RecordError("record_earlier")


def _check_void(before: Sequence[Entry], void: Entry) -> None:
    """SPEC §13 `end.void`. Which witnesses a trust file lists is left to the verifier."""
    if void.body["class"] != _class_after(before):
        expected = _class_after(before)
        raise RecordError("record_void", expected=expected, got=void.body["class"])
    witnesses = {join.statement.key for join in _joins(before) if join.role != "operator"}
    statements = [parse_statement(value) for value in void.body["statements"]]
    if len(statements) != bool(witnesses):
        raise RecordError("record_void_unsigned", attempt=void.place.attempt)
    for statement in statements:
        if statement.key not in witnesses:
            raise RecordError("record_void_unsigned", attempt=void.place.attempt)
        statement.check("void", before[-1].leaf)
        statement.check_value({name: void.body[name] for name in ("class", "reason")})


def _joins(entries: Sequence[Entry]) -> Sequence[Joined]:
    freezes = [entry for entry in entries if entry.type == "FREEZE"]
    return check_joins(entries, freezes[0]) if freezes else []


def _class_after(entries: Sequence[Entry]) -> str:
    """`harmless` while nobody can know a result, else `discarded`."""
    freezes = [entry for entry in entries if entry.type == "FREEZE"]
    serial = any(freeze.body["mode"] == "serial" for freeze in freezes)
    sealed = any(entry.type == "SEAL" for entry in entries)
    return "discarded" if sealed or serial else "harmless"
