"""Dates that reasons turn on, at their edges."""

import pytest
from drawverify.reasons import anniversary, local_date


@pytest.mark.parametrize(
    ("date", "years", "expected"),
    [
        ("1956-03-20", 70, "2026-03-20"),
        ("2024-02-29", 4, "2028-02-29"),
        ("2024-02-29", 3, "2027-02-28"),
        ("1904-02-29", 196, "2100-02-28"),
        ("2024-02-28", 4, "2028-02-28"),
        ("2000-01-01", 7999, "9999-01-01"),
        ("2000-01-01", 8000, "9999-12-31"),
    ],
)
def test_anniversary(date: str, years: int, expected: str) -> None:
    assert anniversary(date, years) == expected


@pytest.mark.parametrize(
    ("time", "minutes", "expected"),
    [
        ("2026-03-02T15:59:59Z", 480, "2026-03-02"),
        ("2026-03-02T16:00:00Z", 480, "2026-03-03"),
        ("2026-01-01T00:00:00Z", -1, "2025-12-31"),
        ("9999-12-31T23:59:59Z", 840, "9999-12-31"),
    ],
)
def test_local_date(time: str, minutes: int, expected: str) -> None:
    assert local_date(time, {"utc_offset_minutes": minutes}) == expected
