"""A witness joins a frozen draw."""

from __future__ import annotations

from drawsvc.domain.entries import Entry
from drawsvc.domain.statements import Statement
from drawsvc.usecases.office import Office, commit_attempt, take_up


def join_draw(office: Office, draw: str, statement: Statement) -> Entry:
    """Write a witness's JOIN (SPEC §5.3, §7.3).

    Raises:
        StatementError: not a `join` statement about this freeze, or wrongly signed.
        DuplicateError: the key has joined, or the commitment is a copy.
        PhaseError: the draw is not frozen, or sealed already.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        entry = attempt.write("JOIN", {"statement": statement.to_object()}, office.clock())
        commit_attempt(office, writer, attempt, [entry])
        return entry
