"""Times of SPEC §3.2 as seconds, and the deadline of a round, SPEC §10."""

from __future__ import annotations

import re
from bisect import bisect_right
from datetime import date
from typing import Any

DAY = 86_400
MINUTE = 60
EPOCH = date(1970, 1, 1).toordinal()
SATURDAY = 5
WEEK = 7
TIME = "([0-9]{4}-[0-9]{2}-[0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])Z"
DATE = "([0-9]{4})-([0-9]{2})-([0-9]{2})"
CLOCK = "([01][0-9]|2[0-3]):([0-5][0-9])|24:00"


def day_of(text: str) -> int:
    """Returns the days from 1970-01-01 to a date.

    Raises:
        ValueError: not a valid date, in any year from 1 to 9999.
    """
    found = re.fullmatch(DATE, text)
    if not found:
        raise ValueError(text)
    year, month, day = map(int, found.groups())
    return date(year, month, day).toordinal() - EPOCH


def seconds_of(text: str) -> int:
    """Returns the seconds from 1970-01-01T00:00:00Z to a time.

    Raises:
        ValueError: not a valid time.
    """
    found = re.fullmatch(TIME, text)
    if not found:
        raise ValueError(text)
    day, hour, minute, second = found.groups()
    return day_of(day) * DAY + (int(hour) * MINUTE + int(minute)) * MINUTE + int(second)


def clock_seconds(text: str) -> int:
    """Returns the seconds from midnight to a clock time.

    Raises:
        ValueError: not a valid clock time.
    """
    if not re.fullmatch(CLOCK, text):
        raise ValueError(text)
    return (int(text[:2]) * MINUTE + int(text[3:])) * MINUTE


def time_text(seconds: int) -> str:
    """Returns a time as it is written; beyond the year 9999 the bare number."""
    day, second = divmod(seconds, DAY)
    try:
        written = date.fromordinal(day + EPOCH).isoformat()
    except (ValueError, OverflowError):
        return str(seconds)
    return f"{written}T{second // 3600:02}:{second // MINUTE % MINUTE:02}:{second % MINUTE:02}Z"


class MissingYearError(Exception):
    """The calendar does not hold a year that the deadline depends on."""


class Calendar:
    """The working days of a CALENDAR entry, SPEC §5.2, each year worked out when asked for."""

    def __init__(self, body: dict[str, Any]) -> None:
        self._years = {year["year"]: year for year in body["years"]}
        self._working: dict[int, list[int]] = {}

    def working_days(self, year: int) -> list[int]:
        """Returns the working days of a year, ascending, in days from 1970-01-01."""
        if year not in self._working:
            if year not in self._years:
                raise MissingYearError(str(year))
            self._working[year] = _working_days(self._years[year])
        return self._working[year]


def _working_days(year: dict[str, Any]) -> list[int]:
    first = date(year["year"], 1, 1).toordinal() - EPOCH
    last = date(year["year"], 12, 31).toordinal() - EPOCH
    extra = {day_of(text) for text in year["workdays"]}
    off = {day_of(text) for text in year["holidays"]}
    weekdays = {day for day in range(first, last + 1) if (day + EPOCH - 1) % WEEK < SATURDAY}
    return sorted((weekdays | extra) - off)


def deadline(start: int, windows: dict[str, Any], calendar: Calendar) -> int:
    """Returns the deadline, in seconds from 1970, of invitations sent at `start`.

    It gives what the loop over days in SPEC §10 gives, without visiting every day: the first day
    may be a part of one, all further contact days are whole, so it is a matter of counting.

    Raises:
        MissingYearError: a day of a year the calendar lacks would have to be looked at.
    """
    offset: int = windows["utc_offset_minutes"] * MINUTE
    opens, closes = clock_seconds(windows["contact_from"]), clock_seconds(windows["contact_to"])
    remaining: int = windows["reply_minutes"] * MINUTE
    day, second = divmod(start + offset, DAY)
    days = _EveryDay() if windows["contact_days"] == "every_day" else _WorkingDays(calendar)
    first = max(second, opens)
    if days.holds(day) and first < closes:
        if remaining <= closes - first:
            return day * DAY + first + remaining - offset
        remaining -= closes - first
    # From here on each contact day gives closes − opens; the last one at least a second of it.
    whole, rest = divmod(remaining - 1, closes - opens)
    return days.later(day, whole) * DAY + opens + rest + 1 - offset


class _EveryDay:
    def holds(self, day: int) -> bool:
        """Tells whether a day is a contact day."""
        del day
        return True

    def later(self, day: int, skipped: int) -> int:
        """Returns the contact day after `day` when so many contact days between are skipped."""
        return day + 1 + skipped


class _WorkingDays(_EveryDay):
    def __init__(self, calendar: Calendar) -> None:
        self._calendar = calendar

    def holds(self, day: int) -> bool:
        return day in self._calendar.working_days(_year_of(day))

    def later(self, day: int, skipped: int) -> int:
        year = _year_of(day)
        # The loop of SPEC §10 looks at the next midnight's day, which may be in the next year.
        days = self._calendar.working_days(year)
        position = bisect_right(days, day) + skipped
        while position >= len(days):
            position -= len(days)
            year += 1
            days = self._calendar.working_days(year)
        return days[position]


def _year_of(day: int) -> int:
    try:
        return date.fromordinal(day + EPOCH).year
    except (ValueError, OverflowError):
        raise MissingYearError(str(day)) from None
