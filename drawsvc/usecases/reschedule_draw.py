"""The activity takes place on another day: every expert who has accepted is asked again."""

from __future__ import annotations

from datetime import date

from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.office import Office, write_next


def reschedule_draw(
    office: Office, draw: str, day: date, *, reason: str, approval: Body
) -> list[Entry]:
    """Write RESCHEDULED and everything that follows from it (SPEC §9.6).

    Args:
        office: the service.
        draw: its id.
        day: the new day of the activity.
        reason: a code.
        approval: who decided it.

    Raises:
        EntryError: the reason is no code.
        PhaseError: the draw has no panel yet.
    """
    body: Body = {"approval": approval, "date": day.isoformat(), "reason": reason}
    return write_next(office, draw, "RESCHEDULED", lambda _: body)
