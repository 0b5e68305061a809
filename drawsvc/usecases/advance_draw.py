"""Write what must follow by now: rounds go out, silence becomes EXPIRED, rounds close, the walk ends."""

from __future__ import annotations

from drawsvc.domain.entries import Entry
from drawsvc.usecases.office import Office, commit_attempt, give_back, take_up


def advance_draw(office: Office, draw: str, *, by_itself: bool = False) -> list[Entry]:
    """Append every entry that is due (SPEC §9.4).

    Args:
        office: the service.
        draw: its id.
        by_itself: nobody has asked for it, so silence is noted only where a witness has signed it or the invitation
            is proven to have been delivered; everybody else has to be called.

    Returns:
        What was written; nothing if only people or time can go on.

    Raises:
        CalendarError: a reply window reaches a year without calendar data.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw, all_asked=not by_itself)
        written = attempt.advance(office.clock())
        if written:
            commit_attempt(office, writer, attempt, written)
        else:
            give_back(office, attempt)
        return written
