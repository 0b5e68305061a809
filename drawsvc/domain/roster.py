"""Experts and rosters: one version of a pool, checked as a whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster_cells import (
    CellFault,
)

MAX_FAULTS = 1000  # more are counted and not kept: a wrong column has one in each row


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """A person of the pool, as one roster version has it. All text in NFC; "" is not known.

    Args:
        expert_id: unique in the pool.
        birth: date.
        specialties: codes in natural order.
        home_category: the category the expert is counted in.
        serial: management number within the home category, as written; 7 and 007 are the same.
        years: years of work in the field, in digits.
        term_start: date.
        status: `active`, `suspended` or `removed`.
        published_at, publicity_until: first and last day of the publicity period.
        unavailable_from, unavailable_until: first and last day of an absence made known before.
    """

    expert_id: str
    name: str
    sex: str
    birth: str
    id_number: str
    phone: str
    employer_code: str
    employer: str
    on_duty: str
    title: str
    specialties: tuple[str, ...]
    home_category: str
    serial: str
    years: str
    term_start: str
    status: str
    published_at: str = ""
    publicity_until: str = ""
    unavailable_from: str = ""
    unavailable_until: str = ""

    @property
    def serial_place(self) -> tuple[str, int] | None:
        """Home category and serial value, None without a serial."""
        return (self.home_category, int(self.serial)) if self.serial else None

    def to_object(self) -> dict[str, Any]:
        """The expert object of SPEC §6.1: every field, strings and one array of strings."""
        return {name: getattr(self, name) for name in _FIELDS} | {
            "specialties": list(self.specialties)
        }


def expert_from_object(value: Mapping[str, Any]) -> Expert:
    """Read an expert object.

    Raises:
        RosterError: `expert_object`, it has not exactly the fields of an expert, or other types.
    """
    if set(value) != set(_FIELDS):
        raise RosterError("expert_object", fields=sorted(set(value) ^ set(_FIELDS)))
    if not all(_is_texts(item) if name == "specialties" else isinstance(item, str) for name, item in value.items()):
        raise RosterError("expert_object", fields=[])
    return Expert(**{**value, "specialties": tuple(value["specialties"])})


@dataclass(frozen=True)
class RosterRow:
    """A row as a file has it.

    Args:
        sheet, row: where it stands, as in CellFault.
        cells: text by column of COLUMNS; a column the file lacks is absent.
        faults: what was wrong with cells already while they were read.
    """

    sheet: str
    row: int
    cells: Mapping[str, str]
    faults: tuple[CellFault, ...] = ()


@dataclass(frozen=True)
class Roster:
    """One version of a pool: experts by ascending expert_id, whatever the order of the file."""

    experts: tuple[Expert, ...]

    @cached_property
    def by_id(self) -> Mapping[str, Expert]:
        """Every expert by expert_id."""
        return {expert.expert_id: expert for expert in self.experts}


@dataclass(frozen=True)
class RosterDiff:
    """What a roster version changes. Edited experts as (before, after), all by expert_id."""

    added: tuple[Expert, ...]
    removed: tuple[Expert, ...]
    edited: tuple[tuple[Expert, Expert], ...]
