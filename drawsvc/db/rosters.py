"""Roster versions."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, bindparam, insert, select

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import CHUNK, Prepared
from drawsvc.db.tables import expert
from drawsvc.domain.roster import Expert

_INSERT = Prepared(insert(expert))
_VERSION = (
    select(expert.c.data)
    .where(expert.c.pool == bindparam("of"), expert.c.roster == bindparam("version"))
    .order_by(expert.c.ordinal)
    .execution_options(yield_per=CHUNK)
)


def experts(connection: Connection, pool: str, roster: str) -> list[Expert]:
    """The experts of a roster version, in the order they were stored."""
    found = connection.execute(_VERSION, {"of": pool, "version": roster})
    return [Expert.from_object(from_data(data)) for data in found.scalars()]


def save_experts(
    connection: Connection, pool: str, roster: str, salted: Iterable[tuple[Expert, str]]
) -> None:
    """Store a roster version with the salt of each expert (hex32)."""
    rows = (
        {
            "pool": pool,
            "roster": roster,
            "ordinal": ordinal,
            "data": to_data(one.to_object()),
            "salt": bytes.fromhex(salt),
        }
        for ordinal, (one, salt) in enumerate(salted)
    )
    _INSERT.change_all(connection, rows)
