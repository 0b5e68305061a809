"""Times, and deadlines against the loop of SPEC §10 taken literally."""

from datetime import date, timedelta
from typing import Any

import pytest
from drawverify.deadline import (
    DAY,
    Calendar,
    MissingYearError,
    clock_seconds,
    day_of,
    deadline,
    seconds_of,
    time_text,
)
from hypothesis import given
from hypothesis import strategies as st

YEARS: dict[str, list[dict[str, Any]]] = {
    "years": [
        {"holidays": ["2026-10-01", "2026-10-02"], "workdays": ["2026-10-10"], "year": 2026},
        {"holidays": ["2027-01-01"], "workdays": [], "year": 2027},
    ]
}
NEW_YEAR_2026 = day_of("2026-01-01") * DAY


def windows(**changes: Any) -> dict[str, Any]:
    return {
        "contact_days": "working_days",
        "contact_from": "09:00",
        "contact_to": "17:30",
        "reply_minutes": 120,
        "utc_offset_minutes": 480,
        **changes,
    }


def is_working(day: date) -> bool:
    year = next(year for year in YEARS["years"] if year["year"] == day.year)
    text = day.isoformat()
    return (day.weekday() < 5 or text in year["workdays"]) and text not in year["holidays"]


def literally(start: int, sealed: dict[str, Any]) -> int:
    """SPEC §10 in its own words; StopIteration where the calendar lacks a year."""
    offset: int = sealed["utc_offset_minutes"] * 60
    remaining: int = 60 * sealed["reply_minutes"]
    t = start + offset
    while True:
        day = t // DAY
        on = date(1970, 1, 1) + timedelta(days=day)
        if sealed["contact_days"] == "every_day" or is_working(on):
            a = max(t, day * DAY + clock_seconds(sealed["contact_from"]))
            b = day * DAY + clock_seconds(sealed["contact_to"])
            if a < b:
                if remaining <= b - a:
                    return a + remaining - offset
                remaining -= b - a
        t = (day + 1) * DAY


clocks = st.tuples(st.integers(0, 1439), st.integers(1, 1440)).filter(
    lambda pair: pair[0] < pair[1]
)


@given(
    st.integers(0, 365 * DAY),
    clocks,
    st.sampled_from(["every_day", "working_days"]),
    st.integers(1, 20_000),
    st.integers(-840, 840),
)
def test_deadline_is_that_of_the_loop(
    start: int, hours: tuple[int, int], days: str, minutes: int, offset: int
) -> None:
    begin, end = (f"{minute // 60:02}:{minute % 60:02}" for minute in hours)
    sealed = windows(
        contact_days=days,
        contact_from=begin,
        contact_to=end,
        reply_minutes=minutes,
        utc_offset_minutes=offset,
    )
    start += NEW_YEAR_2026
    try:
        expected = literally(start, sealed)
    except (StopIteration, OverflowError):
        with pytest.raises(MissingYearError):
            deadline(start, sealed, Calendar(YEARS))
    else:
        assert deadline(start, sealed, Calendar(YEARS)) == expected


@pytest.mark.parametrize(
    ("invited", "minutes", "expected"),
    [
        ("2026-03-02T01:00:00Z", 120, "2026-03-02T03:00:00Z"),  # inside the window
        ("2026-03-01T20:00:00Z", 120, "2026-03-02T03:00:00Z"),  # before it
        ("2026-03-02T09:30:00Z", 1, "2026-03-03T01:01:00Z"),  # at its end
        ("2026-03-02T08:30:00Z", 60, "2026-03-02T09:30:00Z"),  # up to its end, not overnight
        ("2026-03-06T09:00:00Z", 60, "2026-03-09T01:30:00Z"),  # over a weekend
        ("2026-09-30T09:00:00Z", 60, "2026-10-05T01:30:00Z"),  # over a holiday
        ("2026-10-09T09:00:00Z", 60, "2026-10-10T01:30:00Z"),  # a Saturday that is worked
        ("2026-12-31T09:00:00Z", 60, "2027-01-04T01:30:00Z"),  # into the next year
    ],
)
def test_deadline(invited: str, minutes: int, expected: str) -> None:
    found = deadline(seconds_of(invited), windows(reply_minutes=minutes), Calendar(YEARS))
    assert time_text(found) == expected


@pytest.mark.parametrize("invited", ["2025-12-31T01:00:00Z", "2027-12-31T09:00:00Z"])
def test_year_that_the_calendar_lacks_is_an_error(invited: str) -> None:
    with pytest.raises(MissingYearError):
        deadline(seconds_of(invited), windows(), Calendar(YEARS))


def test_calendar_does_not_matter_when_every_day_counts() -> None:
    found = deadline(
        seconds_of("2031-01-01T01:00:00Z"), windows(contact_days="every_day"), Calendar(YEARS)
    )
    assert time_text(found) == "2031-01-01T03:00:00Z"


def test_deadline_beyond_the_last_year_is_a_number_or_an_error() -> None:
    start = seconds_of("9999-12-31T23:00:00Z")
    found = deadline(start, windows(contact_days="every_day"), Calendar(YEARS))
    assert time_text(found).isdigit()
    with pytest.raises(MissingYearError):
        deadline(start, windows(), Calendar(YEARS))


@pytest.mark.parametrize(
    "text",
    [
        *("2026-02-29T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z"),
        *("2026-01-01T00:00:60Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00", "2026-1-1T0:0:0Z"),
        *("2026-01-01T00:00:00Z\n", "２０２６-01-01T00:00:00Z", "0000-01-01T00:00:00Z", ""),
    ],
)
def test_malformed_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - any ValueError is caught by who asks
        seconds_of(text)


@pytest.mark.parametrize("text", ["2026-1-01", "2026-02-30", "", "2026-01-01\n"])
def test_malformed_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        day_of(text)


@pytest.mark.parametrize("text", ["24:01", "25:00", "1:00", "01:60", "01:00:00", "", "24:00\n"])
def test_malformed_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - as above
        clock_seconds(text)


@given(st.integers(0, 250_000_000_000))
def test_time_is_written_as_it_is_read(seconds: int) -> None:
    assert seconds_of(time_text(seconds)) == seconds
