"""Opening the store, and its transactions. SQLite now; what is special about it is in db/sqlite.py."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import Connection, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from drawsvc.db import log
from drawsvc.db.rekey import rekey
from drawsvc.db.sqlite import BUSY_SECONDS, open_engine
from drawsvc.db.tables import SCHEMA
from drawsvc.db.vault import Vault
from drawsvc.db.views import SqlReader, SqlWriter
from drawsvc.domain.errors import InputError, MissingError, StateError


class SqlStore:
    """Everything, in one database.

    Args:
        path: a database file made by `drawsvc.db.schema.create_store`.
        vault: seals and opens personal data.
        busy_seconds: how long a transaction waits for another one to end.

    `has_changed` tells whether anything was committed through it since it was opened.
    """

    def __init__(self, path: Path, vault: Vault, busy_seconds: int = BUSY_SECONDS) -> None:
        self._vault = vault
        self._busy_seconds = busy_seconds
        self._reads = open_engine(path, "BEGIN", busy_seconds)
        self._writes = open_engine(path, "BEGIN IMMEDIATE", busy_seconds)
        # One connection writes, and threads wait here for it: SQLite itself lets them wait in
        # steps of up to 100 ms, and not in turn.
        self._turn = threading.Lock()
        self._writer: Connection | None = None
        self.has_changed = False
        try:
            self.origin = self._check()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[SqlReader]:
        """Open a consistent view."""
        with (
            self._reads.begin() as connection,
            closing(SqlReader(connection, self.origin, self._vault)) as reader,
        ):
            yield reader

    @contextmanager
    def writing(self) -> Iterator[SqlWriter]:
        """Open a view that commits when left normally and changes nothing otherwise.

        Raises:
            StateError: `store_busy`, others kept the database for too long; `store_full`.
        """
        if not self._turn.acquire(timeout=self._busy_seconds):
            raise StateError("store_busy")
        try:
            connection = self._writer = self._writer or self._writes.connect()
            with connection.begin():
                with closing(SqlWriter(connection, self.origin, self._vault)) as writer:
                    yield writer
                if writer.failure:
                    raise writer.failure
            self.has_changed = self.has_changed or writer.changed
        finally:
            self._turn.release()

    def rekey(self) -> int:
        """Seal personal data with the key in use that was sealed with another; all or none. Returns how many values."""
        with self._writes.begin() as connection:
            return rekey(connection, self._vault)

    def close(self) -> None:
        """Close the connections, once nobody writes any more; readers keep theirs until they end."""
        with self._turn:
            if self._writer:
                self._writer.close()
                self._writer = None
        self._writes.dispose()
        self._reads.dispose()

    def _check(self) -> str:
        """The origin of the log, if the tables are those of this program."""
        with self._reads.begin() as connection:
            found = _revision(connection)
            if found != SCHEMA:
                raise StateError("store_schema", expected=SCHEMA, got=found)
            return log.head(connection).origin


def open_store(url: str, vault: Vault, origin: str | None = None) -> SqlStore:
    """Open an existing store.

    Args:
        url: `sqlite:///PATH`.
        vault: seals and opens personal data.
        origin: of the log it must hold; None for any.

    Raises:
        InputError: `store_url`, another kind of database.
        MissingError: `store_missing`, there is no database.
        StateError: `store_schema`, its tables are those of another version of the program;
            `store_origin`, it holds another log.
    """
    store = SqlStore(path_of(url), vault)
    if origin not in {None, store.origin}:
        store.close()
        raise StateError("store_origin", expected=origin, got=store.origin)
    return store


def path_of(url: str) -> Path:
    """The file a store's URL names; it must exist."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise InputError("store_url", expected="sqlite:///PATH") from None
    if parsed.drivername != "sqlite" or parsed.database in {None, "", ":memory:"}:
        raise InputError("store_url", expected="sqlite:///PATH", got=parsed.drivername)
    path = Path(str(parsed.database))
    if not path.is_file():
        raise MissingError("store_missing", path=str(path))
    return path


def _revision(connection: Connection) -> str:
    """The revision of the tables; "" if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
