"""What is special about SQLite: how connections are opened and transactions begin."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, Engine, ExceptionContext, create_engine, event, text
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.pool import PoolProxiedConnection, QueuePool

from drawsvc.db.faults import fault_of
from drawsvc.db.grouping import GroupedWriter
from drawsvc.domain.errors import LogError

BUSY_SECONDS = 10
"""How long a transaction waits for another one to end."""

WAL_BYTES = 64 * 1024 * 1024
"""The write-ahead log is cut down to this size after a large transaction."""

Begin = Literal["BEGIN", "BEGIN IMMEDIATE"]

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk before it is acknowledged
    "fullfsync = ON",  # the same on macOS, where fsync alone does not do it
    "foreign_keys = ON",
    "secure_delete = ON",  # what is deleted or replaced is overwritten: it was about people
    f"journal_size_limit = {WAL_BYTES}",
)


class Dialect(SQLiteDialect_pysqlite):
    """SQLite whose transactions begin where SQLAlchemy's do.

    Left alone the driver begins one only before the first INSERT or UPDATE, so that what was read
    before could be outdated by then.

    Args:
        begin: the statement; IMMEDIATE waits until nobody else writes.
    """

    supports_statement_cache = True

    def __init__(self, begin: Begin = "BEGIN", **arguments: Any) -> None:
        super().__init__(**arguments)
        self._begin = begin

    def do_begin(self, dbapi_connection: PoolProxiedConnection) -> None:
        """Called by SQLAlchemy, which also hands errors to `_translate`."""
        dbapi_connection.cursor().execute(self._begin)


registry.register("sqlite.drawsvc", __name__, Dialect.__name__)


class SqliteDatabase:
    """A database file.

    Args:
        path: of an existing file.
        busy_seconds: how long a transaction waits for another one to end.
    """

    def __init__(self, path: Path, busy_seconds: float = BUSY_SECONDS) -> None:
        self._reads = open_engine(path, "BEGIN", busy_seconds)
        self._writes = open_engine(path, "BEGIN IMMEDIATE", busy_seconds)
        self._grouped = GroupedWriter(self._writes, busy_seconds)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees what was committed when it first asked, and changes nothing."""
        with self._reads.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The one transaction that writes; others wait, and are committed together."""
        with self._grouped.call() as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A transaction that makes or changes tables."""
        with self._writes.begin() as connection:
            yield connection

    def check(self) -> None:
        """Nothing: each connection is set up as it has to be."""

    def examine(self) -> None:
        """Look at every page and key of the file, though not at every entry of its indexes.

        Raises:
            LogError: `store_damaged`.
        """
        with self.reading() as connection:
            found = connection.execute(text("PRAGMA quick_check(1)")).scalar()
        if found != "ok":
            raise LogError("store_damaged")

    def close(self) -> None:
        """Close the connections, once nobody writes any more; readers keep theirs until they end."""
        self._grouped.close()
        self._writes.dispose()
        self._reads.dispose()


def open_engine(path: Path, begin: Begin, busy_seconds: float = BUSY_SECONDS) -> Engine:
    """Connections to an existing database file, whose transactions begin like this.

    Statements are never quoted with their values: these are personal data.
    """
    uri = path.resolve().as_uri() + "?mode=rw"
    engine = create_engine(
        "sqlite+drawsvc://",
        begin=begin,
        creator=lambda: _connect(uri, begin, busy_seconds),
        poolclass=QueuePool,
        max_overflow=-1,
        hide_parameters=True,
    )
    event.listen(engine, "handle_error", _translate)
    return engine


def copy_database(path: Path, to: Path) -> None:
    """Write what is committed in a database into a new file, while others go on working with it."""
    source = sqlite3.connect(path.resolve().as_uri() + "?mode=ro", uri=True)
    try:
        source.execute("VACUUM INTO ?", (str(to),))
    finally:
        source.close()
    to.chmod(0o600)


def _connect(uri: str, begin: Begin, busy_seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        uri, uri=True, timeout=busy_seconds, isolation_level=None, check_same_thread=False
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA query_only = {'ON' if begin == 'BEGIN' else 'OFF'}")
    except BaseException:
        connection.close()
        raise
    return connection


def _translate(context: ExceptionContext) -> None:
    """Raises the domain's error in place of SQLAlchemy's, wherever the database speaks up."""
    fault = fault_of(context.original_exception)
    if fault is not None:
        raise fault from context.original_exception
