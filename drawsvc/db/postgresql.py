"""What is special about PostgreSQL: how it is reached, what its transactions see, and how long they wait."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import URL, Connection, ExceptionContext, create_engine, event, text
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import ConnectionPoolEntry

from drawsvc.db.faults import fault_of
from drawsvc.domain.errors import StateError

BUSY_SECONDS = 10
"""How long a transaction waits for another one to end."""

STATEMENT_SECONDS = 300
"""How long a statement may take; one over a large roster takes seconds."""

IDLE_SECONDS = 300
"""How long a transaction may do nothing in the database: a freeze computes meanwhile. Then what it holds is let go."""

CONNECTIONS = 32
"""How many there are at once from one process; whoever comes later waits."""

FRESH_SECONDS = 1
"""A connection that was used so lately is not asked whether it is still there: that takes as long as a small call."""

NEEDED = {"fsync": "on", "full_page_writes": "on", "server_encoding": "UTF8"}
"""Settings of the server without which what was acknowledged could be lost, or texts be changed."""

_LEFT = "left"
_MIGRATING = "SELECT pg_advisory_xact_lock(hashtext('drawsvc migrations'))"


class PostgresDatabase:
    """A database of a PostgreSQL server.

    Args:
        url: `postgresql://…`; what it leaves out comes from where libpq looks for it (PGPASSWORD, ~/.pgpass, …).
        busy_seconds: how long a transaction waits for another one to end, or for a connection.
        connections: how many there are at most.

    Statements are never quoted with their values: these are personal data.
    """

    def __init__(
        self, url: URL, busy_seconds: float = BUSY_SECONDS, connections: int = CONNECTIONS
    ) -> None:
        self._engine = create_engine(
            url.set(drivername="postgresql+psycopg"),
            connect_args=_settings(busy_seconds, str(url.query.get("options", ""))),
            pool_size=connections,
            max_overflow=0,
            pool_timeout=busy_seconds,
            isolation_level="READ COMMITTED",
            hide_parameters=True,
        )
        self._views = self._engine.execution_options(
            isolation_level="REPEATABLE READ", postgresql_readonly=True
        )
        event.listen(self._engine, "handle_error", _translate)
        event.listen(self._engine, "checkin", _leave)
        event.listen(self._engine, "checkout", self._check_alive)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that sees what was committed when it first asked, and changes nothing."""
        with _busy(), self._views.begin() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction among others: each statement sees what was committed before it."""
        with _busy(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def migrating(self) -> Iterator[Connection]:
        """A transaction that makes or changes tables, one at a time."""
        with _busy(), self._engine.begin() as connection:
            connection.execute(text(_MIGRATING))
            yield connection

    def check(self) -> None:
        """Refuse a server that does not keep what it acknowledges.

        Raises:
            StateError: `store_settings`.
        """
        with self.reading() as connection:
            for name, expected in NEEDED.items():
                got = str(connection.execute(text(f"SHOW {name}")).scalar())
                if got != expected:
                    raise StateError(
                        "store_settings", expected=f"{name} = {expected}", got=f"{name} = {got}"
                    )

    def examine(self) -> None:
        """The same: a server looks after its files itself."""
        self.check()

    def close(self) -> None:
        """Close the connections that nobody uses; others when they are given back."""
        self._engine.dispose()

    def _check_alive(self, lent: Any, record: ConnectionPoolEntry, _: object) -> None:
        """After a restart of the server no call fails for a connection that was lost while nobody used it."""
        if time.monotonic() - record.info.get(_LEFT, 0.0) < FRESH_SECONDS:
            return
        try:
            self._engine.dialect.do_ping(lent)
        except self._engine.dialect.loaded_dbapi.OperationalError:
            raise DisconnectionError from None


def _leave(_: object, record: ConnectionPoolEntry) -> None:
    record.info[_LEFT] = time.monotonic()


def _settings(busy_seconds: float, options: str) -> dict[str, object]:
    """What each connection is opened with, ours last: the last one counts."""
    milliseconds = {
        "lock_timeout": max(1, int(busy_seconds * 1000)),  # 0 would be for ever
        "statement_timeout": STATEMENT_SECONDS * 1000,
        "idle_in_transaction_session_timeout": IDLE_SECONDS * 1000,
    }
    own = {**milliseconds, "synchronous_commit": "on"}  # on the disk before it is acknowledged
    return {
        "application_name": "drawsvc",
        "client_encoding": "utf8",
        "connect_timeout": max(2, int(busy_seconds)),
        "options": " ".join([options, *(f"-c {name}={value}" for name, value in own.items())]),
        "tcp_user_timeout": max(2, int(busy_seconds)) * 1000,  # the server's machine is gone
    }


@contextmanager
def _busy() -> Iterator[None]:
    try:
        yield
    except PoolTimeoutError:
        raise StateError("store_busy") from None


def _translate(context: ExceptionContext) -> None:
    """Raises the domain's error in place of SQLAlchemy's, wherever the database speaks up."""
    fault = fault_of(context.original_exception)
    if fault is not None:
        raise fault from context.original_exception
