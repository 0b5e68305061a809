"""Reply windows and the deadlines they give (SPEC §10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

from drawsvc.domain.bodies import WINDOWS
from drawsvc.domain.calendar import Calendar
from drawsvc.domain.errors import CalendarError, ProfileError
from drawsvc.domain.shapes import Form, ShapeError
from drawsvc.domain.times import parse_clock

ContactDays = Literal["every_day", "working_days"]

SECONDS_PER_MINUTE = 60
SECONDS_PER_DAY = 86_400


@dataclass(frozen=True)
class Windows:
    """When people may be asked, and how long they have to answer. All as in SPEC §10.

    Args:
        contact_days: days on which time counts.
        contact_from: local time at which counting begins on such a day, `HH:MM`.
        contact_to: local time at which it ends, `HH:MM`, up to 24:00.
        reply_minutes: length of a window in counted minutes.
        utc_offset_minutes: local time minus UTC.
    """

    contact_days: ContactDays
    contact_from: str
    contact_to: str
    reply_minutes: int
    utc_offset_minutes: int

    def local_date(self, moment: datetime) -> date:
        """The local day of a moment; aware, in UTC."""
        return (moment + timedelta(minutes=self.utc_offset_minutes)).date()

    def to_body(self) -> dict[str, Any]:
        """The Windows object of a PROFILE or FREEZE body."""
        return {
            "contact_days": self.contact_days,
            "contact_from": self.contact_from,
            "contact_to": self.contact_to,
            "reply_minutes": self.reply_minutes,
            "utc_offset_minutes": self.utc_offset_minutes,
        }


def parse_windows(body: Mapping[str, Any]) -> Windows:
    """Read a Windows object.

    Raises:
        ProfileError: `profile_field`, a member is not as SPEC §10 asks; `windows_empty`, contact
            hours end before they begin.
    """
    try:
        WINDOWS(body, "windows")
    except ShapeError as fault:
        raise ProfileError("profile_field", field=fault.path, expected=fault.expected) from None
    windows = Windows(**body)
    if parse_clock(windows.contact_from) >= parse_clock(windows.contact_to):
        raise ProfileError(
            "windows_empty",
            field="windows.contact_to",
            expected=Form("after", f"after {windows.contact_from}", {"time": windows.contact_from}),
            got=windows.contact_to,
        )
    return windows


def deadline(invited_at: datetime, windows: Windows, calendar: Calendar) -> datetime:
    """The last moment at which a reply to an invitation is in time (SPEC §10).

    Args:
        invited_at: time of the INVITED entry; aware, in UTC, of whole seconds.
        windows: those of the FREEZE.
        calendar: the one the FREEZE cites; asked only if contact days are working days.

    Returns:
        The deadline itself still counts as in time. In UTC, of whole seconds.

    Raises:
        CalendarError: `calendar_year_missing`, the calendar does not reach far enough;
            `deadline_too_late`, the deadline lies after the year 9999.
    """
    opens = parse_clock(windows.contact_from) * SECONDS_PER_MINUTE
    closes = parse_clock(windows.contact_to) * SECONDS_PER_MINUTE
    remaining = windows.reply_minutes * SECONDS_PER_MINUTE
    offset = windows.utc_offset_minutes * SECONDS_PER_MINUTE
    day, second = _local(invited_at, offset)
    while True:
        if _is_contact_day(day, windows, calendar=calendar):
            begin = max(second, opens)
            if remaining <= closes - begin:
                return _moment(day, begin + remaining - offset)
            remaining -= max(0, closes - begin)
        day, second = day + 1, 0


def check_reach(windows: Windows, calendar: Calendar, first: date, last: date) -> None:
    """Refuse a calendar that lacks a year in which deadlines between two days may fall.

    Args:
        windows: those of the FREEZE; with `every_day` no calendar is asked.
        calendar: the one the FREEZE will cite, for good.
        first: local day of the freeze.
        last: the day of the activity, by which the rounds should be over.

    Raises:
        CalendarError: `calendar_year_missing`.
    """
    if windows.contact_days == "working_days":
        for year in range(first.year, last.year + 1):
            calendar.is_working_day(date(year, 1, 1))


def _local(moment: datetime, offset_seconds: int) -> tuple[int, int]:
    """The local day, as its proleptic Gregorian ordinal, and the second of that day."""
    second = moment.hour * 3600 + moment.minute * 60 + moment.second
    days, second = divmod(second + offset_seconds, SECONDS_PER_DAY)
    return moment.toordinal() + days, second


def _is_contact_day(day: int, windows: Windows, calendar: Calendar) -> bool:
    if day > date.max.toordinal():
        raise CalendarError("deadline_too_late", latest=date.max.isoformat())
    if windows.contact_days == "every_day":
        return True
    return calendar.is_working_day(date.fromordinal(day))


def _moment(day: int, second: int) -> datetime:
    """The moment `second` seconds after midnight of a day; the seconds may leave the day."""
    from_zero = timedelta(days=day - 1, seconds=second)
    try:
        return datetime.min.replace(tzinfo=UTC) + from_zero
    except OverflowError:
        raise CalendarError("deadline_too_late", latest=date.max.isoformat()) from None
