"""What a pool's specialties are, and what its regulation says of their numbers.

The tables `specialties` and `roster` of a regulation file. They bind nothing: no entry holds them.
They serve to refuse a code that does not exist and to warn of a roster that is not as it should be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from types import MappingProxyType
from typing import Any

from drawsvc.domain.errors import ProfileError
from drawsvc.domain.regulation import read_tables
from drawsvc.domain.shapes import (
    COUNT,
    SPECIALTY,
    TEXT,
    Form,
    Shape,
    ShapeError,
    either,
    members,
    one_of,
)

_TABLE = Form("table", "a table")
_OPTIONAL = MappingProxyType({"category": "", "minimum": 0, "quota": 0})
_ENTRY = members(
    category=either(SPECIALTY, one_of("")), en=TEXT, minimum=COUNT, quota=COUNT, zh=TEXT
)
_LIMITS = members(experts_per_employer=COUNT, specialties_per_expert=COUNT)
_NO_LIMITS = MappingProxyType({"experts_per_employer": 0, "specialties_per_expert": 0})


@dataclass(frozen=True)
class Specialty:
    """A specialty or a category of them.

    Args:
        code: text; 1.1 and 1.10 differ.
        zh: Chinese name.
        en: English name.
        category: code of the category it belongs to; "" for a category itself.
        minimum: experts a category should have at least; 0: not said.
        quota: experts a category should have at most; 0: not said.
    """

    code: str
    zh: str
    en: str
    category: str
    minimum: int
    quota: int


@dataclass(frozen=True)
class Taxonomy:
    """The specialties of a pool.

    Args:
        specialties: in the order of the file.
        specialties_per_expert: more for one expert are warned of; 0: never.
        experts_per_employer: more from one employer are warned of; 0: never.
    """

    specialties: tuple[Specialty, ...]
    specialties_per_expert: int
    experts_per_employer: int

    @cached_property
    def by_code(self) -> Mapping[str, Specialty]:
        """Every specialty and category by its code."""
        return {specialty.code: specialty for specialty in self.specialties}

    @property
    def categories(self) -> tuple[Specialty, ...]:
        """Those that belong to no other."""
        return tuple(entry for entry in self.specialties if not entry.category)


def parse_taxonomy_toml(data: bytes) -> Taxonomy:
    """Read the specialties of a regulation file.

    Raises:
        ProfileError: `profile_toml`, not a TOML file; `profile_field`, a member is not as it must
            be; `specialty_category`, a specialty names a category that is none.
    """
    tables = read_tables(data)
    entries = _table(tables.get("specialties"), "specialties")
    limits = {**_NO_LIMITS, **_table(tables.get("roster", {}), "roster")}
    _check(_LIMITS, limits, path="roster")
    taxonomy = Taxonomy(tuple(_specialty(code, entries[code]) for code in entries), **limits)
    _check_categories(taxonomy)
    return taxonomy


def _table(value: object, path: str) -> dict[str, Any]:
    if not isinstance(value, dict) or (path == "specialties" and not value):
        raise ProfileError("profile_field", field=path, expected=_TABLE)
    return value


def _specialty(code: str, table: object) -> Specialty:
    path = f'specialties."{code}"'
    entry = {**_OPTIONAL, **_table(table, path)}
    _check(SPECIALTY, code, path=path)
    _check(_ENTRY, entry, path=path)
    return Specialty(code, **entry)


def _check(shape: Shape, value: object, *, path: str) -> None:
    try:
        shape(value, path)
    except ShapeError as fault:
        raise ProfileError("profile_field", field=fault.path, expected=fault.expected) from None


def _check_categories(taxonomy: Taxonomy) -> None:
    categories = {entry.code for entry in taxonomy.categories}
    for entry in taxonomy.specialties:
        if entry.category and entry.category not in categories:
            raise ProfileError("specialty_category", specialty=entry.code, got=entry.category)
