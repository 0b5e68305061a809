"""SPEC §3.2: `time`, `date`, `clock`."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.times import format_time, parse_clock, parse_date, parse_time

MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(9999, 12, 31, 23, 59, 59),  # noqa: DTZ001 - as above
    timezones=st.just(UTC),
).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS)
def test_time_survives_writing_and_reading(moment: datetime) -> None:
    assert parse_time(format_time(moment)) == moment


@given(st.dates(min_value=date(1900, 1, 1)))
def test_date_survives_writing_and_reading(day: date) -> None:
    assert parse_date(day.isoformat()) == day


def test_time_is_aware_utc() -> None:
    assert parse_time("2026-03-02T08:00:05Z") == datetime(2026, 3, 2, 8, 0, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-02",
        "2026-03-02T08:00:05",
        "2026-03-02T08:00:05+00:00",
        "2026-03-02t08:00:05z",
        "2026-03-02 08:00:05Z",
        "2026-03-02T08:00Z",
        "2026-03-02T08:00:05.0Z",
        "2026-03-02T08:00:60Z",
        "2026-03-02T24:00:00Z",
        "2026-02-29T08:00:05Z",
        "2026-13-01T08:00:05Z",
        "2026-03-02T08:00:05Z\n",
        " 2026-03-02T08:00:05Z",
        "1999-12-31T23:59:59Z",
        "２026-03-02T08:00:05Z",
        "+026-03-02T08:00:05Z",
    ],
)
def test_malformed_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_time(text)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 3, 2, 8),  # noqa: DTZ001 - the point of the case
        datetime(2026, 3, 2, 8, tzinfo=timezone(timedelta(hours=8))),
        datetime(2026, 3, 2, 8, microsecond=1, tzinfo=UTC),
        datetime(1999, 12, 31, tzinfo=UTC),
    ],
)
def test_unwritable_moment_is_refused(moment: datetime) -> None:
    with pytest.raises(ValueError, match="expected"):
        format_time(moment)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-3-2",
        "20260302",
        "2026-W10-1",
        "2026-02-29",
        "1899-12-31",
        "2026-03-02\n",
        "２026-03-02",
    ],
)
def test_malformed_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        parse_date(text)


@pytest.mark.parametrize(
    ("text", "minutes"), [("00:00", 0), ("08:30", 510), ("23:59", 1439), ("24:00", 1440)]
)
def test_clock_counts_minutes_since_midnight(text: str, minutes: int) -> None:
    assert parse_clock(text) == minutes


@pytest.mark.parametrize(
    "text", ["", "8:30", "24:01", "25:00", "08:60", "08:30:00", "０8:30", "08:30\n"]
)
def test_malformed_clock_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected HH:MM"):
        parse_clock(text)
