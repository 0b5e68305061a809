"""Why an expert is excluded, as far as one draw shows it, SPEC §13.3."""

from __future__ import annotations

from calendar import isleap
from typing import Any, NamedTuple

from .deadline import MINUTE, seconds_of, time_text
from .experts import Expert

# In the order in which the first that holds is the reason; engaged and bye follow from other
# draws, whether somebody meets a filter nobody outside can judge.
REASONS = (
    *("removed", "suspended", "publicity_open", "out_of_term", "over_age", "unavailable"),
    *("recused", "engaged", "bye", "filtered"),
)
LAST_DATE, LAST_TIME = "9999-12-31", "9999-12-31T23:59:59Z"
LEAP_DAY, DAY_BEFORE = "02-29", "02-28"


class Terms(NamedTuple):
    """What the reasons of one draw are judged by.

    Attributes:
        profile: the Profile.
        today: the local date of the FREEZE.
        day: that of the activity.
        units: the codes of the related units.
    """

    profile: dict[str, Any]
    today: str
    day: str
    units: frozenset[str]


def reason_of(person: Expert, terms: Terms) -> str:
    """Returns the first reason that holds and follows from the expert alone, "" if none does."""
    holds = (
        ("removed", person["status"] == "removed"),
        ("suspended", person["status"] == "suspended"),
        ("publicity_open", person["publicity_until"] >= terms.today),
        ("out_of_term", _is_out_of_term(person, terms)),
        ("over_age", _is_over_age(person, terms)),
        ("unavailable", _is_unavailable(person, terms)),
        ("recused", terms.units.intersection((person["employer_code"], person["employer"]))),
    )
    return next((name for name, found in holds if found), "")


def _is_out_of_term(person: Expert, terms: Terms) -> bool:
    start, years = person["term_start"], terms.profile["term_years"]
    first, last = sorted((terms.today, terms.day))
    return bool(start and years) and not start <= first <= last <= anniversary(start, years)


def _is_over_age(person: Expert, terms: Terms) -> bool:
    age, birth = terms.profile["age"], person["birth"]
    latest = max(terms.today, terms.day)
    return bool(birth) and age["rule"] == "enforce" and latest > anniversary(birth, age["limit"])


def _is_unavailable(person: Expert, terms: Terms) -> bool:
    first, last = person["unavailable_from"], person["unavailable_until"]
    return bool(first) and first <= terms.day <= last


def is_ground(evidence: Any, profile: dict[str, Any]) -> bool:
    """Tells whether evidence of a recusal decided by name has a ground of the profile."""
    ground = evidence.get("ground") if isinstance(evidence, dict) else None
    return ground in profile["recusal_grounds"]


def anniversary(date: str, years: int) -> str:
    """Returns the date so many years later; of 29 February, in a year without one, 28 February."""
    year, day = int(date[:4]) + years, date[5:]
    if year > int(LAST_DATE[:4]):
        return LAST_DATE
    return f"{year}-{DAY_BEFORE if day == LEAP_DAY and not isleap(year) else day}"


def local_date(time: str, windows: dict[str, Any]) -> str:
    """Returns the date of a time in the time zone of the windows."""
    seconds = seconds_of(time) + windows["utc_offset_minutes"] * MINUTE
    return time_text(min(seconds, seconds_of(LAST_TIME)))[:10]
