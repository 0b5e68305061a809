"""Experts and rosters: one version of a pool, checked as a whole."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from operator import attrgetter
from typing import Any, NamedTuple

from drawseeds import salted, serialise

from drawsvc.domain.errors import RosterError


@dataclass(frozen=True, slots=True, kw_only=True)
class Expert:
    """A person of the pool, as one roster version has it. All text in NFC; "" is not known. Its repr is the id alone.

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

    def __repr__(self) -> str:
        return f"Expert(expert_id={self.expert_id!r})"

    @property
    def serial_place(self) -> tuple[str, int] | None:
        """Home category and serial value, None without a serial."""
        return (self.home_category, int(self.serial)) if self.serial else None

    def to_object(self) -> dict[str, Any]:
        """The expert object of SPEC §6.1: every field, strings and one array of strings."""
        values = dict(zip(_FIELDS, _values_of(self), strict=True))
        values["specialties"] = list(self.specialties)
        return values

    @property
    def data(self) -> bytes:
        """The canonical JSON of that: what is hashed and stored."""
        return serialise(self.to_object())

    def salted(self, salt: str) -> SaltedExpert:
        """His row of a roster. `salt`: hex32."""
        return SaltedExpert(self, self.data, salt)

    @classmethod
    def from_object(cls, value: Mapping[str, Any]) -> Expert:
        """Read an expert object.

        Raises:
            RosterError: `expert_object`, it has other fields than an expert, or other types.
        """
        if value.keys() != _NAMES:
            raise RosterError("expert_object", fields=sorted(value.keys() ^ _NAMES))
        texts = dict(value)
        codes = texts.pop("specialties")
        wrong = [name for name, text in texts.items() if not isinstance(text, str)]
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            wrong.append("specialties")
        if wrong:
            raise RosterError("expert_object", fields=sorted(wrong))
        return cls(**texts, specialties=tuple(codes))


ID_PREFIX = "P"
_GIVEN_OUT = re.compile(rf"{ID_PREFIX}([0-9]{{5,9}})")

_FIELDS = tuple(of.name for of in fields(Expert))
_NAMES = frozenset(_FIELDS)
_values_of = attrgetter(*_FIELDS)


class SaltedExpert(NamedTuple):
    """A row of a roster. `data` is what `expert.data` gives, made once; `salt` is hex32."""

    expert: Expert
    data: bytes
    salt: str

    def __repr__(self) -> str:
        return f"SaltedExpert({self.expert!r})"

    @property
    def digest(self) -> str:
        """What the tree of a ROSTER is over (SPEC §5.2)."""
        return salted("roster row", self.salt, self.data)


@dataclass(frozen=True)
class Roster:
    """One version of a pool. `check_roster` makes it; experts by ascending expert_id."""

    experts: tuple[Expert, ...]


@dataclass(frozen=True)
class Identities:
    """Which expert_id a person has had in a pool, for files that have none (form 表2 of CZ-11).

    Args:
        known: expert_id by identity number, in capitals.
        last: the highest number that was ever part of an id given out.
    """

    known: Mapping[str, str] = field(default_factory=dict)
    last: int = 0

    def given_out(self, id_numbers: Iterable[str]) -> Mapping[str, str]:
        """An expert_id for each: the one it has had, else a new one. The order of the numbers does not matter."""
        new = sorted(number for number in set(id_numbers) if number not in self.known)
        ids = (
            f"{ID_PREFIX}{place:05d}" for place in range(self.last + 1, self.last + 1 + len(new))
        )
        return {**self.known, **dict(zip(new, ids, strict=True))}


def identities_of(experts: Iterable[Expert]) -> Identities:
    """What the experts of all versions, oldest first, are called. The id of somebody removed is not used again."""
    known: dict[str, str] = {}
    last = 0
    for expert in experts:
        if expert.id_number:
            known[expert.id_number.upper()] = expert.expert_id
        found = _GIVEN_OUT.fullmatch(expert.expert_id)
        last = max(last, int(found[1])) if found else last
    return Identities(known, last)


@dataclass(frozen=True)
class RosterDiff:
    """What a roster version changes. Edited experts as (before, after), all by expert_id."""

    added: tuple[Expert, ...]
    removed: tuple[Expert, ...]
    edited: tuple[tuple[Expert, Expert], ...]

    @property
    def renumbered(self) -> tuple[tuple[Expert, Expert], ...]:
        """Those edited whose place in the turn order changed, which no rule allows (HN-08)."""
        return tuple(
            (before, after)
            for before, after in self.edited
            if before.serial_place != after.serial_place
        )


def changed_fields(before: Expert, after: Expert) -> tuple[str, ...]:
    """The fields in which two versions of an expert differ."""
    return tuple(name for name in _FIELDS if getattr(before, name) != getattr(after, name))


def diff(old: Iterable[Expert], new: Iterable[Expert]) -> RosterDiff:
    """What changes from one roster version to the next.

    Args:
        old: its experts by ascending expert_id; they need not be in memory.
        new: likewise.
    """
    added: list[Expert] = []
    removed: list[Expert] = []
    edited: list[tuple[Expert, Expert]] = []
    rest = iter(old)
    before = next(rest, None)
    for after in new:
        while before and before.expert_id < after.expert_id:
            removed.append(before)
            before = next(rest, None)
        if before is None or after.expert_id < before.expert_id:
            added.append(after)
            continue
        if before != after:
            edited.append((before, after))
        before = next(rest, None)
    removed += [before, *rest] if before else []
    return RosterDiff(tuple(added), tuple(removed), tuple(edited))
