"""Candidate rows and the two lists of a group (SPEC §6)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drawseeds import serialise

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import MissingError
from drawsvc.domain.roster import Expert

ELIGIBLE = ""
"""The reason of somebody who is not excluded."""

NewSalt = Callable[[], str]
"""32 fresh random bytes as hex32, a new value at each call (SPEC §6.1)."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A roster row of a group with the finding about it.

    Args:
        reason: a code of SPEC §6.1, or ELIGIBLE.
        evidence: what the finding rests on; canonical JSON. May hold personal data.
        public: the exact string a release would publish.
    """

    expert: Expert
    reason: str
    evidence: Any = field(repr=False)
    public: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate row as it is published: digests only. `reason` and `basis` are "" when eligible."""

    person: str
    public: str
    serial: str
    unit: str
    reason: str = ELIGIBLE
    basis: str = ""

    def to_object(self) -> Body:
        """The row as a canonical JSON value (SPEC §6.1)."""
        row: Body = {
            "person": self.person,
            "public": self.public,
            "serial": self.serial,
            "unit": self.unit,
        }
        if self.reason:
            row |= {"basis": self.basis, "reason": self.reason}
        return row

    @property
    def data(self) -> bytes:
        """Leaf data of the candidate trees."""
        return serialise(self.to_object())

    @classmethod
    def from_data(cls, data: bytes) -> Row:
        """A row that was stored."""
        return cls(**json.loads(data))


LISTS = ("eligible", "excluded")
"""The lists of a group, as FREEZE and files name them (SPEC §5.3, §11)."""

Spot = tuple[int, str, int]
"""Where a row of a draw stands: group, one of LISTS, index in the list."""


class CountedRows(Sequence[Row]):
    """Rows of which only is known how many there are for each reason; none is looked at.

    Args:
        counts: how many, by reason.
    """

    def __init__(self, counts: Mapping[str, int]) -> None:
        self.counts = counts

    def __len__(self) -> int:
        return sum(self.counts.values())

    def __getitem__(self, index: Any) -> Any:
        raise LookupError(index)


def counts_of(rows: Sequence[Row]) -> Mapping[str, int]:
    """How many rows there are for each reason."""
    return rows.counts if isinstance(rows, CountedRows) else Counter(row.reason for row in rows)


GroupRows = tuple[Sequence[Row], Sequence[Row]]
"""Eligible and excluded rows of a group, in list order."""


class Column(Sequence[str]):
    """One digest of each row of a list. Of rows that are read one by one, only those asked for are.

    Args:
        rows: of the list.
        name: `person` or `unit`.
    """

    def __init__(self, rows: Sequence[Row], name: str) -> None:
        self._rows = rows
        self._name = name

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: Any) -> Any:
        return getattr(self._rows[index], self._name)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What opens a row's digests: kept private, detachable from the record (SPEC §11.4).

    `of` is whose row it is, `basis_salt` "" of an eligible row, `unit_salt` of a row without unit digest.
    """

    of: Expert
    public: str = field(repr=False)
    evidence: Any = field(repr=False)
    person_salt: str = field(repr=False)
    public_salt: str = field(repr=False)
    basis_salt: str = field(repr=False)
    unit_salt: str = field(default="", repr=False)

    @classmethod
    def from_data(cls, data: bytes) -> Disclosure:
        """What was stored of it: canonical JSON."""
        values = json.loads(data)
        del values["expert_id"]
        return cls(Expert.from_object(values.pop("expert")), **values)

    @property
    def expert(self) -> Body:
        """The expert object that `person` is a digest of (SPEC §6.1)."""
        return self.of.to_object()

    @property
    def expert_id(self) -> str:
        """Whose row it is."""
        return self.of.expert_id


@dataclass(frozen=True, slots=True)
class Listed:
    """A row in its place in a list, with what opens it, both as they are hashed and stored.

    Args:
        data: of the row.
        opens: the disclosure as canonical JSON; b"" once it was erased (SPEC §5.5).
    """

    data: bytes
    opens: bytes = field(repr=False)

    @property
    def row(self) -> Row:
        """The row, read anew each time, as is the disclosure."""
        return Row.from_data(self.data)

    @property
    def disclosure(self) -> Disclosure | None:
        """What opens it; None once it was erased."""
        return Disclosure.from_data(self.opens) if self.opens else None

    @property
    def opened(self) -> Disclosure:
        """What opens it.

        Raises:
            MissingError: it was erased.
        """
        disclosure = self.disclosure
        if disclosure is None:
            raise MissingError("disclosure_erased")
        return disclosure


@dataclass(frozen=True)
class GroupLists:
    """The eligible and the excluded list of one group, in list order (SPEC §6.2)."""

    eligible: Sequence[Listed]
    excluded: Sequence[Listed]
    carried: tuple[str, ...] = ()
    cursor: str = ""


def turn_key(cursor: str, carried: Sequence[str]) -> Callable[[str], tuple[int, int]]:
    """Sort key of serials in turn order (SPEC §6.2): carried ones first, then upwards from the cursor, wrapping."""
    owed = {int(serial): place for place, serial in enumerate(carried)}
    after = int(cursor) if cursor else -1

    def key(serial: str) -> tuple[int, int]:
        value = int(serial)
        if value in owed:
            return 0, owed[value]
        return (1, value) if value > after else (2, value)

    return key
