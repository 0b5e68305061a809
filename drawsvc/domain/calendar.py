"""Working days and periods counted in days (SPEC §5.2 CALENDAR).

Days are counted as in the Civil Code: the first day does not count (art. 201), and a last day that
is a day off moves to the first day after the days off (art. 203). Years are in `ages`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from typing import Any, Literal

from drawsvc.domain.bodies import POOL_BODIES
from drawsvc.domain.errors import CalendarError
from drawsvc.domain.shapes import Form, ShapeError
from drawsvc.domain.times import parse_date

DayKind = Literal["calendar", "working"]

SATURDAY = 5


@dataclass(frozen=True)
class CalendarYear:
    """What one year adds to the rule that Monday to Friday are worked.

    Args:
        year: the year every day lies in.
        holidays: days off, ascending.
        workdays: days worked though they are a Saturday or Sunday, ascending.
    """

    year: int
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]


@dataclass(frozen=True)
class Calendar:
    """The working days of the years it holds; of no other year it says anything.

    Args:
        name: identifier of the calendar, as `cn`.
        years: ascending by year.
    """

    name: str
    years: tuple[CalendarYear, ...]

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked: Monday to Friday or in `workdays`, and not in `holidays`.

        Raises:
            CalendarError: `calendar_year_missing`, the calendar does not hold the day's year.
        """
        if day.year not in self._held:
            raise CalendarError(
                "calendar_year_missing",
                calendar=self.name,
                year=day.year,
                held=sorted(self._held),
            )
        return (day.weekday() < SATURDAY or day in self._workdays) and day not in self._holidays

    def next_working_day(self, day: date) -> date:
        """The day itself if it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day = self._days_after(day, 1)
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after a day; the day itself does not count.

        Args:
            day: where counting starts, worked or not.
            count: number of working days; 0 gives `day` back.

        Raises:
            CalendarError: `calendar_year_missing`, the calendar does not reach far enough.
        """
        for _ in range(count):
            day = self.next_working_day(self._days_after(day, 1))
        return day

    def period_end(self, start: date, days: int, *, kind: DayKind) -> date:
        """The last day of a period that begins with an event on `start`.

        Args:
            start: the day of the event, not counted (Civil Code art. 201).
            days: length of the period in days; 0 is no period and gives `start` back.
            kind: `calendar` counts every day, and a last day off moves to the next working day
                (art. 203); `working` counts working days only.

        Raises:
            CalendarError: `calendar_year_missing`, the calendar does not reach far enough.
        """
        if kind == "working":
            return self.add_working_days(start, days)
        return self.next_working_day(self._days_after(start, days)) if days else start

    def extending(self, earlier: Calendar) -> Calendar:
        """These years, and of an earlier calendar those that are not among them."""
        kept = (of_year for of_year in earlier.years if of_year.year not in self._held)
        years = sorted((*kept, *self.years), key=lambda of_year: of_year.year)
        return replace(self, years=tuple(years))

    def to_body(self) -> dict[str, Any]:
        """The body of a CALENDAR entry (SPEC §5.2)."""
        return {
            "name": self.name,
            "years": [
                {
                    "holidays": [day.isoformat() for day in of_year.holidays],
                    "workdays": [day.isoformat() for day in of_year.workdays],
                    "year": of_year.year,
                }
                for of_year in self.years
            ],
        }

    def _days_after(self, day: date, count: int) -> date:
        try:
            return day + timedelta(days=count)
        except OverflowError:
            raise CalendarError(
                "calendar_year_missing",
                calendar=self.name,
                year=date.max.year + 1,
                held=sorted(self._held),
            ) from None

    @cached_property
    def _held(self) -> frozenset[int]:
        return frozenset(of_year.year for of_year in self.years)

    @cached_property
    def _holidays(self) -> frozenset[date]:
        return frozenset(day for of_year in self.years for day in of_year.holidays)

    @cached_property
    def _workdays(self) -> frozenset[date]:
        return frozenset(day for of_year in self.years for day in of_year.workdays)


def parse_calendar(body: Mapping[str, Any]) -> Calendar:
    """Read the body of a CALENDAR entry (SPEC §5.2).

    Raises:
        CalendarError: `calendar_field`, a member is not as the SPEC asks; `calendar_year_order`,
            years do not ascend; `calendar_day_year`, a day stands under another year.
    """
    try:
        POOL_BODIES["CALENDAR"](body, "")
    except ShapeError as fault:
        raise CalendarError("calendar_field", field=fault.path, expected=fault.expected) from None
    years = [_year(of_year) for of_year in body["years"]]
    for earlier, later in pairwise(years):
        if earlier.year >= later.year:
            raise CalendarError("calendar_year_order", after=earlier.year, got=later.year)
    return Calendar(body["name"], tuple(years))


def parse_calendar_toml(data: bytes, *, name: str) -> Calendar:
    """Read a calendar file: a table per year with `holidays`, `workdays` and `notice`.

    `notice` names the announcement the days come from, for readers of the file; it is no part of
    the calendar.

    Args:
        data: the file.
        name: identifier of the calendar.

    Raises:
        CalendarError: `calendar_toml`, not a TOML file; `calendar_day_twice`, a day is both off
            and worked; else as for `parse_calendar`.
    """
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise CalendarError("calendar_toml", reason=str(fault)) from None
    calendar = parse_calendar({"name": name, "years": _year_bodies(tables)})
    for of_year in calendar.years:
        twice = set(of_year.holidays).intersection(of_year.workdays)
        if twice:
            raise CalendarError("calendar_day_twice", day=min(twice).isoformat())
    return calendar


def _year(body: Mapping[str, Any]) -> CalendarYear:
    year = body["year"]
    return CalendarYear(
        year,
        _days_of(year, body["holidays"]),
        _days_of(year, body["workdays"]),
    )


def _days_of(year: int, texts: Iterable[str]) -> tuple[date, ...]:
    days = tuple(parse_date(text) for text in texts)
    for day in days:
        if day.year != year:
            raise CalendarError("calendar_day_year", year=year, got=day.isoformat())
    return days


def _year_bodies(tables: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [_year_body(key, tables[key]) for key in sorted(tables)]


def _year_body(key: str, table: object) -> dict[str, Any]:
    if not key.isascii() or not key.isdigit():
        raise CalendarError(
            "calendar_field", field=key, expected=Form("year_table", "a table named by a year")
        )
    if not isinstance(table, dict):
        raise CalendarError("calendar_field", field=key, expected=Form("table", "a table"))
    days = {name: value for name, value in table.items() if name != "notice"}
    return {name: _texts(value) for name, value in days.items()} | {"year": int(key)}


def _texts(value: object) -> object:
    """TOML local dates as text; anything else as it is, for the shape to refuse."""
    if not isinstance(value, list):
        return value
    return [day.isoformat() if type(day) is date else day for day in value]
