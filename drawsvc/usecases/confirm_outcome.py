"""A witness confirms the outcome of a draw."""

from __future__ import annotations

from drawsvc.domain.entries import Entry
from drawsvc.domain.statements import Statement
from drawsvc.usecases.office import Office, commit_attempt, take_up
from drawsvc.usecases.stated import check_new


def confirm_outcome(office: Office, draw: str, statement: Statement) -> Entry:
    """Write WITNESSED (SPEC §5.5).

    Raises:
        StatementError: not a `witnessed` statement about the latest outcome by a witness of the draw.
        PhaseError: there is no outcome yet.
        DuplicateError: he has confirmed it before.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        check_new(attempt, "WITNESSED", statement)
        entry = attempt.write("WITNESSED", {"statement": statement.to_object()}, office.clock())
        commit_attempt(office, writer, attempt, [entry])
        return entry
