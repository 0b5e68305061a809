"""Making a store and bringing its tables up to date, by the migrations in db/migrations."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from drawsvc.db import log
from drawsvc.db.session import Database, SqlStore, database_of, parse_url
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.db.vault import Vault
from drawsvc.domain.errors import InputError, StateError
from drawsvc.domain.shapes import ORIGIN, ShapeError

OWNER_ONLY = 0o600


def create_store(place: Path | str, origin: str, vault: Vault) -> SqlStore:
    """Create the tables of a new, empty log.

    All of it is one transaction: a creation that was cut short can be done again.

    Args:
        place: a new database file, which will be readable by its owner only; or the URL of an existing database
            without tables.
        origin: name of the log.
        vault: seals and opens personal data.

    Raises:
        InputError: `origin`, it cannot name a log; `store_url`.
        StateError: `store_exists`; `store_not_writable`, there can be no such file; `store_unreachable`.
    """
    _check_origin(origin)
    if isinstance(place, Path):
        _create_file(place)
    with closing(_database(place)) as database, database.migrating() as connection:
        if inspect(connection).get_table_names():
            raise StateError("store_exists", path=_name(place))
        command.upgrade(migrations(connection), "head")
        log.start_log(connection, origin)
    return SqlStore(_database(place), vault)


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the tables of an existing store up to date, all or nothing."""
    with closing(database_of(url)) as database, database.migrating() as connection:
        command.upgrade(migrations(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Take the tables of an existing store back to an earlier revision, all or nothing."""
    with closing(database_of(url)) as database, database.migrating() as connection:
        command.downgrade(migrations(connection), revision)


def migrations(connection: Connection | None = None) -> Config:
    """Alembic's view of db/migrations; they run on this connection, in its transaction."""
    config = Config()
    config.set_main_option("script_location", "drawsvc.db:migrations")
    config.attributes["connection"] = connection
    return config


def _create_file(path: Path) -> None:
    try:
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, OWNER_ONLY))
    except OSError as error:
        raise StateError("store_not_writable", path=str(path)) from error


def _database(place: Path | str) -> Database:
    return SqliteDatabase(place) if isinstance(place, Path) else database_of(place)


def _name(place: Path | str) -> str:
    """A database without its server and password."""
    return str(place if isinstance(place, Path) else parse_url(place).database)


def _check_origin(origin: str) -> None:
    try:
        ORIGIN(origin, "origin")
    except ShapeError as error:
        raise InputError("origin", expected=error.expected, got=origin) from None
