"""One transaction for many calls: where one connection writes, those who wait share its commit.

A commit waits for the disk. Calls that wait for their turn meanwhile are run one after the other in the next
transaction, each from a savepoint, and committed together: the disk is waited for once. Nobody's call is acknowledged
before that commit. A call that fails is undone alone.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, RootTransaction

from drawsvc.db.faults import fault_of
from drawsvc.domain.errors import DrawError, LogError, StateError

GROUP_SECONDS = 0.05
"""A transaction that is so old takes in no further call: what is done waits to be acknowledged."""

_SAVEPOINT, _KEEP, _UNDO = (
    "SAVEPOINT one_call",
    "RELEASE one_call",
    "ROLLBACK TO one_call",
)


class Turn:
    """Lets threads through one at a time, in the order in which they came."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._waiting: deque[threading.Lock] = deque()
        self._taken = False

    def take(self, seconds: float) -> bool:
        """Wait for it. Returns whether it came within so many seconds."""
        with self._guard:
            if not self._taken:
                self._taken = True
                return True
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        try:
            came = mine.acquire(timeout=max(0.0, seconds))
        except BaseException:  # interrupted
            if not self._withdraw(mine):
                self.give()
            raise
        return came or not self._withdraw(mine)

    def hand_on(self) -> bool:
        """Let the next one through, if there is one. Returns whether there was."""
        with self._guard:
            if not self._waiting:
                return False
            self._waiting.popleft().release()
            return True

    def give(self) -> None:
        """Let the next one through, or whoever comes."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._taken = False

    def _withdraw(self, mine: threading.Lock) -> bool:
        """Wait no longer. Returns False if it has come just now."""
        with self._guard:
            if mine not in self._waiting:
                return False
            self._waiting.remove(mine)
            return True


class _Group:
    """Calls that are committed together.

    Args:
        transaction: theirs.
    """

    def __init__(self, transaction: RootTransaction) -> None:
        self.transaction = transaction
        self.began = time.monotonic()
        self.done = 0
        """How many calls are in it."""
        self.ended = threading.Event()
        self.fault: BaseException | None = None

    @property
    def is_young(self) -> bool:
        """Whether it takes in a further call."""
        return time.monotonic() < self.began + GROUP_SECONDS

    def end(self, fault: BaseException | None) -> None:
        """Tell all calls what has become of them."""
        self.fault = fault
        self.ended.set()


class GroupedWriter:
    """The one connection of a process that writes.

    Args:
        engine: its transactions wait until no other process writes.
        busy_seconds: how long a call waits for its turn.
    """

    def __init__(self, engine: Engine, busy_seconds: float) -> None:
        self._engine = engine
        self._busy_seconds = busy_seconds
        # SQLite itself lets threads wait in steps of up to 100 ms, and not in turn.
        self._turn = Turn()
        self._connection: Connection | None = None
        self._group: _Group | None = None

    @contextmanager
    def call(self) -> Iterator[Connection]:
        """Run a call: all of it is on the disk when it is left normally, and nothing of it otherwise.

        Raises:
            StateError: `store_busy`, others kept the database for too long.
        """
        if not self._turn.take(self._busy_seconds):
            raise StateError("store_busy")
        group = None
        try:
            connection = self._connection = self._connection or self._engine.connect()
            group = self._group = self._group or _Group(connection.begin())
            yield from self._run(connection, group)
        finally:
            self._leave(group)
        group.ended.wait()
        if group.fault is not None:
            raise _same(group.fault) from group.fault

    def close(self) -> None:
        """Close the connection, once nobody writes any more."""
        self._turn.take(threading.TIMEOUT_MAX)
        try:
            if self._group:
                self._commit(self._group)
            if self._connection:
                self._connection.close()
                self._connection = None
        finally:
            self._turn.give()

    def _run(self, connection: Connection, group: _Group) -> Iterator[Connection]:
        alone = group.done == 0
        if not alone:
            _say(connection, _SAVEPOINT)
        try:
            yield connection
            if not alone:
                _say(connection, _KEEP)
            group.done += 1
        except BaseException as error:
            if alone or not _undone(connection):
                # Nothing of the group is left: SQLite itself undoes all when the disk is full or fails.
                self._group = None
                _undo_all(group.transaction)
                group.end(error)
            raise

    def _leave(self, group: _Group | None) -> None:
        """Hand the transaction on to whoever waits, or commit it."""
        mine = group if self._group is group else None
        if mine and mine.is_young and self._turn.hand_on():
            return
        try:
            if mine:
                self._commit(mine)
        finally:
            self._turn.give()

    def _commit(self, group: _Group) -> None:
        self._group = None
        try:
            group.transaction.commit()
        except BaseException as error:
            _undo_all(group.transaction)
            group.end(error)
            if not isinstance(error, Exception):
                raise
        else:
            group.end(None)


def _undone(connection: Connection) -> bool:
    """Undo the call alone, if the transaction still stands."""
    if not connection.connection.in_transaction:
        return False
    _say(connection, _UNDO)
    _say(connection, _KEEP)
    return True


def _undo_all(transaction: RootTransaction) -> None:
    connection = transaction.connection
    transaction.rollback()
    if connection.connection.in_transaction:
        # A commit has failed, which SQLAlchemy takes for an end.
        _say(connection, "ROLLBACK")


def _say(connection: Connection, statement: str) -> None:
    try:
        connection.connection.cursor().execute(statement)
    except Exception as error:
        raise fault_of(error) or error from error


def _same(fault: BaseException) -> BaseException:
    """The fault of the group for one call of it; each thread raises its own."""
    if isinstance(fault, DrawError):
        return type(fault)(fault.code, **fault.facts)
    return LogError("store_failed")
