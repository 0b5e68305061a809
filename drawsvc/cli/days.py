"""A day typed as an option's value."""

from __future__ import annotations

from datetime import date

from drawsvc.domain.errors import InputError
from drawsvc.domain.times import parse_date


def read_day(text: str, option: str) -> date:
    """The day of an option, written YYYY-MM-DD.

    Raises:
        InputError: `day`, it is none.
    """
    try:
        return parse_date(text)
    except ValueError:
        raise InputError("day", name=option, got=text) from None
