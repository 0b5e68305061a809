"""Roster versions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from drawseeds import serialise
from sqlalchemy import Connection, Insert, bindparam, insert, select

from drawsvc.db.tables import expert
from drawsvc.domain.roster import Expert

CHUNK = 10_000
"""How many rows are handed over or fetched at once: a million are never in memory twice."""

_INSERT = insert(expert)
_VERSION = (
    select(expert.c.data)
    .where(expert.c.pool == bindparam("of"), expert.c.roster == bindparam("version"))
    .order_by(expert.c.ordinal)
    .execution_options(yield_per=CHUNK)
)


def experts(connection: Connection, pool: str, roster: str) -> list[Expert]:
    """The experts of a roster version, in the order they were stored."""
    found = connection.execute(_VERSION, {"of": pool, "version": roster})
    return [Expert.from_object(json.loads(data)) for data in found.scalars()]


def save_experts(
    connection: Connection, pool: str, roster: str, salted: Iterable[tuple[Expert, str]]
) -> None:
    """Store a roster version with the salt of each expert (hex32)."""
    rows = (
        {
            "pool": pool,
            "roster": roster,
            "ordinal": ordinal,
            "data": serialise(one.to_object()),
            "salt": bytes.fromhex(salt),
        }
        for ordinal, (one, salt) in enumerate(salted)
    )
    insert_all(connection, _INSERT, rows)


def insert_all(connection: Connection, statement: Insert, rows: Iterator[dict[str, Any]]) -> None:
    """Insert any number of rows, a chunk at a time."""
    while chunk := list(islice(rows, CHUNK)):
        connection.execute(statement, chunk)
