"""The activity takes place on another day: every expert who has accepted is asked again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.request import check_hour
from drawsvc.usecases.office import Office, commit_attempt, take_up


@dataclass(frozen=True)
class NewTime:
    """When the activity takes place instead.

    Args:
        day: of it.
        starts: the hour it begins, HH:MM, kept in private; "" if that stays as it was.
    """

    day: date
    starts: str = ""


def reschedule_draw(
    office: Office, draw: str, new: NewTime, *, reason: str, approval: Body
) -> list[Entry]:
    """Write RESCHEDULED and everything that follows from it (SPEC §9.6).

    Args:
        office: the service.
        draw: its id.
        new: when it is now.
        reason: a code.
        approval: who decided it.

    Raises:
        EntryError: the reason is no code.
        PhaseError: the draw has no panel yet.
        RequestError: `starts`, it is no hour.
    """
    check_hour(new.starts)
    body: Body = {"approval": approval, "date": new.day.isoformat(), "reason": reason}
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        now = office.clock()
        written = [attempt.write("RESCHEDULED", body, now), *attempt.advance(now)]
        if new.starts:  # before anybody is invited anew
            place = attempt.chain.place
            writer.save_private(place, {**writer.private(place), "starts": new.starts})
        commit_attempt(office, writer, attempt, written)
        return written
