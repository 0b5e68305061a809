"""Reply windows and deadlines: SPEC §10, XX-17."""

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.calendar import Calendar, CalendarYear
from drawsvc.domain.deadlines import ContactDays, Windows, deadline, parse_windows
from drawsvc.domain.errors import CalendarError, ProfileError
from drawsvc.domain.times import format_time, parse_clock, parse_time

# 1 and 2 January 2026, a Thursday and a Friday, are off; Sunday 4 January is worked.
CALENDAR = Calendar(
    "cn",
    (
        CalendarYear(2025, (), ()),
        CalendarYear(2026, (date(2026, 1, 1), date(2026, 1, 2)), (date(2026, 1, 4),)),
    ),
)
NO_CALENDAR = Calendar("none", ())


def windows(**changed: Any) -> Windows:
    return parse_windows(windows_body(**changed))


def windows_body(**changed: Any) -> dict[str, Any]:
    return {
        "contact_days": "every_day",
        "contact_from": "08:00",
        "contact_to": "20:00",
        "reply_minutes": 120,
        "utc_offset_minutes": 480,
    } | changed


@pytest.mark.parametrize(
    ("invited", "changed", "expected"),
    [
        # within the hours: 10:00 to 12:00 in China
        ("2026-01-05T02:00:00Z", {}, "2026-01-05T04:00:00Z"),
        # seconds are kept
        ("2026-01-05T02:00:07Z", {}, "2026-01-05T04:00:07Z"),
        # 06:00 local waits for 08:00
        ("2026-01-04T22:00:00Z", {}, "2026-01-05T02:00:00Z"),
        # 18:00 local uses the day up to its last second and no more
        ("2026-01-05T10:00:00Z", {}, "2026-01-05T12:00:00Z"),
        # one second later the last second falls to the next day
        ("2026-01-05T10:00:01Z", {}, "2026-01-06T00:00:01Z"),
        # 20:00 local is outside, as is 23:59:59
        ("2026-01-05T12:00:00Z", {}, "2026-01-06T02:00:00Z"),
        ("2026-01-05T15:59:59Z", {}, "2026-01-06T02:00:00Z"),
        # several days: 19:00 to 20:00, then 12 h, then 1 h
        ("2026-01-05T11:00:00Z", {"reply_minutes": 840}, "2026-01-07T01:00:00Z"),
        # the whole day counts up to midnight and goes on without a gap
        (
            "2026-01-05T15:00:00Z",
            {"contact_from": "00:00", "contact_to": "24:00"},
            "2026-01-05T17:00:00Z",
        ),
        # one minute a day
        (
            "2026-01-05T00:00:00Z",
            {"contact_to": "08:01", "reply_minutes": 3},
            "2026-01-07T00:01:00Z",
        ),
        # other zones
        ("2026-01-05T12:00:00Z", {"utc_offset_minutes": 0}, "2026-01-05T14:00:00Z"),
        ("2026-01-05T12:00:00Z", {"utc_offset_minutes": 840}, "2026-01-05T20:00:00Z"),
        ("2026-01-05T12:00:00Z", {"utc_offset_minutes": -840}, "2026-01-06T00:00:00Z"),
        # working days: Thursday and Friday off, Saturday, then the worked Sunday
        (
            "2025-12-31T11:00:00Z",
            {"contact_days": "working_days"},
            "2026-01-04T01:00:00Z",
        ),
        # a weekend between
        (
            "2026-01-09T11:30:00Z",
            {"contact_days": "working_days"},
            "2026-01-12T01:30:00Z",
        ),
        # the longest window: 730 days of 12 hours
        (
            "2026-01-05T00:00:00Z",
            {"reply_minutes": 525_600},
            "2028-01-04T12:00:00Z",
        ),
    ],
)
def test_deadline(invited: str, changed: dict[str, Any], expected: str) -> None:
    found = deadline(parse_time(invited), windows(**changed), calendar=CALENDAR)
    assert format_time(found) == expected


def test_every_day_needs_no_calendar() -> None:
    moment = parse_time("2050-01-05T02:00:00Z")
    assert deadline(moment, windows(), calendar=NO_CALENDAR) == moment + timedelta(hours=2)


def test_working_days_beyond_the_calendar_are_an_error() -> None:
    with pytest.raises(CalendarError) as caught:
        deadline(
            parse_time("2026-12-31T11:00:00Z"),
            windows(contact_days="working_days"),
            calendar=CALENDAR,
        )
    assert caught.value.code == "calendar_year_missing"
    assert caught.value.facts["year"] == 2027


@pytest.mark.parametrize(
    ("invited", "changed"),
    [
        ("9999-12-31T11:00:00Z", {}),
        ("9999-12-31T20:00:00Z", {"utc_offset_minutes": 840}),
        (
            "9999-12-31T23:00:00Z",
            {"contact_from": "00:00", "contact_to": "24:00", "utc_offset_minutes": -600},
        ),
    ],
)
def test_a_deadline_after_all_years_is_an_error(invited: str, changed: dict[str, Any]) -> None:
    with pytest.raises(CalendarError) as caught:
        deadline(parse_time(invited), windows(**changed), calendar=CALENDAR)
    assert caught.value.code == "deadline_too_late"


CLOCK_PAIRS = st.tuples(st.integers(0, 1440), st.integers(0, 1440)).filter(lambda p: p[0] < p[1])
MOMENTS = st.integers(0, 300 * 86_400).map(
    lambda seconds: datetime(2025, 2, 1, tzinfo=UTC) + timedelta(seconds=seconds)
)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def any_windows(draw: st.DrawFn) -> Windows:
    opens, closes = draw(CLOCK_PAIRS)
    days: ContactDays = draw(st.sampled_from(("every_day", "working_days")))
    longest = min(2000, 20 * (closes - opens))  # stays within the calendar
    return Windows(
        contact_days=days,
        contact_from=clock(opens),
        contact_to=clock(closes),
        reply_minutes=draw(st.integers(1, longest)),
        utc_offset_minutes=draw(st.integers(-840, 840)),
    )


def counted_seconds(start: datetime, end: datetime, by: Windows) -> int:
    """Contact seconds from `start` to `end`, reckoned the slow way, by hours and minutes."""
    zone = timezone(timedelta(minutes=by.utc_offset_minutes))
    total = 0
    day = start.astimezone(zone).replace(hour=0, minute=0, second=0)
    while day <= end:
        if by.contact_days == "every_day" or CALENDAR.is_working_day(day.date()):
            opens = day + timedelta(minutes=parse_clock(by.contact_from))
            closes = day + timedelta(minutes=parse_clock(by.contact_to))
            within = min(closes, end) - max(opens, start)
            total += max(0, int(within.total_seconds()))
        day += timedelta(days=1)
    return total


@given(any_windows(), MOMENTS)
def test_exactly_the_window_is_counted(by: Windows, invited: datetime) -> None:
    end = deadline(invited, by, calendar=CALENDAR)
    assert counted_seconds(invited, end, by) == by.reply_minutes * 60
    assert counted_seconds(invited, end - timedelta(seconds=1), by) < by.reply_minutes * 60


@given(any_windows(), MOMENTS)
def test_the_deadline_lies_in_contact_hours_or_at_their_end(by: Windows, invited: datetime) -> None:
    end = deadline(invited, by, calendar=CALENDAR)
    local = end.astimezone(timezone(timedelta(minutes=by.utc_offset_minutes)))
    midnight = local.hour == local.minute == local.second == 0
    minutes = 1440 if midnight else local.hour * 60 + local.minute
    assert parse_clock(by.contact_from) <= minutes <= parse_clock(by.contact_to)


@given(any_windows(), MOMENTS, st.integers(1, 200_000))
def test_a_later_invitation_never_has_an_earlier_deadline(
    by: Windows, invited: datetime, later_by: int
) -> None:
    later = invited + timedelta(seconds=later_by)
    assert deadline(invited, by, calendar=CALENDAR) <= deadline(later, by, calendar=CALENDAR)


def test_windows_survive_reading_and_writing() -> None:
    assert windows().to_body() == windows_body()


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"contact_days": "weekdays"}, "profile_field", "windows.contact_days"),
        ({"contact_from": "8:00"}, "profile_field", "windows.contact_from"),
        ({"contact_to": "24:01"}, "profile_field", "windows.contact_to"),
        ({"reply_minutes": 0}, "profile_field", "windows.reply_minutes"),
        ({"reply_minutes": 525_601}, "profile_field", "windows.reply_minutes"),
        ({"reply_minutes": True}, "profile_field", "windows.reply_minutes"),
        ({"utc_offset_minutes": 841}, "profile_field", "windows.utc_offset_minutes"),
        ({"utc_offset_minutes": -841}, "profile_field", "windows.utc_offset_minutes"),
        ({"extra": 1}, "profile_field", "windows"),
        ({"contact_from": "20:00"}, "windows_empty", "windows.contact_to"),
        ({"contact_to": "00:00"}, "windows_empty", "windows.contact_to"),
    ],
)
def test_malformed_windows_are_refused(changed: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(ProfileError) as caught:
        windows(**changed)
    assert caught.value.code == code
    assert caught.value.facts["field"] == field
