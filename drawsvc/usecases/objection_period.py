"""Until when one may object to a draw: days that the office has set, from the publication of the panel.

Neither channel nor days are in an entry: a verifier knows nothing of them.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from drawsvc.domain.calendar import Calendar
from drawsvc.domain.deadlines import parse_windows
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import CalendarError
from drawsvc.usecases.office import Office, calendar_of, cited


@dataclass(frozen=True)
class Period:
    """A time to object.

    Args:
        begins: the day of the publication, which does not count.
        last: the last day.
        left: days that are left after today; below 0 once it is over. None where nobody can say which day it is read.
    """

    begins: date
    last: date
    left: int | None


def objection_period(
    office: Office, pool: str, freeze: Body | None, released: datetime | None
) -> Period | None:
    """The time to object to a draw; None where no days are set, or nothing was published.

    Args:
        office: the service.
        pool: whose draw.
        freeze: body of its FREEZE.
        released: time of its latest RELEASED.
    """
    days = office.settings_of(pool).objection_days
    if not days or freeze is None or released is None:
        return None
    with office.store.reading() as reader:
        calendar = calendar_of(cited(reader, freeze["calendar"]))
    windows = parse_windows(freeze["windows"])
    begins = windows.local_date(released)
    last = _last_day(calendar, begins, days)
    return Period(begins, last, (last - windows.local_date(office.clock())).days)


def _last_day(calendar: Calendar, begins: date, days: int) -> date:
    """Civil Code 201 and 203: a last day off moves on; where the calendar does not reach so far, it stays."""
    with suppress(CalendarError):
        return calendar.period_end(begins, days, kind="calendar")
    return begins + timedelta(days=days)
