"""Files that may be longer than the memory: canonical JSON (SPEC §3.1), made piece by piece.

Items were checked when they were taken into the store; checking each again would take longer than all else.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from drawseeds import Value, serialise

from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.roster import SaltedExpert

_write = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, separators=(",", ":"), sort_keys=True
).encode


@dataclass(frozen=True)
class Items:
    """A long array: the canonical JSON of each item, asked for when its turn comes."""

    texts: Iterable[bytes]

    @classmethod
    def of(cls, values: Iterable[Body]) -> Items:
        """An array of values that are known to have a canonical form."""
        return cls(_write(value).encode() for value in values)


def pieces_of(members: Mapping[str, Value | Items]) -> Iterator[bytes]:
    """The canonical JSON of an object with members, never more than one item of its long arrays at a time."""
    opening = b"{"
    for name in sorted(members):
        yield opening + serialise(name) + b":"
        value = members[name]
        if isinstance(value, Items):
            yield from _array(value.texts)
        else:
            yield serialise(value)
        opening = b","
    yield b"}"


def _array(texts: Iterable[bytes]) -> Iterator[bytes]:
    opening = b"["
    for text in texts:
        yield opening + text
        opening = b","
    yield b"[]" if opening == b"[" else b"]"


def roster_pieces(place: Place, leaf: str, salted: Iterable[SaltedExpert]) -> Iterator[bytes]:
    """A roster version with its salts, for auditors (SPEC §11.7). Personal data.

    Args:
        place: the pool.
        leaf: of the ROSTER entry.
        salted: every expert with the salt of his row (SPEC §5.2), hex32.
    """
    experts = (b'{"expert":%b,"salt":"%b"}' % (row.data, row.salt.encode()) for row in salted)
    return pieces_of(
        {
            "experts": Items(experts),
            "origin": place.origin,
            "pool": place.pool,
            "roster": leaf,
            "v": "drawsvc/v1 roster",
        }
    )


def log_pieces(origin: str, checkpoint: bytes, entries: Iterable[Entry]) -> Iterator[bytes]:
    """The whole log (SPEC §11.8). No personal data.

    Args:
        origin: of the log.
        checkpoint: a signed note.
        entries: by index from 0, as many as its tree has.
    """
    return pieces_of(
        {
            "checkpoint": checkpoint.decode("utf-8"),
            "entries": Items(entry.data for entry in entries),
            "origin": origin,
            "v": "drawsvc/v1 log",
        }
    )
