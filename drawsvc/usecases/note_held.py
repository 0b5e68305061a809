"""Note whether the activity that the panel was drawn for took place."""

from __future__ import annotations

from datetime import date

from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.office import Office, write_next


def note_held(office: Office, draw: str, day: date) -> list[Entry]:
    """Write HELD (SPEC §5.5).

    Raises:
        PhaseError: there is no panel.
    """
    return write_next(office, draw, "HELD", lambda _: {"date": day.isoformat()})


def note_not_held(office: Office, draw: str, *, reason: str, approval: Body) -> list[Entry]:
    """Write NOT_HELD: a panel was drawn, and not used.

    Raises:
        EntryError: the reason is no code.
        PhaseError: there is no panel.
    """
    body: Body = {"approval": approval, "reason": reason}
    return write_next(office, draw, "NOT_HELD", lambda _: body)
