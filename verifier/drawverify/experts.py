"""Experts: what an auditor may read of a person, SPEC §6.1, and where he belongs, §6.2."""

from __future__ import annotations

from typing import Any

from .shape import array, members, one_of, string
from .values import date_or_empty

Expert = dict[str, Any]

# SPEC §6.1
expert = members(
    birth=date_or_empty,
    employer=string,
    employer_code=string,
    expert_id=string,
    home_category=string,
    id_number=string,
    name=string,
    on_duty=string,
    phone=string,
    publicity_until=date_or_empty,
    published_at=date_or_empty,
    serial=string,
    sex=string,
    specialties=array(string),
    status=one_of("active", "suspended", "removed"),
    term_start=date_or_empty,
    title=string,
    unavailable_from=date_or_empty,
    unavailable_until=date_or_empty,
    years=string,
)


def belongs_to(person: Expert, specialty: str, mode: str) -> bool:
    """Tells whether an expert of the roster is a row of the group of a specialty, SPEC §6.2."""
    if mode == "serial":
        return bool(person["home_category"] == specialty)
    return specialty in person["specialties"]


def published(person: Expert, publication: str) -> str:
    """Returns the string to be published of an expert, SPEC §6.1."""
    if publication == "full":
        parts = (person["name"], person["title"], person["home_category"])
        return " ".join(filter(None, parts))
    return f"{person['name'][:1]}*" if publication == "masked" else ""
