"""Roster versions."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from drawsvc.db.json_bytes import from_data
from drawsvc.db.prepared import Paged, Prepared
from drawsvc.db.tables import expert
from drawsvc.db.vault import Vault
from drawsvc.domain.roster import Expert, SaltedExpert
from drawsvc.domain.roster_cells import COLUMNS
from drawsvc.domain.roster_check import OWN_COLUMNS

_COMMON = COLUMNS.keys() - OWN_COLUMNS - {"specialties"}
_INSERT = Prepared(insert(expert))
_version = select(expert.c.ordinal, expert.c.data).where(
    expert.c.pool == bindparam("of"), expert.c.roster == bindparam("version")
)
_VERSION = Paged(_version, expert.c.ordinal)
_SALTED = Paged(_version.add_columns(expert.c.salt), expert.c.ordinal)
_SOME = select(expert.c.ordinal, expert.c.data).where(
    expert.c.pool == bindparam("of"),
    expert.c.roster == bindparam("version"),
    expert.c.ordinal.in_(bindparam("at", expanding=True)),
)


def experts(connection: Connection, vault: Vault, pool: str, roster: str) -> list[Expert]:
    """The experts of a roster version, in the order they were stored."""
    found = _VERSION.rows(connection, {"of": pool, "version": roster})
    # What many have in common, such as an employer, is in memory once; that halves a large roster.
    once: dict[str, str] = {}
    return [
        _expert(vault.open(sealed, *_bound(pool, roster, ordinal)), once)
        for ordinal, sealed in found
    ]


def _expert(data: bytes, once: dict[str, str]) -> Expert:
    values = from_data(data)
    for name in _COMMON:
        text = values[name]
        values[name] = once.setdefault(text, text)
    return Expert.from_object(values)


def salted_experts(
    connection: Connection, vault: Vault, pool: str, roster: str
) -> Generator[SaltedExpert]:
    """The experts of a roster version, one by one, each with its salt."""
    for ordinal, sealed, salt in _SALTED.rows(connection, {"of": pool, "version": roster}):
        data = vault.open(sealed, *_bound(pool, roster, ordinal))
        yield SaltedExpert(Expert.from_object(from_data(data)), data, salt.hex())


def expert_data(
    connection: Connection, vault: Vault, version: tuple[str, str], at: Sequence[int]
) -> list[bytes]:
    """The canonical JSON of the experts at these places of a roster version (pool, roster)."""
    pool, roster = version
    found = connection.execute(_SOME, {"of": pool, "version": roster, "at": list(at)})
    data = {
        ordinal: vault.open(sealed, *_bound(pool, roster, ordinal)) for ordinal, sealed in found
    }
    return [data[ordinal] for ordinal in at]


def save_experts(
    connection: Connection,
    vault: Vault,
    version: tuple[str, str],
    salted: Iterable[SaltedExpert],
) -> None:
    """Store a roster version (pool, roster) with the salt of each expert."""
    pool, roster = version
    rows = (
        {
            "pool": pool,
            "roster": roster,
            "ordinal": ordinal,
            "data": vault.seal(row.data, *_bound(pool, roster, ordinal)),
            "salt": bytes.fromhex(row.salt),
        }
        for ordinal, row in enumerate(salted)
    )
    _INSERT.change_all(connection, rows)


def bound_of_row(row: Any) -> tuple[object, ...]:
    """The same of a row of the table."""
    return _bound(row.pool, row.roster, row.ordinal)


def _bound(pool: str, roster: str, ordinal: int) -> tuple[object, ...]:
    """What the data of an expert is sealed with."""
    return "expert", pool, roster, ordinal
