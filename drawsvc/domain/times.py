"""`time`, `date` and `clock` of SPEC §3.2: text to value and back, strictly.

Each accepted text has exactly one value and each value one text, so parse → format is the
identity. Everything else, full-width digits included, raises ValueError; the caller knows which
field it was and says so.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

FIRST_TIME_YEAR = 2000
FIRST_DATE_YEAR = 1900
MINUTES_PER_DAY = 24 * 60

_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def parse_time(text: str) -> datetime:
    """Read a `time` of SPEC §3.2.

    Args:
        text: `YYYY-MM-DDTHH:MM:SSZ`.

    Returns:
        The moment, aware, in UTC, of whole seconds.

    Raises:
        ValueError: not of this form, no such moment (a leap second is none), or before 2000.
    """
    if not _TIME.fullmatch(text):
        raise ValueError(f"expected YYYY-MM-DDTHH:MM:SSZ, got {text!r}")
    moment = datetime.fromisoformat(text[:-1]).replace(tzinfo=UTC)
    if moment.year < FIRST_TIME_YEAR:
        raise ValueError(f"expected a year from {FIRST_TIME_YEAR}, got {text!r}")
    return moment


def format_time(moment: datetime) -> str:
    """Write a moment as a `time` of SPEC §3.2.

    Args:
        moment: aware, in UTC, of whole seconds.

    Raises:
        ValueError: naive, in another zone, with a fraction of a second, or before 2000.
    """
    if moment.utcoffset() != timedelta(0):
        raise ValueError(f"expected an aware time in UTC, got {moment!r}")
    if moment.microsecond:
        raise ValueError(f"expected whole seconds, got {moment!r}")
    if moment.year < FIRST_TIME_YEAR:
        raise ValueError(f"expected a year from {FIRST_TIME_YEAR}, got {moment!r}")
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_date(text: str) -> date:
    """Read a `date` of SPEC §3.2.

    Args:
        text: `YYYY-MM-DD`.

    Raises:
        ValueError: not of this form, no such day, or before the year 1900.
    """
    if not _DATE.fullmatch(text):
        raise ValueError(f"expected YYYY-MM-DD, got {text!r}")
    day = date.fromisoformat(text)
    if day.year < FIRST_DATE_YEAR:
        raise ValueError(f"expected a year from {FIRST_DATE_YEAR}, got {text!r}")
    return day


def parse_clock(text: str) -> int:
    """Read a `clock` of SPEC §3.2.

    Args:
        text: `HH:MM`, from 00:00 to 24:00.

    Returns:
        Minutes since midnight, 0 to 1,440.

    Raises:
        ValueError: not of this form.
    """
    if not _CLOCK.fullmatch(text):
        raise ValueError(f"expected HH:MM from 00:00 to 24:00, got {text!r}")
    return int(text[:2]) * 60 + int(text[3:])
