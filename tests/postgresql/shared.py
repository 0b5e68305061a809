"""The one server of a run of the tests, with a database for each of its processes."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from drawsvc.db.tables import log_head, metadata
from drawsvc.log.merkle import EMPTY_ROOT
from tests.postgresql.keeping import ADDRESS, FAILURE, STOP

FOLDER, RUN = "DRAWSVC_TEST_POSTGRESQL", "DRAWSVC_TEST_RUN"
ROOT = Path(__file__).parents[2]
START_SECONDS = 120
STOP_SECONDS = 40


def announce(config: pytest.Config) -> None:
    """Say where the server of this run is to be, before any worker is started."""
    if not hasattr(config, "workerinput"):
        folder = tempfile.mkdtemp(prefix="drawsvc-postgresql-")
        Path(folder).chmod(0o755)  # whoever runs the server may have to pass
        os.environ[FOLDER], os.environ[RUN] = folder, str(os.getpid())


def dismiss(config: pytest.Config) -> None:
    """Stop the server, if this run has one."""
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ[FOLDER])
    if (folder / ADDRESS).exists():
        (folder / STOP).touch()
        until = time.monotonic() + STOP_SECONDS
        while folder.exists() and time.monotonic() < until:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def address() -> str:
    """The URL of the server, started by whoever asks first.

    Raises:
        RuntimeError: there can be none; the tests fail.
    """
    folder = Path(os.environ[FOLDER])
    with (folder / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / ADDRESS).exists() and not (folder / FAILURE).exists():
            _start(folder)
    if (folder / FAILURE).exists():
        raise RuntimeError((folder / FAILURE).read_text("utf-8"))
    return (folder / ADDRESS).read_text("utf-8")


def _start(folder: Path) -> None:
    command = [sys.executable, "-m", "tests.postgresql.keeping", str(folder), os.environ[RUN]]
    silent = subprocess.DEVNULL
    keeper = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stdin=silent, stdout=silent, stderr=silent
    )
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and keeper.poll() is None:
        if (folder / ADDRESS).exists():
            # It outlives this process.
            keeper.returncode = 0
            return
        time.sleep(0.05)
    if not (folder / FAILURE).exists():
        (folder / FAILURE).write_text("PostgreSQL was not there in time", "utf-8")


def new_database(name: str, like: str = "template1", server: str = "") -> str:
    """The URL of a database that has nothing in it, or what another has. One of this name is dropped.

    Args:
        name: its name.
        like: name of the other, to which nobody is connected.
        server: URL of its database `postgres`; "" for the one of this run of the tests.
    """
    server = server or address()
    with contextlib.closing(psycopg.connect(server, autocommit=True)) as connection:
        named = sql.Identifier(name)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(named))
        copied = sql.Identifier(like)
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(named, copied))
    return server.removesuffix("postgres") + name


def drop_tables(url: str) -> None:
    """Leave nothing in a database."""
    with contextlib.closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("DROP SCHEMA public CASCADE")
        connection.execute("CREATE SCHEMA public")


def empty_tables(url: str, origin: str) -> None:
    """Take everything out of a store's tables but the head of its log, which is that of an empty one.

    Sooner done than making them anew.
    """
    with contextlib.closing(psycopg.connect(url)) as connection, connection:
        for table in reversed(metadata.sorted_tables):
            if table is not log_head:
                connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table.name)))
        connection.execute(
            "UPDATE log_head SET origin = %s, size = 0, root = %s, checkpoint = ''",
            (origin, EMPTY_ROOT),
        )
