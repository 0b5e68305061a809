"""Entries and the chains they form (SPEC §5.1)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from drawseeds import PROTOCOL, CanonicalError, parse, serialise

from drawsvc.domain.bodies import BODIES, DRAW_BODIES, POOL_BODIES
from drawsvc.domain.errors import EntryError, PhaseError
from drawsvc.domain.shapes import (
    COUNT,
    HEX32,
    ID,
    ORIGIN,
    TIME,
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
    draw=either(ID, one_of("")),
    origin=ORIGIN,
    pool=ID,
    prev=HEX32,
    seq=COUNT,
    time=TIME,
    type=matching("[A-Z][A-Z_]{0,31}", "an entry type"),
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
    """An entry from its canonical JSON value; the inverse of `Entry.to_object`."""
    _check_form(value)
    place = Place(value["origin"], value["pool"], value["draw"], value["attempt"])
    return Entry(
        place, value["seq"], value["prev"], parse_time(value["time"]), value["type"], value["body"]
    )


def _check_size(data: bytes) -> None:
    if len(data) > MAX_ENTRY_BYTES:
        raise EntryError("entry_too_large", expected=MAX_ENTRY_BYTES, got=len(data))


def _check_form(value: Any) -> None:
    try:
        _ENVELOPE(value, "")
        shape = BODIES.get(value["type"])
        if shape is None:
            raise EntryError("entry_type_unknown", got=value["type"])
        shape(value["body"], "body")
    except ShapeError as error:
        raise EntryError("entry_shape", path=error.path, expected=error.expected) from None


class Chain:
    """The entries of one place in order (SPEC §5.1). Appending builds the next entry.

    Args:
        place: where the chain is.
        entries: what it holds already, taken as sound: they come from our own store.
    """

    def __init__(self, place: Place, entries: Iterable[Entry] = ()) -> None:
        self.place = place
        self.entries = list(entries)

    def next(self, kind: str, body: Body, time: datetime) -> Entry:
        """The entry that would come next; it is not appended.

        Raises:
            EntryError: the body does not have the shape of its type, or the entry is too large.
            PhaseError: `time` is before the last entry's (only CLOCK_CORRECTED may turn it back).
        """
        bodies = DRAW_BODIES if self.place.draw else POOL_BODIES
        if kind not in bodies:
            raise EntryError("entry_type_unknown", got=kind)
        last = self.entries[-1] if self.entries else None
        if last is not None and time < last.time and kind != "CLOCK_CORRECTED":
            raise PhaseError("clock_behind", expected=format_time(last.time), got=format_time(time))
        entry = Entry(
            self.place, len(self.entries), last.leaf if last else NO_LEAF, time, kind, body
        )
        _check_form(entry.to_object())
        _check_size(entry.data)
        return entry

    def append(self, entry: Entry) -> None:
        """Add an entry made by `next`, or read from the store."""
        self.entries.append(entry)

    def last_of(self, *kinds: str) -> Entry | None:
        """The latest entry of one of these types."""
        return next((e for e in reversed(self.entries) if e.type in kinds), None)
