"""Accounts of people who sign in, their PINs and their sessions."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import account, pin, session
from drawsvc.usecases.access import Account, Caller, Pin, Session

_MEMBERS = ("name", "role", "pools", "password", "failures", "pause_until", "closed")
_ACCOUNT = select(*(account.c[name] for name in _MEMBERS))
_BY_NAME = Prepared(_ACCOUNT.where(account.c.name == bindparam("wanted")))
_ALL = Prepared(_ACCOUNT.order_by(account.c.name))
_NO_ACCOUNT = Prepared(delete(account).where(account.c.name == bindparam("wanted")))
_ADD_ACCOUNT = Prepared(insert(account))

_PIN = Prepared(select(pin.c.kept, pin.c.failures).where(pin.c.account == bindparam("wanted")))
_NO_PIN = Prepared(delete(pin).where(pin.c.account == bindparam("wanted")))
_ADD_PIN = Prepared(insert(pin))

_SESSION = Prepared(
    select(session.c.account, session.c.expires).where(session.c.digest == bindparam("wanted"))
)
_ADD_SESSION = Prepared(insert(session))
_NO_SESSION = Prepared(delete(session).where(session.c.digest == bindparam("wanted")))
_NO_SESSIONS = Prepared(delete(session).where(session.c.account == bindparam("whose")))


def account_of(connection: Connection, name: str) -> Account | None:
    """An account by its name."""
    row = _BY_NAME.first(connection, {"wanted": name})
    return _account(row) if row else None


def all_accounts(connection: Connection) -> list[Account]:
    """All accounts, by name."""
    return [_account(row) for row in _ALL.rows(connection, {})]


def save_account(connection: Connection, saved: Account) -> None:
    """Insert or replace an account."""
    _NO_ACCOUNT.change(connection, {"wanted": saved.caller.name})
    row = {
        "name": saved.caller.name,
        "role": saved.caller.role,
        "pools": to_data(list(saved.caller.pools)),
        "password": saved.password,
        "failures": saved.failures,
        "pause_until": int(saved.pause_until.timestamp()) if saved.pause_until else None,
        "closed": int(saved.closed),
    }
    _ADD_ACCOUNT.change(connection, row)


def pin_of(connection: Connection, name: str) -> Pin | None:
    """The PIN of an account."""
    row = _PIN.first(connection, {"wanted": name})
    return Pin(name, *row) if row else None


def drop_pin(connection: Connection, name: str) -> None:
    """Forget the PIN of an account, if it has one."""
    _NO_PIN.change(connection, {"wanted": name})


def save_pin(connection: Connection, saved: Pin) -> None:
    """Insert or replace a PIN."""
    _NO_PIN.change(connection, {"wanted": saved.account})
    row = {"account": saved.account, "kept": saved.kept, "failures": saved.failures}
    _ADD_PIN.change(connection, row)


def session_of(connection: Connection, digest: bytes) -> Session | None:
    """A session by the digest of its token."""
    row = _SESSION.first(connection, {"wanted": digest})
    return Session(digest, row[0], datetime.fromtimestamp(row[1], UTC)) if row else None


def save_session(connection: Connection, saved: Session) -> None:
    """Insert a session."""
    row = {"digest": saved.digest, "account": saved.account}
    _ADD_SESSION.change(connection, row | {"expires": int(saved.expires.timestamp())})


def end_session(connection: Connection, digest: bytes) -> None:
    """Forget a session."""
    _NO_SESSION.change(connection, {"wanted": digest})


def end_sessions_of(connection: Connection, name: str) -> None:
    """Forget all sessions of an account."""
    _NO_SESSIONS.change(connection, {"whose": name})


def _account(row: tuple[Any, ...]) -> Account:
    name, role, pools, password, failures, pause_until, closed = row
    paused = None if pause_until is None else datetime.fromtimestamp(pause_until, UTC)
    caller = Caller(name, role, tuple(from_data(pools)))
    return Account(caller, password, failures, paused, bool(closed))
