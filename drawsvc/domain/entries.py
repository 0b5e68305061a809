"""Entries and the chains they form (SPEC §5.1)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from drawseeds import PROTOCOL, CanonicalError, parse, serialise

from drawsvc.domain.bodies import BODIES, POOL_BODIES
from drawsvc.domain.errors import EntryError, PhaseError, StateError
from drawsvc.domain.shapes import (
    COUNT,
    EMPTY,
    HEX32,
    ID,
    ORIGIN,
    TIME,
    Form,
    ShapeError,
    anything,
    either,
    matching,
    members,
    one_of,
)
from drawsvc.domain.times import format_time, parse_time
from drawsvc.log.merkle import leaf_hash

MAX_ENTRY_BYTES = 65_535  # SPEC §4.1: an entry bundle of the log gives lengths in 16 bits
NO_LEAF = "0" * 64  # SPEC §5.1: `prev` of the first entry of a chain

Body = dict[str, Any]

_ENVELOPE = members(
    attempt=COUNT,
    body=anything,
    draw=either(ID, EMPTY),
    origin=ORIGIN,
    pool=ID,
    prev=HEX32,
    seq=COUNT,
    time=TIME,
    type=matching("[A-Z][A-Z_]{0,31}", Form("entry_type", "an entry type")),
    v=one_of(PROTOCOL),
)


@dataclass(frozen=True)
class Place:
    """Which chain an entry belongs to. A pool's own chain has an empty `draw` and attempt 0."""

    origin: str
    pool: str
    draw: str = ""
    attempt: int = 0


@dataclass(frozen=True)
class Entry:
    """One entry. `time` is aware UTC with whole seconds; `prev` and `leaf` are lower-case hex."""

    place: Place
    seq: int
    prev: str
    time: datetime
    type: str
    body: Body

    def to_object(self) -> dict[str, Any]:
        """The entry as a canonical JSON value (SPEC §5.1)."""
        return {
            "attempt": self.place.attempt,
            "body": self.body,
            "draw": self.place.draw,
            "origin": self.place.origin,
            "pool": self.place.pool,
            "prev": self.prev,
            "seq": self.seq,
            "time": format_time(self.time),
            "type": self.type,
            "v": PROTOCOL,
        }

    @cached_property
    def data(self) -> bytes:
        """The bytes that are logged."""
        return serialise(self.to_object())

    @cached_property
    def leaf(self) -> str:
        """The leaf hash (SPEC §2)."""
        return leaf_hash(self.data).hex()


def is_demonstration(origin: str) -> bool:
    """Whether a log is for showing only (SPEC §12): the first label of its origin is `demo`."""
    return re.split(r"[.:/]", origin, maxsplit=1)[0] == "demo"


def parse_entry(data: bytes) -> Entry:
    """Read the bytes of one entry.

    Raises:
        EntryError: the bytes are not an entry of SPEC §5; says where and what was expected.
    """
    _check_size(data)
    try:
        value = parse(data)
    except CanonicalError as error:
        raise EntryError("entry_not_canonical", found=str(error)) from None
    return from_object(value)


def from_object(value: Any) -> Entry:
    """An entry from its canonical JSON value; the inverse of `Entry.to_object`.

    Raises:
        EntryError: the value is not an entry of SPEC §5; says where and what was expected.
    """
    _check_form(value)
    place = Place(value["origin"], value["pool"], value["draw"], value["attempt"])
    time = parse_time(value["time"])
    return _checked(Entry(place, value["seq"], value["prev"], time, value["type"], value["body"]))


def _checked(entry: Entry) -> Entry:
    """The entry, if it can be written (SPEC §3.1, §4.1)."""
    try:
        _check_size(entry.data)
    except CanonicalError as error:
        raise EntryError("entry_not_canonical", found=str(error)) from None
    return entry


def _check_size(data: bytes) -> None:
    if len(data) > MAX_ENTRY_BYTES:
        raise EntryError("entry_too_large", expected=MAX_ENTRY_BYTES, got=len(data))


def _check_form(value: Any) -> None:
    try:
        _ENVELOPE(value, "")
        if value["type"] not in BODIES:
            raise EntryError("entry_type_unknown", got=value["type"])
        _check_chain(value)
        BODIES[value["type"]](value["body"], "body")
    except ShapeError as error:
        raise EntryError("entry_shape", path=error.path, expected=error.expected) from None


_NO_DRAW = Form("no_draw", "none in a pool entry")
_A_DRAW = Form("a_draw", "one in a draw entry")


def _check_chain(value: Body) -> None:
    """SPEC §5.1: a pool entry has neither draw nor attempt, any other has both."""
    of_pool = value["type"] in POOL_BODIES
    for name in ("draw", "attempt"):
        if bool(value[name]) == of_pool:
            raise ShapeError(name, _NO_DRAW if of_pool else _A_DRAW)


class Chain:
    """The entries of one place in order (SPEC §5.1). Appending builds the next entry.

    Args:
        place: where the chain is.
        entries: what it holds already, taken as sound: they come from our own store.
    """

    def __init__(self, place: Place, entries: Iterable[Entry] = ()) -> None:
        self.place = place
        self.entries: list[Entry] = []
        self._latest: dict[str, Entry] = {}
        self._latest_time: datetime | None = None
        for entry in entries:
            self.append(entry)

    def next(self, kind: str, body: Body, time: datetime) -> Entry:
        """The entry that would come next; it is not appended.

        Raises:
            EntryError: the body does not have the shape of its type, holds a text without
                canonical form, or makes the entry too large.
            PhaseError: as `check_next`.
        """
        entry = Entry(self.place, len(self.entries), self._end, time, kind, body)
        _check_form(entry.to_object())
        self.check_next(entry)
        return _checked(entry)

    def check_next(self, entry: Entry) -> None:
        """Refuse an entry that does not continue the chain (SPEC §5.1).

        Raises:
            StateError: `chain_broken`, it belongs elsewhere.
            PhaseError: `clock_behind`, its time is before the last entry's; only CLOCK_CORRECTED
                may turn it back.
        """
        if (entry.place, entry.seq, entry.prev) != (self.place, len(self.entries), self._end):
            raise StateError("chain_broken", expected=len(self.entries), got=entry.seq)
        if self.entries and entry.type != "CLOCK_CORRECTED":
            last = self.entries[-1].time
            if entry.time < last:
                raise PhaseError(
                    "clock_behind", expected=format_time(last), got=format_time(entry.time)
                )

    def append(self, entry: Entry) -> None:
        """Add an entry that continues the chain; this is not checked here."""
        self.entries.append(entry)
        self._latest[entry.type] = entry
        self._latest_time = self.latest_time(entry.time)

    def latest_time(self, time: datetime) -> datetime:
        """The latest time of any entry and this one; a corrected clock may have turned times back."""
        return max(time, self._latest_time or time)

    def last_of(self, *kinds: str) -> Entry | None:
        """The latest entry of one of these types."""
        found = [self._latest[kind] for kind in kinds if kind in self._latest]
        return max(found, key=lambda entry: entry.seq, default=None)

    @property
    def _end(self) -> str:
        """Leaf hash of the last entry."""
        return self.entries[-1].leaf if self.entries else NO_LEAF
