"""Attempts as this process left them, so that the next call need not replay them.

The leaf of the last entry fixes the whole chain, and the chain the state (SPEC §5.1): an attempt is remembered under
that leaf. What another process has written since, or what was not committed after all, is not found.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

from drawsvc.domain.attempt import Attempt

T = TypeVar("T")

MOST_CITED = 256
"""Profiles, or calendars."""

MOST_ROWS = 100_000
"""Of all attempts together; some 1 KiB each."""


class Remembered:
    """Attempts by the leaf of their last entry; whoever takes one has it alone.

    Args:
        most_rows: how many candidate rows are held at most; the attempts asked for least recently are forgotten.
    """

    def __init__(self, most_rows: int = MOST_ROWS) -> None:
        self._most_rows = most_rows
        self._rows = 0
        self._attempts: OrderedDict[str, Attempt] = OrderedDict()
        self._guard = Lock()

    def take(self, leaf: str) -> Attempt | None:
        """The attempt that ends with this entry, which is remembered no longer."""
        with self._guard:
            return self._drop(leaf)

    def keep(self, attempt: Attempt) -> None:
        """Remember an attempt that nobody will change, unless it is too large, or what it rests on is not fixed.

        Before the FREEZE it is not: until then the pool's latest calendar counts.
        """
        if attempt.chain.last_of("FREEZE") is None or _rows(attempt) > self._most_rows:
            return
        leaf = attempt.chain.entries[-1].leaf
        with self._guard:
            self._drop(leaf)
            self._attempts[leaf] = attempt
            self._rows += _rows(attempt)
            while self._rows > self._most_rows:
                self._drop(next(iter(self._attempts)))

    def _drop(self, leaf: str) -> Attempt | None:
        found = self._attempts.pop(leaf, None)
        if found:
            self._rows -= _rows(found)
        return found


def _rows(attempt: Attempt) -> int:
    return sum(len(rows) for group in attempt.groups for rows in group)


class Cited(Generic[T]):
    """What entries say that many attempts cite, by their leaf, which fixes it.

    Args:
        most: how many are held; those asked for least recently are forgotten.
    """

    def __init__(self, most: int = MOST_CITED) -> None:
        self._most = most
        self._read: OrderedDict[str, T] = OrderedDict()
        self._guard = Lock()

    def at(self, leaf: str, read: Callable[[str], T]) -> T:
        """What the entry with this leaf says, which nobody changes; read if it is not held."""
        with self._guard:
            if leaf in self._read:
                self._read.move_to_end(leaf)
                return self._read[leaf]
        found = read(leaf)
        with self._guard:
            self._read[leaf] = found
            if len(self._read) > self._most:
                self._read.popitem(last=False)
        return found
