"""Candidate rows and the two lists of a group (SPEC §6)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from drawseeds import salted, serialise

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import MissingError, RosterError
from drawsvc.domain.roster import Expert
from drawsvc.log.merkle import leaf_hash, root_of

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

    def frozen(self) -> Body:
        """The FrozenGroup of SPEC §5.3."""
        counts = Counter(item.row.reason for item in self.excluded)
        return {
            "carried": list(self.carried),
            "cursor": self.cursor,
            "eligible": _tree(self.eligible),
            "excluded": {"counts": dict(counts), **_tree(self.excluded)},
        }

    @property
    def rows(self) -> GroupRows:
        """The rows alone, each read when it is asked for."""
        return _Rows(self.eligible), _Rows(self.excluded)


class _Rows(Sequence[Row]):
    def __init__(self, items: Sequence[Listed]) -> None:
        self._items = items

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, index: Any) -> Any:
        return self._items[index].row


@dataclass(frozen=True)
class Terms:
    """How rows are made and put in order. `units`: whether rows carry unit digests."""

    mode: str
    units: bool
    cursor: str = ""
    carried: tuple[str, ...] = ()


class RowMaking:
    """Makes the rows of one attempt under fresh salts, one for each person. A unit has one digest in all of them."""

    def __init__(self, terms: Terms, new_salt: NewSalt) -> None:
        self._terms = terms
        self._new_salt = new_salt
        self._units: dict[str, tuple[str, str]] = {"": ("", "")}

    def listed(self, candidate: Candidate, person: bytes) -> Listed:
        """The row of a candidate (SPEC §6.1).

        Args:
            candidate: who, and what was found.
            person: canonical JSON of the expert.
        """
        expert, reason = candidate.expert, candidate.reason
        public, evidence = serialise(candidate.public), serialise(candidate.evidence)
        person_salt, public_salt = self._new_salt(), self._new_salt()
        basis_salt = self._new_salt() if reason else ""
        unit_salt, unit = self._unit(expert.employer_code if self._terms.units else "")
        row = Row(
            person=salted("person", person_salt, person),
            public=salted("public", public_salt, public),
            serial=expert.serial if self._terms.mode == "serial" else "",
            unit=unit,
            reason=reason,
            basis=salted("basis", basis_salt, evidence) if reason else "",
        )
        opens = (
            b'{"basis_salt":"%b","evidence":%b,"expert":%b,"expert_id":%b,'
            b'"person_salt":"%b","public":%b,"public_salt":"%b","unit_salt":"%b"}'
        ) % (
            basis_salt.encode(),
            evidence,
            person,
            serialise(expert.expert_id),
            person_salt.encode(),
            public,
            public_salt.encode(),
            unit_salt.encode(),
        )
        return Listed(row.data, opens)

    def _unit(self, code: str) -> tuple[str, str]:
        """Salt and digest of a unit."""
        if code not in self._units:
            salt = self._new_salt()
            self._units[code] = salt, salted("unit", salt, serialise(code))
        return self._units[code]


class ListMaking:
    """The lists of one group, in the making."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._eligible: list[Listed] = []
        self._excluded: list[Listed] = []

    def add(self, listed: Listed, reason: str) -> None:
        """Put a row in the list it belongs to by the reason of its candidate."""
        (self._excluded if reason else self._eligible).append(listed)

    def in_order(self) -> GroupLists:
        """Both lists in list order (SPEC §6.2).

        Raises:
            RosterError: `serial_missing`, `serial_twice`, the roster does not say whose turn it is.
        """
        eligible, excluded = self._eligible, self._excluded
        excluded.sort(key=_leaf)
        if self._terms.mode == "random":
            eligible.sort(key=_leaf)
            return GroupLists(eligible, excluded)
        here = _serial_values([*eligible, *excluded])
        by_turn = turn_key(self._terms.cursor, self._terms.carried)
        eligible.sort(key=lambda item: by_turn(item.row.serial))
        carried = tuple(serial for serial in self._terms.carried if int(serial) in here)
        return GroupLists(eligible, excluded, carried, self._terms.cursor)


def _serial_values(items: Sequence[Listed]) -> Collection[int]:
    """SPEC §6.2: serial values are distinct within a group; without one nobody has a turn."""
    serials = [item.row.serial for item in items]
    without = serials.count("")
    if without:
        raise RosterError("serial_missing", got=without)
    counts = Counter(map(int, serials))
    repeated = sorted(str(serial) for serial, count in counts.items() if count > 1)
    if repeated:
        raise RosterError("serial_twice", got=", ".join(repeated))
    return counts


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


def _leaf(item: Listed) -> bytes:
    return leaf_hash(item.data)


def _tree(items: Sequence[Listed]) -> dict[str, Any]:
    return {"root": root_of(map(_leaf, items)).hex(), "size": len(items)}
