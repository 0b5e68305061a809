"""The row of each attempt, and the private part of its request."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from drawseeds import serialise
from sqlalchemy import Connection, and_, bindparam, insert, literal, select, update

from drawsvc.db.json_bytes import from_data
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import at_place, attempt, entry, place_key, private
from drawsvc.db.vault import Vault
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import StateError
from drawsvc.domain.grammar import UNFINISHED
from drawsvc.usecases.ports import AttemptState

_CHANGING = ("matter", "version", "phase", "due_at")
_INSERT = Prepared(insert(attempt))
_REPLACE = Prepared(
    update(attempt)
    .where(at_place(attempt), attempt.c.version == bindparam("before"))
    .values({name: bindparam(name) for name in _CHANGING})
)
_STATE = select(*(attempt.c[name] for name in ("pool", "draw", "attempt", *_CHANGING)))
_AT_PLACE = Prepared(_STATE.where(at_place(attempt)))
_OF_MATTER = Prepared(_STATE.where(attempt.c.matter == bindparam("of")).order_by(attempt.c.attempt))
_DUE = Prepared(
    _STATE.where(attempt.c.due_at <= bindparam("now")).order_by(
        attempt.c.due_at, attempt.c.pool, attempt.c.draw, attempt.c.attempt
    )
)
_first = and_(
    entry.c.pool == attempt.c.pool,
    entry.c.draw == attempt.c.draw,
    entry.c.attempt == attempt.c.attempt,
    entry.c.seq == 0,
)
_OF_DRAW = Prepared(_STATE.where(attempt.c.draw == bindparam("of")).order_by(attempt.c.attempt))
_OPEN = Prepared(
    _STATE.where(
        attempt.c.pool == bindparam("of"),
        attempt.c.phase.in_([literal(phase) for phase in sorted(UNFINISHED)]),
    )
)
_IN_ORDER = _STATE.join(entry, _first).order_by(entry.c.id)
_ALL = Prepared(_IN_ORDER)
_OF_POOL = Prepared(_IN_ORDER.where(attempt.c.pool == bindparam("of")))

_PRIVATE = Prepared(select(private.c.data).where(at_place(private)))
_INSERT_PRIVATE = Prepared(insert(private))
_REPLACE_PRIVATE = Prepared(update(private).where(at_place(private)).values(data=bindparam("new")))


def attempts(connection: Connection, origin: str, pool: str) -> list[AttemptState]:
    """Attempts (of a pool) in the order of their first entries."""
    found = _OF_POOL.rows(connection, {"of": pool}) if pool else _ALL.rows(connection, {})
    return [_state(row, origin) for row in found]


def attempts_of(connection: Connection, origin: str, matter: str) -> list[AttemptState]:
    """The attempts of one matter by attempt number."""
    return [_state(row, origin) for row in _OF_MATTER.rows(connection, {"of": matter})]


def attempts_of_draw(connection: Connection, origin: str, draw: str) -> list[AttemptState]:
    """The attempts of a draw id by attempt number."""
    return [_state(row, origin) for row in _OF_DRAW.rows(connection, {"of": draw})]


def open_attempts(connection: Connection, origin: str, pool: str) -> list[AttemptState]:
    """Attempts of a pool that nothing has ended, in no order."""
    return [_state(row, origin) for row in _OPEN.rows(connection, {"of": pool})]


def due(connection: Connection, origin: str, now: datetime) -> list[AttemptState]:
    """Attempts whose time has come, earliest first."""
    come = _DUE.rows(connection, {"now": int(now.timestamp())})
    return [_state(row, origin) for row in come]


def attempt_at(connection: Connection, place: Place) -> AttemptState | None:
    """One attempt."""
    row = _AT_PLACE.first(connection, place_key(place))
    return _state(row, place.origin) if row else None


def save_attempt(connection: Connection, state: AttemptState) -> None:
    """Insert version 1; replace the row whose version is one less by a later one."""
    values = {name: getattr(state, name) for name in _CHANGING}
    values["due_at"] = int(state.due_at.timestamp()) if state.due_at else None
    if state.version == 1:
        place = state.place
        columns = {"pool": place.pool, "draw": place.draw, "attempt": place.attempt}
        _INSERT.change(connection, columns | values)
        return
    values["before"] = state.version - 1
    if _REPLACE.change(connection, place_key(state.place) | values) != 1:
        raise StateError("changed_meanwhile")


def private_of(connection: Connection, vault: Vault, place: Place) -> Mapping[str, Any]:
    """The private part of a request; empty if there is none."""
    row = _PRIVATE.first(connection, place_key(place))
    values: dict[str, Any] = from_data(vault.open(row[0], *_bound(place))) if row else {}
    return values


def save_private(
    connection: Connection, vault: Vault, place: Place, values: Mapping[str, Any]
) -> None:
    """Store or replace the private part of a request."""
    data = vault.seal(serialise(dict(values)), *_bound(place))
    if _REPLACE_PRIVATE.change(connection, place_key(place) | {"new": data}):
        return
    columns = {"pool": place.pool, "draw": place.draw, "attempt": place.attempt}
    _INSERT_PRIVATE.change(connection, columns | {"data": data})


def bound_of_row(row: Any) -> tuple[object, ...]:
    """The same of a row of the table."""
    return "private", row.pool, row.draw, row.attempt


def _bound(place: Place) -> tuple[object, ...]:
    """What the private part of a request is sealed with."""
    return "private", place.pool, place.draw, place.attempt


def _state(row: tuple[Any, ...], origin: str) -> AttemptState:
    *place, matter, version, phase, seconds = row
    due_at = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return AttemptState(Place(origin, *place), matter, version, phase, due_at)
