"""A freeze makes rows and puts them in their lists (SPEC §6).

Lists are in the order of leaf hashes, so all rows have to wait until the last one is made. What waits is what was drawn
by chance and what was computed. The experts, which are most of it, are read a second time when the rows are stored: a
row of a million waits in some 0.6 KiB.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from drawseeds import salted, serialise

from drawsvc.domain.candidates import (
    Candidate,
    GroupLists,
    GroupRows,
    Listed,
    NewSalt,
    Row,
    turn_key,
)
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import RosterError
from drawsvc.log.merkle import leaf_hash, root_of

ReadExperts = Callable[[Sequence[int]], Sequence[bytes]]
"""Gives the canonical JSON of the experts at these places of the roster, in this order."""

EXPERTS_READ = 1_000  # at once

_BEFORE = b'{"basis_salt":"%b","evidence":%b,"expert":'
_AFTER = b',"expert_id":%b,"person_salt":"%b","public":%b,"public_salt":"%b","unit_salt":"%b"}'
"""What opens a row is an object with the expert between these."""

_NO_BASIS = _BEFORE % (b"", b"{}")


@dataclass(frozen=True)
class Terms:
    """How rows are made and put in order. `units`: whether rows carry unit digests."""

    mode: str
    units: bool
    cursor: str = ""
    carried: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A row that waits for its place in a list.

    Args:
        data: of the row.
        at: place of the expert in the roster, from 0.
        before: what opens the row, up to the expert.
        after: the rest of it.
    """

    data: bytes
    at: int
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)

    @property
    def row(self) -> Row:
        """The row, read anew each time."""
        return Row.from_data(self.data)

    def listed(self, person: bytes) -> Listed:
        """The row with what opens it. `person`: canonical JSON of the expert."""
        return Listed(self.data, self.before + person + self.after)


class RowMaking:
    """Makes the rows of one attempt under fresh salts, one for each person. A unit has one digest in all of them."""

    def __init__(self, terms: Terms, new_salt: NewSalt) -> None:
        self._terms = terms
        self._new_salt = new_salt
        self._units: dict[str, tuple[str, str]] = {"": ("", "")}

    def row_of(self, candidate: Candidate, person: bytes, at: int) -> Draft:
        """The row of a candidate (SPEC §6.1).

        Args:
            candidate: who, and what was found.
            person: canonical JSON of the expert.
            at: his place in the roster, from 0.
        """
        expert, reason = candidate.expert, candidate.reason
        public = serialise(candidate.public)
        person_salt, public_salt = self._new_salt(), self._new_salt()
        basis, before = self._basis(candidate) if reason else ("", _NO_BASIS)
        unit_salt, unit = self._unit(expert.employer_code if self._terms.units else "")
        row = Row(
            person=salted("person", person_salt, person),
            public=salted("public", public_salt, public),
            serial=expert.serial if self._terms.mode == "serial" else "",
            unit=unit,
            reason=reason,
            basis=basis,
        )
        after = _AFTER % (
            serialise(expert.expert_id),
            person_salt.encode(),
            public,
            public_salt.encode(),
            unit_salt.encode(),
        )
        return Draft(row.data, at, before, after)

    def _basis(self, candidate: Candidate) -> tuple[str, bytes]:
        """Digest of the evidence, and what opens it."""
        evidence, salt = serialise(candidate.evidence), self._new_salt()
        return salted("basis", salt, evidence), _BEFORE % (salt.encode(), evidence)

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
        self._eligible: list[Draft] = []
        self._excluded: list[Draft] = []

    def add(self, draft: Draft, reason: str) -> None:
        """Put a row in the list it belongs to by the reason of its candidate."""
        (self._excluded if reason else self._eligible).append(draft)

    def in_order(self) -> DraftLists:
        """Both lists in list order (SPEC §6.2).

        Raises:
            RosterError: `serial_missing`, `serial_twice`, the roster does not say whose turn it is.
        """
        eligible, excluded = self._eligible, self._excluded
        excluded.sort(key=_leaf)
        if self._terms.mode == "random":
            eligible.sort(key=_leaf)
            return DraftLists(eligible, excluded)
        here = _serial_values([*eligible, *excluded])
        by_turn = turn_key(self._terms.cursor, self._terms.carried)
        eligible.sort(key=lambda draft: by_turn(draft.row.serial))
        carried = tuple(serial for serial in self._terms.carried if int(serial) in here)
        return DraftLists(eligible, excluded, carried, self._terms.cursor)


@dataclass(frozen=True)
class DraftLists:
    """The lists of one group, in list order, before they are stored."""

    eligible: Sequence[Draft]
    excluded: Sequence[Draft]
    carried: tuple[str, ...] = ()
    cursor: str = ""

    def frozen(self) -> Body:
        """The FrozenGroup of SPEC §5.3."""
        counts = Counter(draft.row.reason for draft in self.excluded)
        return {
            "carried": list(self.carried),
            "cursor": self.cursor,
            "eligible": _tree(self.eligible),
            "excluded": {"counts": dict(counts), **_tree(self.excluded)},
        }

    @property
    def rows(self) -> GroupRows:
        """The rows alone, each read when it is asked for. They outlive the drafts and keep nothing that opens them."""
        return _Rows(self.eligible), _Rows(self.excluded)

    def listed(self, read: ReadExperts) -> GroupLists:
        """The lists with what opens their rows. Experts are read as the lists are gone through."""
        eligible, excluded = _Listed(self.eligible, read), _Listed(self.excluded, read)
        return GroupLists(eligible, excluded, self.carried, self.cursor)


class _Rows(Sequence[Row]):
    def __init__(self, drafts: Sequence[Draft]) -> None:
        self._data = [draft.data for draft in drafts]

    def __len__(self) -> int:
        return len(self._data)

    def __getitem__(self, index: Any) -> Any:
        return Row.from_data(self._data[index])


class _Listed(Sequence[Listed]):
    def __init__(self, drafts: Sequence[Draft], read: ReadExperts) -> None:
        self._drafts = drafts
        self._read = read

    def __len__(self) -> int:
        return len(self._drafts)

    def __getitem__(self, index: Any) -> Any:
        draft = self._drafts[index]
        return draft.listed(*self._read([draft.at]))

    def __iter__(self) -> Iterator[Listed]:
        rest = iter(self._drafts)
        while part := list(islice(rest, EXPERTS_READ)):
            yield from map(Draft.listed, part, self._read([draft.at for draft in part]))


def _serial_values(drafts: Sequence[Draft]) -> Collection[int]:
    """SPEC §6.2: serial values are distinct within a group; without one nobody has a turn."""
    serials = [draft.row.serial for draft in drafts]
    without = serials.count("")
    if without:
        raise RosterError("serial_missing", got=without)
    counts = Counter(map(int, serials))
    repeated = sorted(str(serial) for serial, count in counts.items() if count > 1)
    if repeated:
        raise RosterError("serial_twice", got=", ".join(repeated))
    return counts


def _leaf(draft: Draft) -> bytes:
    return leaf_hash(draft.data)


def _tree(drafts: Sequence[Draft]) -> dict[str, Any]:
    return {"root": root_of(map(_leaf, drafts)).hex(), "size": len(drafts)}
