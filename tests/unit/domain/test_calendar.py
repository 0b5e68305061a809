"""Working days and periods: Civil Code art. 201 and 203, XX-08, HN-23."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.calendar import (
    Calendar,
    CalendarYear,
    parse_calendar,
    parse_calendar_toml,
)
from drawsvc.domain.errors import CalendarError

CN_TOML = Path(__file__).parents[3] / "drawsvc" / "calendars" / "cn.toml"
CN = parse_calendar_toml(CN_TOML.read_bytes(), name="cn")
WITHIN_CN = st.dates(min_value=date(2016, 1, 1), max_value=date(2026, 9, 30))

PLAIN_2026 = Calendar("plain", (CalendarYear(2026, (), ()),))


def body_2026(**changed: object) -> dict[str, Any]:
    of_year = {"holidays": ["2026-01-01"], "workdays": ["2026-01-04"], "year": 2026} | changed
    return {"name": "cn", "years": [of_year]}


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 13), True),  # an ordinary Friday
        (date(2026, 2, 14), True),  # a Saturday made up for
        (date(2026, 2, 15), False),  # a Sunday of the festival
        (date(2026, 2, 16), False),  # a Monday of the festival
        (date(2026, 2, 24), True),  # the Tuesday after it
        (date(2026, 3, 7), False),  # an ordinary Saturday
    ],
)
def test_days_off_and_days_made_up_for(day: date, worked: bool) -> None:  # noqa: FBT001
    assert CN.is_working_day(day) is worked


def test_a_day_off_wins_over_a_day_made_up_for() -> None:
    calendar = parse_calendar(body_2026(holidays=["2026-01-03"], workdays=["2026-01-03"]))
    assert not calendar.is_working_day(date(2026, 1, 3))


@pytest.mark.parametrize("day", [date(2015, 12, 31), date(2027, 1, 1)])
def test_a_year_not_held_is_an_error(day: date) -> None:
    with pytest.raises(CalendarError) as caught:
        CN.is_working_day(day)
    assert caught.value.code == "calendar_year_missing"
    assert caught.value.facts == {
        "calendar": "cn",
        "year": day.year,
        "held": list(range(2016, 2027)),
    }


@pytest.mark.parametrize(
    ("start", "count", "end"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 5, date(2026, 3, 9)),  # Monday: Tuesday to Friday, Monday
        (date(2026, 3, 7), 1, date(2026, 3, 9)),  # from a Saturday
        (date(2026, 2, 12), 3, date(2026, 2, 24)),  # 13, the Saturday 14, 24
    ],
)
def test_working_days_are_counted_from_the_next_day(start: date, count: int, end: date) -> None:
    assert CN.add_working_days(start, count) == end
    assert CN.period_end(start, count, kind="working") == end


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        (date(2026, 3, 2), 3, date(2026, 3, 5)),
        (date(2026, 3, 4), 3, date(2026, 3, 9)),  # ends on a Saturday, moves to Monday
        (date(2026, 2, 11), 4, date(2026, 2, 24)),  # ends on the first day of the festival
        (date(2026, 2, 11), 3, date(2026, 2, 14)),  # ends on a Saturday that is worked
    ],
)
def test_calendar_days_end_on_a_working_day(start: date, days: int, end: date) -> None:
    assert CN.period_end(start, days, kind="calendar") == end


@given(WITHIN_CN, st.integers(min_value=1, max_value=30))
def test_a_period_of_calendar_days_is_never_cut_short(start: date, days: int) -> None:
    end = CN.period_end(start, days, kind="calendar")
    assert end >= start + timedelta(days=days)
    assert CN.is_working_day(end)
    skipped = (start + timedelta(days=n) for n in range(days, (end - start).days))
    assert not any(CN.is_working_day(day) for day in skipped)


@given(WITHIN_CN, st.integers(min_value=1, max_value=30))
def test_a_period_of_working_days_holds_that_many(start: date, days: int) -> None:
    end = CN.period_end(start, days, kind="working")
    counted = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(CN.is_working_day(day) for day in counted) == days
    assert CN.is_working_day(end)


def test_a_period_that_leaves_the_calendar_is_an_error() -> None:
    with pytest.raises(CalendarError) as caught:
        PLAIN_2026.add_working_days(date(2026, 12, 30), 2)
    assert caught.value.facts["year"] == 2027


@pytest.mark.parametrize("days", [3_000_000, 2**53])
def test_a_period_beyond_all_years_is_an_error(days: int) -> None:
    with pytest.raises(CalendarError) as caught:
        PLAIN_2026.period_end(date(2026, 3, 2), days, kind="calendar")
    assert caught.value.code == "calendar_year_missing"


def test_body_survives_reading_and_writing() -> None:
    body = body_2026()
    assert parse_calendar(body).to_body() == body
    assert parse_calendar(CN.to_body()) == CN


@pytest.mark.parametrize(
    ("body", "code", "facts"),
    [
        ({"name": "cn"}, "calendar_field", {"field": ""}),
        (body_2026() | {"name": ""}, "calendar_field", {"field": "name"}),
        (body_2026(year="2026"), "calendar_field", {"field": "years[0].year"}),
        (body_2026(notice="x"), "calendar_field", {"field": "years[0]"}),
        (body_2026(holidays=["2026-1-1"]), "calendar_field", {"field": "years[0].holidays[0]"}),
        (
            body_2026(holidays=["2026-01-02", "2026-01-01"]),
            "calendar_field",
            {"field": "years[0].holidays"},
        ),
        (
            body_2026(workdays=["2027-01-03"]),
            "calendar_day_year",
            {"year": 2026, "got": "2027-01-03"},
        ),
        (
            {"name": "cn", "years": body_2026()["years"] * 2},
            "calendar_year_order",
            {"after": 2026, "got": 2026},
        ),
    ],
)
def test_malformed_body_is_refused(
    body: dict[str, Any], code: str, facts: dict[str, object]
) -> None:
    with pytest.raises(CalendarError) as caught:
        parse_calendar(body)
    assert caught.value.code == code
    assert caught.value.facts.items() >= facts.items()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"[2026", "calendar_toml"),
        (b"\xff", "calendar_toml"),
        (b"notice = 'x'", "calendar_field"),
        (b"[later]", "calendar_field"),
        (b"2026 = 1", "calendar_field"),
        (b"[2026]\nholidays = []", "calendar_field"),
        (b"[2026]\nholidays = 1\nworkdays = []", "calendar_field"),
        (b"[2026]\nholidays = [2026-01-01T00:00:00Z]\nworkdays = []", "calendar_field"),
        (
            b"[2026]\nholidays = [2026-01-03]\nworkdays = [2026-01-03]",
            "calendar_day_twice",
        ),
    ],
)
def test_malformed_file_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(CalendarError) as caught:
        parse_calendar_toml(data, name="cn")
    assert caught.value.code == code


def test_years_of_a_file_are_put_in_order() -> None:
    data = b"[2027]\nholidays = []\nworkdays = []\n[2026]\nholidays = []\nworkdays = []"
    assert [of.year for of in parse_calendar_toml(data, name="cn").years] == [2026, 2027]
