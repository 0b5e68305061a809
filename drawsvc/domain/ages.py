"""Ages and terms, counted in years.

Years are counted as in the Civil Code: by the Gregorian calendar (art. 200), without the first day
(art. 201), up to the corresponding day of the last month, or that month's last day where there is
no such day (art. 202). 超过 excludes the number itself (art. 1259).
"""

from __future__ import annotations

from datetime import date


def birthday(birth: date, age: int) -> date:
    """The day on which an age in full years (周岁) is reached.

    Whoever was born on 29 February reaches it, in a year without that day, on 28 February: it is
    the month's last day that stands for the missing one (art. 202), not the first of the next.
    """
    return _years_after(birth, age)


def age_on(birth: date, day: date) -> int:
    """Age in full years (周岁) on a day, negative before birth."""
    years = day.year - birth.year
    return years if day >= birthday(birth, years) else years - 1


def is_over_age(birth: date, day: date, *, limit: int) -> bool:
    """Whether somebody is 超过 `limit` 周岁 on a day.

    On the birthday itself the limit is reached and not passed (art. 1259); from the day after it
    is passed. CZ-06 notes that others would wait for the next birthday.
    """
    return day > birthday(birth, limit)


def term_end(start: date, years: int) -> date:
    """The last day of a term that begins on `start`.

    It is the last day of a state and not a time limit for an act, so a day off does not move it.
    """
    return _years_after(start, years)


def _years_after(day: date, years: int) -> date:
    if day.year + years > date.max.year:
        return date.max  # no later day can be written, so it never comes
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February in a year without one
        return day.replace(year=day.year + years, day=28)
