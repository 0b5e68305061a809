"""Somebody who has accepted a seat cannot come after all; the walk goes on in the same order."""

from __future__ import annotations

from dataclasses import dataclass

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.statements import Statement
from drawsvc.usecases.office import Office, attested, write_next


@dataclass(frozen=True)
class Withdrawal:
    """Who cannot come, and why.

    Args:
        group, row: the row of the draw.
        reason: as for a decline (SPEC §5.4).
        attestation: `handler` or `link`; `countersigned` with a statement (SPEC §7.2).
        statement: a witness's `withdrawn` statement.
    """

    group: int
    row: int
    reason: str
    attestation: str = "handler"
    statement: Statement | None = None

    def to_body(self) -> Body:
        """The body of WITHDRAWN without the approval."""
        return {
            "attestation": attested(self.attestation, self.statement),
            "group": self.group,
            "reason": self.reason,
            "row": self.row,
        }


def withdraw_expert(
    office: Office, draw: str, withdrawal: Withdrawal, *, approval: Body
) -> list[Entry]:
    """Write WITHDRAWN and everything that follows from it (SPEC §9.6).

    Args:
        office: the service.
        draw: its id.
        withdrawal: of whom.
        approval: who agreed to it.

    Raises:
        ReplyError: the row has not accepted.
        StatementError: the countersignature is not one.
        PhaseError: the draw has no panel, or it is closed.
    """
    body: Body = {**withdrawal.to_body(), "approval": approval}
    return write_next(office, draw, "WITHDRAWN", lambda _: body)
