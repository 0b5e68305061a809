"""What a witness has signed, read out of his statement (SPEC §7.1): nobody types it again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.bodies import ANSWER
from drawsvc.domain.errors import DuplicateError, StatementError
from drawsvc.domain.seating import Seat
from drawsvc.domain.shapes import CODE, COUNT, Shape, ShapeError, members
from drawsvc.domain.statements import Statement
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.withdraw_expert import Withdrawal

_ROW: dict[str, Callable[[Any, str], None]] = {"group": COUNT, "row": COUNT}
_REPLY = members(answer=ANSWER, reason=CODE, **_ROW)
_SILENCE = members(tries=COUNT, **_ROW)
_WITHDRAWAL = members(reason=CODE, **_ROW)


def check_new(attempt: Attempt, kind: str, statement: Statement) -> None:
    """Refuse a statement that an entry of this type has already.

    Raises:
        DuplicateError: `statement_taken`.
    """
    signed = statement.to_object()
    if any(e.type == kind and e.body["statement"] == signed for e in attempt.chain.entries):
        raise DuplicateError("statement_taken", kind=statement.kind)


def reply_of(statement: Statement) -> Reply:
    """The reply that a `reply` statement is about."""
    said = _said(statement, _REPLY, "reply")
    return Reply(*_seat(said), said["answer"], said["reason"], "countersigned", statement)


def silence_of(statement: Statement) -> tuple[Seat, int]:
    """The row that an `expired` statement is about, and how often it was tried."""
    said = _said(statement, _SILENCE, "expired")
    return _seat(said), said["tries"]


def withdrawal_of(statement: Statement) -> Withdrawal:
    """The withdrawal that a `withdrawn` statement is about."""
    said = _said(statement, _WITHDRAWAL, "withdrawn")
    return Withdrawal(*_seat(said), said["reason"], "countersigned", statement)


def _said(statement: Statement, shape: Shape, kind: str) -> dict[str, Any]:
    if statement.kind != kind:
        raise StatementError("statement_kind", expected=kind, got=statement.kind)
    try:
        shape(statement.value, "value")
    except ShapeError as error:
        raise StatementError("statement_shape", path=error.path, expected=error.expected) from None
    return dict(statement.value)


def _seat(said: dict[str, Any]) -> Seat:
    return said["group"], said["row"]
