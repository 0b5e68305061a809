"""Experts: what an auditor may read of a person, SPEC §6.1, and where he belongs, §6.2."""

from __future__ import annotations

from typing import Any

Expert = dict[str, Any]


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
