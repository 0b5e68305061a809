"""What a transaction holds so that others wait, where a database lets several write at once.

On PostgreSQL these are its advisory locks, which a transaction keeps until it ends: they have names, so that a draw can
be held before it has a row, and nothing is written for them. On SQLite one transaction writes at a time and nothing
has to be held; what is needed is checked there all the same. Decision 9 says what each lock is for.

Locks are taken in one order, so that no two transactions wait for each other: call, account, draw, pool, standing.
"""

from __future__ import annotations

import hashlib

from sqlalchemy import BigInteger, Connection, bindparam, func, select, text

from drawsvc.db.prepared import Prepared
from drawsvc.domain.entries import Entry
from drawsvc.domain.grammar import ENDS

SEVERAL_WRITE = "postgresql"
"""The kind of database on which transactions write at once."""

_KEY = bindparam("key", type_=BigInteger)
_ALONE = Prepared(select(func.pg_advisory_xact_lock(_KEY)))
_SHARED = Prepared(select(func.pg_advisory_xact_lock_shared(_KEY)))
# One after the other, in the order in which calls write to them: else each could wait for the other.
_ALL_TABLES = text(
    "LOCK TABLE log_head, expert, candidate, private, attempt, entry IN EXCLUSIVE MODE"
)


class Locks:
    """The locks of one transaction.

    Args:
        connection: in that transaction.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._needed = connection.dialect.name == SEVERAL_WRITE
        self._held: set[tuple[str, str]] = set()

    def call(self, caller: str, key: str) -> None:
        """Nobody else does what a caller asks for under this key."""
        self._take("call", f"{caller} {key}")

    def account(self, name: str) -> None:
        """Nobody else changes an account or its PIN."""
        self._take("account", name)

    def draw(self, draw: str) -> None:
        """Nobody else writes to a draw."""
        self._take("draw", draw)

    def holds_draw(self, draw: str) -> bool:
        """Whether nobody else writes to a draw."""
        return ("draw", draw) in self._held

    def pool(self, pool: str) -> None:
        """Nobody else writes to a pool or to any draw of it."""
        self._take("pool", pool)
        self._held.add(("shared", pool))

    def share_pool(self, pool: str) -> None:
        """Nobody has the pool alone."""
        if ("shared", pool) not in self._held:
            self._held.add(("shared", pool))
            self._wait(_SHARED, f"pool {pool}")

    def standing(self, pool: str) -> None:
        """Nobody else requests or ends a draw of a pool."""
        self._take("standing", pool)

    def all(self) -> None:
        """Nobody else writes anything."""
        if self._needed:
            self._connection.execute(_ALL_TABLES)

    def check(self, entry: Entry) -> None:
        """Take what an entry needs to be appended.

        Raises:
            RuntimeError: what its body rests on was read before others were kept from changing it.
        """
        pool, needed = entry.place.pool, _needed(entry)
        if not entry.place.draw:
            self.pool(pool)
        elif not needed or self._held & {(kind, pool) for kind in needed}:
            self.draw(entry.place.draw)
            self.share_pool(pool)
        else:
            raise RuntimeError(f"{entry.type} of {pool} needs {' or '.join(needed)} to be held")

    def _take(self, kind: str, name: str) -> None:
        if (kind, name) not in self._held:
            self._wait(_ALONE, f"{kind} {name}")
            self._held.add((kind, name))

    def _wait(self, lock: Prepared, name: str) -> None:
        # In a statement of its own: each statement sees what was committed before it began.
        if self._needed:
            lock.rows(self._connection, {"key": _key(name)})


def _needed(entry: Entry) -> tuple[str, ...]:
    """What must be held before an entry is appended, one of these; all but an end are thought out under it, too."""
    if entry.type == "FREEZE":
        return ("pool",)
    return ("standing", "pool") if entry.type == "REQUEST" or entry.type in ENDS else ()


def _key(name: str) -> int:
    """Locks have numbers of 64 bits. Two names with one number would only wait for each other."""
    digest = hashlib.sha256(f"drawsvc {name}".encode()).digest()
    return int.from_bytes(digest[:8], signed=True)
