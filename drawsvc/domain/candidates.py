"""Candidate rows and the two lists of a group (SPEC §6)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from drawseeds import H, serialise

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
    """A row in its place in a list, with what opens it; none once it was erased (SPEC §5.5)."""

    row: Row
    disclosure: Disclosure | None

    @property
    def opened(self) -> Disclosure:
        """What opens it.

        Raises:
            MissingError: it was erased.
        """
        if self.disclosure is None:
            raise MissingError("disclosure_erased")
        return self.disclosure


@dataclass(frozen=True)
class GroupLists:
    """The eligible and the excluded list of one group, in list order (SPEC §6.2)."""

    eligible: tuple[Listed, ...]
    excluded: tuple[Listed, ...]
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


class Salting:
    """Salts of one attempt: one person has the same digests in every group (SPEC §6.1)."""

    def __init__(self, new_salt: NewSalt) -> None:
        self._new_salt = new_salt
        self._of: defaultdict[str, dict[str, str]] = defaultdict(dict)

    def of(self, kind: str, name: str) -> str:
        """The salt for one digest of one person or unit; drawn at the first call."""
        known = self._of[kind]
        if name not in known:
            known[name] = self._new_salt()
        return known[name]


@dataclass(frozen=True)
class Terms:
    """How rows are made and put in order. `units`: whether rows carry unit digests."""

    mode: str
    units: bool
    cursor: str = ""
    carried: tuple[str, ...] = ()


def list_group(candidates: Iterable[Candidate], terms: Terms, salting: Salting) -> GroupLists:
    """Make the rows of one group and put them in list order."""
    eligible: list[Listed] = []
    excluded: list[Listed] = []
    for candidate in candidates:
        listed = _listed(candidate, terms, salting)
        (excluded if candidate.reason else eligible).append(listed)
    excluded.sort(key=_by_leaf)
    if terms.mode == "random":
        eligible.sort(key=_by_leaf)
        return GroupLists(tuple(eligible), tuple(excluded))
    _check_serials([*eligible, *excluded])
    by_turn = turn_key(terms.cursor, terms.carried)
    eligible.sort(key=lambda item: by_turn(item.row.serial))
    here = {int(item.row.serial) for item in (*eligible, *excluded)}
    carried = tuple(serial for serial in terms.carried if int(serial) in here)
    return GroupLists(tuple(eligible), tuple(excluded), carried, terms.cursor)


def _check_serials(items: Sequence[Listed]) -> None:
    """SPEC §6.2: serial values are distinct within a group; without one nobody has a turn.

    Raises:
        RosterError: the roster does not say whose turn it is.
    """
    without = sum(1 for item in items if not item.row.serial)
    if without:
        raise RosterError("serial_missing", got=without)
    counts = Counter(int(item.row.serial) for item in items)
    repeated = sorted(str(serial) for serial, count in counts.items() if count > 1)
    if repeated:
        raise RosterError("serial_twice", got=", ".join(repeated))


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


def _listed(candidate: Candidate, terms: Terms, salting: Salting) -> Listed:
    expert = candidate.expert
    name = expert.expert_id
    unit = expert.employer_code if terms.units else ""
    disclosure = Disclosure(
        expert,
        candidate.public,
        candidate.evidence,
        salting.of("person", name),
        salting.of("public", name),
        salting.of("basis", name) if candidate.reason else "",
        salting.of("unit", unit) if unit else "",
    )
    return Listed(_digests(disclosure, candidate, terms), disclosure)


def _digests(d: Disclosure, candidate: Candidate, terms: Terms) -> Row:
    return Row(
        person=H("person", d.person_salt, d.expert),
        public=H("public", d.public_salt, d.public),
        serial=candidate.expert.serial if terms.mode == "serial" else "",
        unit=H("unit", d.unit_salt, candidate.expert.employer_code) if d.unit_salt else "",
        reason=candidate.reason,
        basis=H("basis", d.basis_salt, d.evidence) if candidate.reason else "",
    )


def _by_leaf(item: Listed) -> bytes:
    return leaf_hash(item.row.data)


def _tree(items: Sequence[Listed]) -> dict[str, Any]:
    return {"root": root_of(leaf_hash(i.row.data) for i in items).hex(), "size": len(items)}
