"""Void an attempt; its record stays."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.statements import Statement
from drawsvc.usecases.office import Office, commit_attempt, take_up


def void_draw(
    office: Office,
    draw: str,
    *,
    reason: str,
    approval: Body,
    statements: Sequence[Statement] = (),
) -> Entry:
    """Write VOID; whether it is harmless or discards a result follows from the entries (SPEC §13 step 47).

    Raises:
        StatementError: a witness has joined and none signs the voiding.
        PhaseError: the draw has ended.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        body: Body = {
            "approval": approval,
            "class": attempt.void_class(),
            "reason": reason,
            "statements": [statement.to_object() for statement in statements],
        }
        entry = attempt.write("VOID", body, office.clock())
        commit_attempt(office, writer, attempt, [entry])
        return entry
