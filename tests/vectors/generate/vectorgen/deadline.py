"""SPEC §10: deadlines of replies."""

from datetime import date, timedelta

from vectorgen.encoding import Obj

DAY = 86400
SATURDAY = 5
EPOCH = date(1970, 1, 1)


def clock_seconds(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def is_working_day(day: date, years: list[Obj]) -> bool:
    year = next(y for y in years if y["year"] == day.year)
    if day.isoformat() in year["holidays"]:
        return False
    return day.weekday() < SATURDAY or day.isoformat() in year["workdays"]


def deadline(invited: int, windows: Obj, years: list[Obj]) -> int:
    """All times in Unix seconds."""
    remaining: int = windows["reply_minutes"] * 60
    offset: int = windows["utc_offset_minutes"] * 60
    opens, closes = clock_seconds(windows["contact_from"]), clock_seconds(windows["contact_to"])
    t = invited + offset
    while True:
        midnight = t - t % DAY
        day = EPOCH + timedelta(days=midnight // DAY)
        if windows["contact_days"] == "every_day" or is_working_day(day, years):
            a, b = max(t, midnight + opens), midnight + closes
            if a < b:
                if remaining <= b - a:
                    return a + remaining - offset
                remaining -= b - a
        t = midnight + DAY
