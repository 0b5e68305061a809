"""Seal everything personal again with the key that seals now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Table, bindparam, select, update

from drawsvc.db import access, attempts, lists, notices, rosters
from drawsvc.db.prepared import CHUNK
from drawsvc.db.tables import answered, candidate, expert, notice, private
from drawsvc.db.vault import Vault


@dataclass(frozen=True)
class Sealed:
    """A column that holds personal data, and what the value of a row is sealed with."""

    table: Table
    name: str
    bound: Callable[[Any], tuple[object, ...]]


SEALED = (
    Sealed(expert, "data", rosters.bound_of_row),
    Sealed(candidate, "disclosure", lists.bound_of_row),
    Sealed(private, "data", attempts.bound_of_row),
    Sealed(answered, "answer", access.bound_of_row),
    Sealed(notice, "letter", notices.letter_bound),
    Sealed(notice, "proof", notices.proof_bound),
)
"""Every such column."""


def rekey(connection: Connection, vault: Vault) -> int:
    """Seal every value with the current key that was sealed with another. Returns how many there were."""
    return sum(_rekeyed(connection, vault, column) for column in SEALED)


def _rekeyed(connection: Connection, vault: Vault, column: Sealed) -> int:
    keys = list(column.table.primary_key.columns)
    change = (
        update(column.table)
        .where(*(key == bindparam(f"key_{key.name}") for key in keys))
        .values({column.name: bindparam("sealed")})
    )
    count = 0
    # All of them first: what is read must not change while it is read.
    for part in list(_old(connection, vault, column)):
        changed = [
            {f"key_{key.name}": getattr(row, key.name) for key in keys}
            | {"sealed": _again(vault, column, row)}
            for row in part
        ]
        connection.execute(change, changed)
        count += len(changed)
    return count


def _old(connection: Connection, vault: Vault, column: Sealed) -> Iterator[list[Any]]:
    """Rows sealed with another key, in parts."""
    keys = list(column.table.primary_key.columns)
    found = connection.execute(select(*keys, column.table.c[column.name]))
    for rows in found.partitions(CHUNK):
        sealed = [row for row in rows if getattr(row, column.name)]  # what was erased is empty
        old = [row for row in sealed if not vault.is_current(getattr(row, column.name))]
        if old:
            yield old


def _again(vault: Vault, column: Sealed, row: Any) -> bytes:
    bound = column.bound(row)
    return vault.seal(vault.open(getattr(row, column.name), *bound), *bound)
