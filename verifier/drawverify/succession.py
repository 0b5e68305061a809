"""Who is next in a group: the order and the two bars, SPEC §9.2, §9.3, §9.7."""

from __future__ import annotations

from bisect import insort
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import count

from .candidates import Row, Rows, not_shown
from .order import order
from .strict import digest


class Bars:
    """Over all groups: who was invited, and how many rows of each unit are accepted or open."""

    def __init__(self, unit_limit: int) -> None:
        self._limit = unit_limit
        self._invited: set[str] = set()
        self._held: dict[str, int] = {}

    def seated(self, row: Row) -> bool:
        """Tells whether the person of an uninvited row was invited in another group."""
        return row["person"] in self._invited

    def is_full(self, unit: str) -> bool:
        """Tells whether a unit has as many rows accepted or open as the limit allows."""
        return bool(self._limit and unit) and self._held.get(unit, 0) >= self._limit

    def invite(self, row: Row) -> None:
        """Counts a row as open."""
        self._invited.add(row["person"])
        self.hold(row["unit"], 1)

    def hold(self, unit: str, change: int) -> None:
        """Counts a row of a unit more or less."""
        self._held[unit] = self._held.get(unit, 0) + change


class FixedOrder:
    """The order of one group, walked from its beginning; every row is looked at few times.

    A row barred by `seated` never comes back and is dropped. A row barred by `unit_limit` is
    *parked*; when a place of its unit is free, the first parked one is *ready* again. So while a
    unit is not full, its first waiting row is either ready or still ahead.
    """

    def __init__(self, rows: Rows, positions: Iterable[int], bars: Bars) -> None:
        self._rows = rows
        self._bars = bars
        self._ahead = enumerate(positions)
        self._head = next(self._ahead, None)
        self._parked: dict[str, list[tuple[int, int]]] = {}
        self._ready: list[tuple[int, int]] = []

    def take(self) -> int | None:
        """Takes the first uninvited row that is not barred and counts it as open at once."""
        while True:
            place = self._pop_first()
            if place is None:
                return None
            row = self._rows[place[1]]
            unit = row["unit"]
            if self._bars.seated(row):
                self.offer(unit)
            elif self._bars.is_full(unit):
                heappush(self._parked.setdefault(unit, []), place)
            else:
                self._bars.invite(row)
                self.offer(unit)
                return place[1]

    def offer(self, unit: str) -> None:
        """Makes the first parked row of a unit ready, unless the unit is full."""
        parked = self._parked.get(unit)
        if parked and not self._bars.is_full(unit):
            heappush(self._ready, heappop(parked))

    def _pop_first(self) -> tuple[int, int] | None:
        if self._ready and (self._head is None or self._ready[0] < self._head):
            return heappop(self._ready)
        place, self._head = self._head, next(self._ahead, None)
        return place


class FreshOrder:
    """Option `fresh`: every replacement is the first of a new order of those uninvited.

    Only invited rows are kept, so time and memory do not depend on the length of the list.
    """

    def __init__(self, rows: Rows, bars: Bars, invited: Iterable[int]) -> None:
        self._rows = rows
        self._bars = bars
        self._invited = set(invited)
        self._ascending = sorted(self._invited)

    def take(self, seed: bytes) -> int | None:
        """Takes the first row that is not barred in the order of a seed."""
        for place in order(seed, self._rows.size - len(self._ascending)):
            index = self._index_at(place)
            row = self._rows[index]
            if not self._is_barred(row):
                self._bars.invite(row)
                self._invited.add(index)
                insort(self._ascending, index)
                return index
        return None

    def has_next(self) -> bool:
        """Tells whether any row is uninvited and not barred.

        Raises:
            FailedError: none of those shown is, but not all are shown.
        """
        waiting = (row for index, row in self._rows.shown() if index not in self._invited)
        if not all(map(self._is_barred, waiting)):
            return True
        if not self._rows.is_whole():
            raise not_shown(next(n for n in count() if n not in self._rows.indexes))
        return False

    def _index_at(self, place: int) -> int:
        """Returns the index of the uninvited row that has so many uninvited rows before it."""
        low, high = 0, len(self._ascending)
        while low < high:
            middle = (low + high) // 2
            # Before an invited row stand as many uninvited ones as its index exceeds its place.
            if self._ascending[middle] - middle <= place:
                low = middle + 1
            else:
                high = middle
        return place + low

    def _is_barred(self, row: Row) -> bool:
        return self._bars.seated(row) or self._bars.is_full(row["unit"])


def group_order(seed: str, group: int, size: int) -> Iterator[int]:
    """Returns the order of a group of a random draw, SPEC §8.3."""
    return order(bytes.fromhex(digest("group", seed, group)), size)


def fresh_seed(seed: str, group: int, number: int, randomness: str) -> bytes:
    """Returns the seed of replacement `number` (from 0) of a group, SPEC §9.7."""
    return bytes.fromhex(digest("fresh", seed, group, number, randomness))
