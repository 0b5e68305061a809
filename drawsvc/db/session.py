"""Opening the store, and its transactions. What is special about a database is in db/sqlite.py or db/postgresql.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from sqlalchemy import URL, Connection, inspect, make_url, text
from sqlalchemy.exc import ArgumentError

from drawsvc.db import log
from drawsvc.db.locks import Locks
from drawsvc.db.rekey import rekey, sealed_with
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.db.tables import SCHEMA
from drawsvc.db.vault import Vault
from drawsvc.db.views import SqlReader, SqlWriter
from drawsvc.domain.errors import InputError, MissingError, StateError

URLS = "sqlite:///PATH, postgresql://USER@HOST/DATABASE"


class Database(Protocol):
    """Where connections come from, each in a transaction of its own."""

    def reading(self) -> AbstractContextManager[Connection]:
        """Sees what was committed at one moment, and changes nothing."""

    def writing(self) -> AbstractContextManager[Connection]:
        """Is on the disk when it was left normally, and changes nothing otherwise."""

    def migrating(self) -> AbstractContextManager[Connection]:
        """The same, to make or change tables."""

    def check(self) -> None:
        """Refuse a database that is set up wrongly."""

    def examine(self) -> None:
        """Refuse one that is damaged, as far as it can tell by itself; that may take a while."""

    def close(self) -> None:
        """Close all connections."""


class SqlStore:
    """Everything, in one database.

    Args:
        database: whose tables were made by `drawsvc.db.schema.create_store`.
        vault: seals and opens personal data.

    `has_changed` tells whether anything was committed through it since it was opened.
    """

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self.has_changed = False
        try:
            self.origin = self._check()
        except BaseException:
            self.close()
            raise

    @contextmanager
    def reading(self) -> Iterator[SqlReader]:
        """Open a consistent view."""
        with self._database.reading() as connection:
            reader = SqlReader(connection, self.origin, self._vault)
            try:
                yield reader
            finally:
                reader.end()

    @contextmanager
    def writing(self) -> Iterator[SqlWriter]:
        """Open a view that commits when left normally and changes nothing otherwise.

        Raises:
            StateError: `store_busy`, others kept the database for too long; `store_full`; `store_unreachable`, the
                connection was lost: if that was while it was committed, all of it may be there or nothing.
        """
        with self._database.writing() as connection:
            writer = SqlWriter(connection, self.origin, self._vault)
            try:
                yield writer
            finally:
                writer.end()
            if writer.failure:
                raise writer.failure
        self.has_changed = self.has_changed or writer.changed

    def examine(self) -> None:
        """Look whether the database is damaged, as far as it can tell by itself.

        Raises:
            LogError: `store_damaged`.
            StateError: `store_settings`, `store_unreachable`.
        """
        self._database.examine()

    def sealed_with(self) -> Mapping[str, int]:
        """How many values of personal data each key has sealed, by its id (hex)."""
        with self._database.reading() as connection:
            return sealed_with(connection)

    def rekey(self) -> Mapping[str, int]:
        """Seal personal data with the newest key that was sealed with another; all or none.

        Returns:
            How many values there were under each former key, by its id (hex).
        """
        with self._database.writing() as connection:
            Locks(connection).all()  # a value must not change between being read and sealed again
            return rekey(connection, self._vault)

    def close(self) -> None:
        """Close the connections, once nobody writes any more."""
        self._database.close()

    def _check(self) -> str:
        """The origin of the log, if the tables are those of this program."""
        self._database.check()
        with self._database.reading() as connection:
            found = _revision(connection)
            if found != SCHEMA:
                raise StateError("store_schema", expected=SCHEMA, got=found)
            return log.head(connection).origin


def open_store(url: str, vault: Vault, origin: str | None = None) -> SqlStore:
    """Open an existing store.

    Args:
        url: `sqlite:///PATH` or `postgresql://…`.
        vault: seals and opens personal data.
        origin: of the log it must hold; None for any.

    Raises:
        InputError: `store_url`, another kind of database.
        MissingError: `store_missing`, there is no database.
        StateError: `store_schema`, its tables are those of another version of the program;
            `store_origin`, it holds another log; `store_unreachable`; `store_settings`.
    """
    store = SqlStore(database_of(url), vault)
    if origin not in {None, store.origin}:
        store.close()
        raise StateError("store_origin", expected=origin, got=store.origin)
    return store


def database_of(url: str) -> Database:
    """The database that a store's URL names; a file must exist."""
    parsed = parse_url(url)
    if parsed.drivername == "postgresql":
        # Only this needs its driver.
        from drawsvc.db.postgresql import PostgresDatabase  # noqa: PLC0415

        return PostgresDatabase(parsed)
    path = Path(str(parsed.database))
    if not path.is_file():
        raise MissingError("store_missing", path=str(path))
    return SqliteDatabase(path)


def parse_url(url: str) -> URL:
    """A store's URL. No error shows it: it may hold a password.

    Raises:
        InputError: `store_url`.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise InputError("store_url", expected=URLS) from None
    named = parsed.database not in {None, "", ":memory:"}
    if parsed.drivername not in {"sqlite", "postgresql"} or not named:
        raise InputError("store_url", expected=URLS, got=parsed.drivername)
    return parsed


def _revision(connection: Connection) -> str:
    """The revision of the tables; "" if there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar())
