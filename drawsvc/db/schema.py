"""Making a store and bringing its tables up to date, by the migrations in db/migrations."""

from __future__ import annotations

import os
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, inspect

from drawsvc.db import log
from drawsvc.db.session import SqlStore, path_of
from drawsvc.db.sqlite import open_engine
from drawsvc.db.vault import Vault
from drawsvc.domain.errors import InputError, StateError
from drawsvc.domain.shapes import ORIGIN, ShapeError

OWNER_ONLY = 0o600


def create_store(path: Path | str, origin: str, vault: Vault) -> SqlStore:
    """Create the database of a new, empty log, readable by its owner only.

    All of it is one transaction: a creation that was cut short can be done again.

    Raises:
        InputError: `origin`, it cannot name a log.
        StateError: `store_exists`; `store_not_writable`, there can be no such file.
    """
    path = Path(path)
    _check_origin(origin)
    _create_file(path)
    engine = open_engine(path, "BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            if inspect(connection).get_table_names():
                raise StateError("store_exists", path=str(path))
            command.upgrade(migrations(connection), "head")
            log.start_log(connection, origin)
    finally:
        engine.dispose()
    return SqlStore(path, vault)


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the tables of an existing store up to date, all or nothing."""
    engine = open_engine(path_of(url), "BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            command.upgrade(migrations(connection), revision)
    finally:
        engine.dispose()


def downgrade(url: str, revision: str) -> None:
    """Take the tables of an existing store back to an earlier revision, all or nothing."""
    engine = open_engine(path_of(url), "BEGIN IMMEDIATE")
    try:
        with engine.begin() as connection:
            command.downgrade(migrations(connection), revision)
    finally:
        engine.dispose()


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


def _check_origin(origin: str) -> None:
    try:
        ORIGIN(origin, "origin")
    except ShapeError as error:
        raise InputError("origin", expected=error.expected, got=origin) from None
