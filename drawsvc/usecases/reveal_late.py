"""Take a value that surfaces after a draw was voided: it shows what result was discarded."""

from __future__ import annotations

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.statements import Statement
from drawsvc.usecases.office import Office, write_next
from drawsvc.usecases.stated import check_new


def reveal_late(office: Office, draw: str, statement: Statement) -> list[Entry]:
    """Write REVEALED (SPEC §5.5). Anybody may hand in the statement.

    Args:
        office: the service.
        draw: its id.
        statement: a witness's `reveal` statement about the SEAL.

    Raises:
        StatementError: not a witness's, or it does not open his commitment.
        PhaseError: the draw was not voided, or never sealed.
        DuplicateError: it has surfaced before.
    """

    def body(attempt: Attempt) -> Body:
        check_new(attempt, "REVEALED", statement)
        return {"seal": attempt.entry("SEAL").leaf, "statement": statement.to_object()}

    return write_next(office, draw, "REVEALED", body)
