"""A witness confirms the outcome of a draw."""

from __future__ import annotations

from drawsvc.domain.entries import Entry
from drawsvc.domain.statements import Statement
from drawsvc.usecases.office import Office, commit_attempt, take_up


def confirm_outcome(office: Office, draw: str, statement: Statement) -> Entry:
    """Write WITNESSED (SPEC §5.5).

    Raises:
        StatementError: not a `witnessed` statement about the latest outcome by a witness of the draw.
        PhaseError: there is no outcome yet.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        entry = attempt.write("WITNESSED", {"statement": statement.to_object()}, office.clock())
        commit_attempt(office, writer, attempt, [entry])
        return entry
