"""The calendar data of China: its shape, and agreement with two packages made by others."""

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest

CN_TOML = Path(__file__).parents[2] / "drawsvc" / "calendars" / "cn.toml"
YEARS = range(2016, 2027)
SATURDAY = 5

# The head of cn.toml gives the reason: "与周末连休" names no date for the weekend it joins.
JOINED_WEEKEND_DAYS_NOT_IN_CHINESECALENDAR = {
    *(date(2016, 1, 2), date(2016, 1, 3), date(2016, 4, 2), date(2016, 4, 3)),
    *(date(2017, 4, 29), date(2017, 4, 30), date(2017, 12, 30), date(2017, 12, 31)),
    *(date(2018, 6, 16), date(2018, 6, 17), date(2018, 9, 22), date(2018, 9, 23)),
    *(date(2024, 6, 8), date(2024, 6, 9)),
}

Calendar = dict[str, dict[str, Any]]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return tomllib.loads(CN_TOML.read_text(encoding="utf-8"))


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


def is_workday(calendar: Calendar, day: date) -> bool:
    of_year = calendar[str(day.year)]
    if day in of_year["workdays"]:
        return True
    return day.weekday() < SATURDAY and day not in of_year["holidays"]


def is_listed_by_chinesecalendar(day: date) -> bool:
    off, festival = chinese_calendar.get_holiday_detail(day)
    return bool(off and festival is not None)


def test_years_and_members(calendar: Calendar) -> None:
    assert list(calendar) == [str(year) for year in YEARS]
    for of_year in calendar.values():
        assert list(of_year) == ["notice", "holidays", "workdays"]
        assert of_year["notice"].startswith("国办发明电〔")


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("member", ["holidays", "workdays"])
def test_dates_ascend_within_their_year(calendar: Calendar, year: int, member: str) -> None:
    days = calendar[str(year)][member]
    assert days
    assert {type(day) for day in days} == {date}
    assert days == sorted(set(days))
    assert {day.year for day in days} == {year}


@pytest.mark.parametrize("year", YEARS)
def test_no_day_is_both_off_and_worked(calendar: Calendar, year: int) -> None:
    of_year = calendar[str(year)]
    assert set(of_year["holidays"]).isdisjoint(of_year["workdays"])


@pytest.mark.parametrize("year", YEARS)
def test_workdays_fall_on_weekends(calendar: Calendar, year: int) -> None:
    assert all(day.weekday() >= SATURDAY for day in calendar[str(year)]["workdays"])


@pytest.mark.parametrize(
    "theirs",
    [chinese_calendar.is_workday, holidays.country_holidays("CN", years=YEARS).is_working_day],
    ids=["chinesecalendar", "holidays"],
)
@pytest.mark.parametrize("year", YEARS)
def test_every_day_is_worked_as_in(
    calendar: Calendar, year: int, theirs: Callable[[date], bool]
) -> None:
    differing = [day for day in days_of(year) if is_workday(calendar, day) != theirs(day)]
    assert differing == []


def test_holidays_differ_from_chinesecalendar_only_by_joined_weekends(calendar: Calendar) -> None:
    ours = {day for of_year in calendar.values() for day in of_year["holidays"]}
    theirs = {day for year in YEARS for day in days_of(year) if is_listed_by_chinesecalendar(day)}
    assert theirs - ours == set()
    assert ours - theirs == JOINED_WEEKEND_DAYS_NOT_IN_CHINESECALENDAR
