"""Chains of a whole log, one entry after the other, SPEC §5.1, §5.2, §5.6."""

from __future__ import annotations

from typing import Any

from .deadline import seconds_of, time_text
from .errors import FailedError, NotCheckableError, StepError, require, require_equal
from .grammar import ANYWHERE, START, next_phase
from .schema import BODIES
from .strict import leaf_hash

POOL_CHAIN_TYPES = ("PROFILE", "CALENDAR", "ROSTER", "KEY", "OPENING")
NO_LEAF = "0" * 64


class Logged:
    """One entry at its place in the log; `leaf` is its leaf hash in hex."""

    __slots__ = ("data", "index", "leaf")

    def __init__(self, index: int, leaf: str, data: dict[str, Any]) -> None:
        self.index = index
        self.leaf = leaf
        self.data = data

    @property
    def type(self) -> str:
        """The type of the entry."""
        return str(self.data["type"])

    @property
    def body(self) -> dict[str, Any]:
        """The body of the entry."""
        body: dict[str, Any] = self.data["body"]
        return body

    @property
    def attempt(self) -> int:
        """The number of the attempt, 0 in a pool entry."""
        return int(self.data["attempt"])

    @property
    def time(self) -> str:
        """The time of the entry, as it is written."""
        return str(self.data["time"])

    @property
    def draw(self) -> str:
        """The draw of the entry, "" in a pool entry."""
        return str(self.data["draw"])

    @property
    def pool(self) -> str:
        """The pool of the entry."""
        return str(self.data["pool"])

    @property
    def key(self) -> tuple[str, str, int]:
        """Pool, draw and attempt: what chain the entry is of."""
        return (self.pool, self.draw, self.attempt)

    @property
    def name(self) -> str:
        """How a report calls the entry."""
        return f"entries[{self.index}] {self.type}"


class _Chain:
    """Where a chain has come to."""

    __slots__ = ("leaf", "opening", "phase", "roster", "seq", "time")

    def __init__(self) -> None:
        self.seq, self.leaf, self.time, self.phase = 0, NO_LEAF, 0, START
        self.opening, self.roster = False, NO_LEAF


class Chains:
    """All chains of a log as far as it has been read.

    Attributes:
        leaves: the leaf hashes of all entries.
        wrong: the first entry that breaks a rule; unknown: the first of an unknown type.
    """

    def __init__(self) -> None:
        self.leaves: list[bytes] = []
        self.wrong: StepError | None = None
        self.unknown: StepError | None = None
        self.origin = ""
        self.last_time = 0
        self._chains: dict[tuple[str, str, int], _Chain] = {}
        self._requested: set[str] = set()

    def take(self, data: dict[str, Any], raw: bytes) -> Logged | None:
        """Adds the next entry and returns it; None where it or one before was not in order."""
        leaf = leaf_hash(raw)
        entry = Logged(len(self.leaves), leaf.hex(), data)
        self.leaves.append(leaf)
        self.last_time = seconds_of(data["time"])
        if self.wrong is None:
            try:
                self._check(entry)
            except FailedError as error:
                self.wrong = error.at(entry.name)
            except NotCheckableError as error:
                self.unknown = self.unknown or error
        return None if self.wrong or self.unknown else entry

    def leaf_at(self, index: int) -> str:
        """Returns the leaf hash at an index, "" beyond the end."""
        return self.leaves[index].hex() if index < len(self.leaves) else ""

    def _check(self, entry: Logged) -> None:
        data = entry.data
        self.origin = self.origin or data["origin"]
        require_equal(data["origin"], self.origin, "origin")
        require_equal(bool(data["draw"]), bool(data["attempt"]), "attempt")
        chain = self._chains.setdefault(entry.key, _Chain())
        require_equal(data["seq"], chain.seq, "seq")
        require_equal(data["prev"], chain.leaf, "prev")
        is_later = self.last_time >= chain.time or entry.type == ANYWHERE
        since = {"from": time_text(chain.time)}
        require(is_later, "time", expected=since, got=data["time"])
        chain.seq, chain.leaf, chain.time = chain.seq + 1, entry.leaf, self.last_time
        if entry.type not in BODIES:
            chain.phase = ""
            raise NotCheckableError(entry.name)
        if data["draw"]:
            self._check_phase(entry, chain)
        else:
            self._check_pool(entry, chain)

    def _check_phase(self, entry: Logged, chain: _Chain) -> None:
        if chain.phase:  # which no unknown type has changed
            following = next_phase(chain.phase, entry.type)
            require(bool(following), "type", expected="allowed_type", got={"in_phase": chain.phase})
            chain.phase = following
        if entry.type == "REQUEST":
            self._requested.add(entry.pool)

    def _check_pool(self, entry: Logged, chain: _Chain) -> None:
        is_pool = entry.type in POOL_CHAIN_TYPES
        require(is_pool, "type", expected={"one_of": POOL_CHAIN_TYPES}, got=entry.type)
        if entry.type == "OPENING":
            is_first = not chain.opening and entry.pool not in self._requested
            require(is_first, "", expected="one_opening")
            chain.opening = True
        if entry.type == "ROSTER":
            require_equal(entry.body["previous"], chain.roster, "previous")
            chain.roster = entry.leaf
