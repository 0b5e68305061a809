"""How attempts go on by themselves. Few at a time: a plan is dropped when it is through."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import at_place, place_key, plan
from drawsvc.domain.entries import Place
from drawsvc.usecases.plan import Plan

_ALL = Prepared(select(plan.c.pool, plan.c.draw, plan.c.attempt, plan.c.data))
_DROP = Prepared(delete(plan).where(at_place(plan)))
_ADD = Prepared(insert(plan))


def plans(connection: Connection, origin: str) -> list[tuple[Place, Plan]]:
    """All of them."""
    return [
        (Place(origin, pool, draw, attempt), Plan(**from_data(data)))
        for pool, draw, attempt, data in _ALL.rows(connection, {})
    ]


def save_plan(connection: Connection, place: Place, saved: Plan) -> None:
    """Insert or replace the plan of an attempt."""
    drop_plan(connection, place)
    columns = {"pool": place.pool, "draw": place.draw, "attempt": place.attempt}
    data = to_data(asdict(saved) | {"release": list(saved.release)})
    _ADD.change(connection, columns | {"data": data})


def drop_plan(connection: Connection, place: Place) -> None:
    """Forget the plan of an attempt."""
    _DROP.change(connection, place_key(place))
