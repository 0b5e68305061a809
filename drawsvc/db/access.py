"""Keys of callers, and the answers they were given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import answered, api_key
from drawsvc.db.vault import Vault
from drawsvc.usecases.access import Answered, ApiKey, Caller

_COLUMNS = [api_key.c[name] for name in ("id", "digest", "name", "role", "pools", "expires")]
_KEY = select(*_COLUMNS, api_key.c.revoked)
_BY_ID = Prepared(_KEY.where(api_key.c.id == bindparam("wanted")))
_ALL = Prepared(_KEY.order_by(api_key.c.name, api_key.c.id))
_NO_KEY = Prepared(delete(api_key).where(api_key.c.id == bindparam("wanted")))
_ADD_KEY = Prepared(insert(api_key))

_ANSWERED = Prepared(
    select(answered.c.request, answered.c.answer).where(
        answered.c.caller == bindparam("who"), answered.c.idempotency_key == bindparam("wanted")
    )
)
_ADD_ANSWERED = Prepared(insert(answered))
_FORGET = Prepared(delete(answered).where(answered.c.at < bindparam("before")))


def key_by_id(connection: Connection, id_: str) -> ApiKey | None:
    """A key by its id."""
    row = _BY_ID.first(connection, {"wanted": id_})
    return _key(row) if row else None


def all_keys(connection: Connection) -> list[ApiKey]:
    """All keys, by name and id."""
    return [_key(row) for row in _ALL.rows(connection, {})]


def save_api_key(connection: Connection, key: ApiKey) -> None:
    """Insert or replace a key."""
    _NO_KEY.change(connection, {"wanted": key.id})
    row = {
        "id": key.id,
        "digest": key.digest,
        "name": key.caller.name,
        "role": key.caller.role,
        "pools": to_data(list(key.caller.pools)),
        "expires": _seconds(key.expires),
        "revoked": _seconds(key.revoked) if key.revoked else None,
    }
    _ADD_KEY.change(connection, row)


def answered_call(connection: Connection, vault: Vault, caller: str, key: str) -> Answered | None:
    """The call with this Idempotency-Key."""
    row = _ANSWERED.first(connection, {"who": caller, "wanted": key})
    if row is None:
        return None
    return Answered(caller, key, row[0], vault.open(row[1], *_bound(caller, key)))


def save_answered(connection: Connection, vault: Vault, given: Answered, at: datetime) -> None:
    """Keep an answer."""
    row = {
        "caller": given.caller,
        "idempotency_key": given.key,
        "request": given.request,
        "answer": vault.seal(given.answer, *_bound(given.caller, given.key)),
        "at": _seconds(at),
    }
    _ADD_ANSWERED.change(connection, row)


def forget_answered(connection: Connection, before: datetime) -> None:
    """Forget the answers given before a time."""
    _FORGET.change(connection, {"before": _seconds(before)})


def bound_of_row(row: Any) -> tuple[object, ...]:
    """What the answer of a row is sealed with."""
    return _bound(row.caller, row.idempotency_key)


def _bound(caller: str, key: str) -> tuple[object, ...]:
    return "answered", caller, key


def _key(row: tuple[Any, ...]) -> ApiKey:
    id_, digest, name, role, pools, expires, revoked = row
    caller = Caller(name, role, tuple(from_data(pools)))
    ended = None if revoked is None else _time(revoked)
    return ApiKey(id_, digest, caller, _time(expires), ended)


def _seconds(time: datetime) -> int:
    return int(time.timestamp())


def _time(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
