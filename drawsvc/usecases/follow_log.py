"""Follow the log: what is new of the draws that somebody watches, and where a watcher begins."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from drawsvc.domain import grammar
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import MissingError
from drawsvc.usecases.office import Office, find_place
from drawsvc.usecases.ports import Reader

AT_ONCE = 1000
"""Entries read at once; what is left comes with the next look."""


@dataclass(frozen=True)
class News:
    """What a look at the log has found.

    Args:
        chains: the whole chains that were asked for.
        fresh: entries of any draw that were numbered since the last look, in the order of the log.
        size: how far the log is known now.
    """

    chains: Mapping[Place, Sequence[Entry]]
    fresh: Sequence[Entry]
    size: int


def follow_log(office: Office, size: int | None, places: Collection[Place]) -> News:
    """Look once, in one view: an entry that is in no chain handed out is among the fresh of a later look.

    Positions are given without a gap, in the order in which entries follow from each other, by whichever process
    numbers: from one number on nothing is missed, whoever has written it.

    Args:
        office: the service.
        size: how far the log was known; None for the first look, which has nothing fresh.
        places: attempts whose whole chains are wanted.
    """
    with office.store.reading() as reader:
        known = reader.head().size if size is None else size
        fresh = [] if size is None else reader.numbered(known, AT_ONCE)
        chains = {place: reader.chain_entries(place) for place in places}
        return News(chains, fresh, known + len(fresh))


@dataclass(frozen=True)
class Beginning:
    """Where a watcher begins.

    Args:
        place: the attempt.
        seq: of the first entry he has not seen.
        is_over: the attempt has ended, and he has seen all of it.
    """

    place: Place
    seq: int
    is_over: bool


def find_beginning(office: Office, draw: str, attempt: int, seen: str) -> Beginning:
    """Where somebody begins to watch.

    Args:
        office: the service.
        draw: its id.
        attempt: 0 for the latest, or for that of the entry seen last.
        seen: leaf hash of the entry seen last; "" if none was.

    Raises:
        MissingError: `no_draw`, `no_attempt`; `no_entry`, what was seen is not of this attempt or not there.
    """
    with office.store.reading() as reader:
        if not seen:
            return Beginning(find_place(reader, draw, attempt), 0, is_over=False)
        entry = reader.entry(seen)
        if entry is None or entry.place.draw != draw or attempt not in {0, entry.place.attempt}:
            raise MissingError("no_entry", leaf=seen)
        return Beginning(entry.place, entry.seq + 1, is_over=_is_last_of_ended(reader, entry))


def _is_last_of_ended(reader: Reader, entry: Entry) -> bool:
    state = reader.attempt(entry.place)
    ended = state is not None and state.phase in grammar.FINISHED
    return ended and reader.chain_entries(entry.place)[-1] == entry
