"""Which keys have sealed what is personal, and sealing all of it again with the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, Table, bindparam, func, select, update

from drawsvc.db import access, attempts, lists, notices, rosters
from drawsvc.db.prepared import CHUNK
from drawsvc.db.tables import answered, candidate, expert, notice, private
from drawsvc.db.vault import KEY_ID_BYTES, Vault


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


def sealed_with(connection: Connection) -> Mapping[str, int]:
    """How many values each key has sealed, by its id (hex). It reads every value, and opens none."""
    found: Counter[str] = Counter()
    for column in SEALED:
        value = column.table.c[column.name]
        name = func.substr(value, 1, KEY_ID_BYTES, type_=LargeBinary)
        # What was erased is empty.
        counted = select(name, func.count()).where(value != b"").group_by(name)
        found.update({bytes(id_).hex(): count for id_, count in connection.execute(counted)})
    return found


def rekey(connection: Connection, vault: Vault) -> Mapping[str, int]:
    """Seal every value with the newest key that was sealed with another.

    Returns:
        How many there were under each, by its id (hex).

    Raises:
        LogError: `data_key_replaced`, the key file is no longer the one that was read in the beginning.
    """
    vault.use_newest()
    found: Counter[str] = Counter()
    for column in SEALED:
        found.update(_rekeyed(connection, vault, column))
    vault.check_kept()
    return found


def _rekeyed(connection: Connection, vault: Vault, column: Sealed) -> Counter[str]:
    keys = list(column.table.primary_key.columns)
    change = (
        update(column.table)
        .where(*(key == bindparam(f"key_{key.name}") for key in keys))
        .values({column.name: bindparam("sealed")})
    )
    count: Counter[str] = Counter()
    # All of them first: what is read must not change while it is read.
    for part in list(_old(connection, vault, column)):
        changed = [
            {f"key_{key.name}": getattr(row, key.name) for key in keys}
            | {"sealed": _again(vault, column, row)}
            for row in part
        ]
        connection.execute(change, changed)
        count.update(getattr(row, column.name)[:KEY_ID_BYTES].hex() for row in part)
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
