"""Entries and the chains they form."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby, pairwise
from operator import attrgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Update,
    bindparam,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from drawsvc.db.json_bytes import from_data
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import at_place, entry, place_key
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import LogError, StateError
from drawsvc.domain.times import parse_time
from drawsvc.log.merkle import leaf_hash

_HEX32 = re.compile("[0-9a-f]{64}")  # SPEC §3.2
_Row = Mapping[str, ColumnElement[Any]] | ReadOnlyColumnCollection[str, Any]
_COLUMNS = ("pool", "draw", "attempt", "seq", "type", "leaf", "data")


def _appendable(row: _Row) -> Select[Any]:
    """An entry, if the one before its run is there.

    As the unique key takes only one in each place, of two that were written at once one cannot be appended.
    """
    before: Select[Any] = select(literal_column("1")).where(
        *(entry.c[name] == row[name] for name in ("pool", "draw", "attempt")),
        entry.c.seq == row["before"],
        entry.c.leaf == row["prev"],
    )
    begins = row["before"] < literal_column("0")
    return select(*(row[name] for name in _COLUMNS)).where(or_(begins, before.exists()))


_row: dict[str, ColumnElement[Any]] = {
    **{name: bindparam(name, type_=entry.c[name].type) for name in _COLUMNS},
    "before": bindparam("before", type_=entry.c.seq.type),
    "prev": bindparam("prev", type_=entry.c.leaf.type),
}
_APPEND = Prepared(
    insert(entry).from_select(_COLUMNS, _appendable(_row)),
    # In their order, in which they are numbered later.
    lambda rows: insert(entry).from_select(_COLUMNS, _appendable(rows.c).order_by(rows.c.seq)),
)
_DATA = select(entry.c.leaf, entry.c.data)
_CHAIN = Prepared(_DATA.where(at_place(entry)).order_by(entry.c.seq))
_LAST = Prepared(select(entry.c.leaf).where(at_place(entry)).order_by(entry.c.seq.desc()).limit(1))
_BY_LEAF = Prepared(_DATA.where(entry.c.leaf == bindparam("leaf")))
_POSITION = Prepared(select(entry.c.position).where(entry.c.leaf == bindparam("leaf")))
_ORDINAL = Prepared(select(entry.c.id).where(entry.c.leaf == bindparam("leaf")))
_UNNUMBERED = Prepared(
    _DATA.where(entry.c.position.is_(None)).order_by(entry.c.id).limit(bindparam("at_most"))
)
_NUMBERED = Prepared(
    _DATA.where(entry.c.position >= bindparam("at_least"))
    .order_by(entry.c.position)
    .limit(bindparam("at_most"))
)


def _number(leaf: ColumnElement[bytes], position: ColumnElement[int]) -> Update:
    unnumbered = entry.c.leaf == leaf, entry.c.position.is_(None)
    return update(entry).where(*unnumbered).values(position=position)


_NUMBER = Prepared(
    _number(
        bindparam("numbered", type_=entry.c.leaf.type),
        bindparam("given", type_=entry.c.position.type),
    ),
    lambda rows: _number(rows.c.numbered, rows.c.given),
)
_pools = select(func.min(entry.c.pool).label("pool")).cte("pools", recursive=True)
_next = select(func.min(entry.c.pool)).where(entry.c.pool > _pools.c.pool).scalar_subquery()
_each = _pools.union_all(select(_next).where(_pools.c.pool.is_not(None)))
# From each pool to the next along the index; DISTINCT would read every entry.
_POOLS = Prepared(select(_each.c.pool).where(_each.c.pool.is_not(None)).order_by(_each.c.pool))


def pools(connection: Connection) -> list[str]:
    """Pools that have entries, ascending."""
    return [pool for (pool,) in _POOLS.rows(connection, {})]


def chain_entries(connection: Connection, place: Place) -> list[Entry]:
    """The entries of a chain by seq."""
    return [_entry(leaf, data) for leaf, data in _CHAIN.rows(connection, place_key(place))]


def last_leaf(connection: Connection, place: Place) -> str:
    """The leaf hash of the last entry of a chain; "" if there is none."""
    row = _LAST.first(connection, place_key(place))
    return row[0].hex() if row else ""


def entry_by_leaf(connection: Connection, leaf: str) -> Entry | None:
    """The entry with this leaf hash (hex)."""
    row = _BY_LEAF.first(connection, {"leaf": _leaf(leaf)})
    return _entry(*row) if row else None


def position(connection: Connection, leaf: str) -> int | None:
    """Index of an entry in the log; None while it is not numbered."""
    row = _POSITION.first(connection, {"leaf": _leaf(leaf)})
    return row[0] if row else None


def numbered(connection: Connection, first: int, limit: int) -> list[Entry]:
    """Entries with a position from `first` on, by position."""
    found = _NUMBERED.rows(connection, {"at_least": first, "at_most": limit})
    return [_entry(leaf, data) for leaf, data in found]


def ordinal(connection: Connection, leaf: str) -> int:
    """Where an entry stands in the order of commits."""
    row = _ORDINAL.first(connection, {"leaf": _leaf(leaf)})
    if row is None:
        raise LogError("store_damaged")
    return int(row[0])


def unnumbered(connection: Connection, limit: int) -> list[Entry]:
    """Entries without position in the order of their insertion."""
    found = _UNNUMBERED.rows(connection, {"at_most": limit})
    return [_entry(leaf, data) for leaf, data in found]


def append_entries(connection: Connection, origin: str, added: Iterable[Entry]) -> None:
    """Add entries to their chains."""
    for place, run in groupby(added, key=attrgetter("place")):
        if place.origin != origin:
            raise LogError("store_origin", expected=origin, got=place.origin)
        rows = _rows_of(list(run))
        if _APPEND.change_all(connection, rows) != len(rows):
            raise StateError("changed_meanwhile")


def number(connection: Connection, first: int, numbered: Iterable[Entry]) -> None:
    """Give entries their positions from `first` on."""
    rows = [
        {"numbered": bytes.fromhex(one.leaf), "given": given}
        for given, one in enumerate(numbered, first)
    ]
    if _NUMBER.change_all(connection, rows) != len(rows):
        raise LogError("head_moved")


def _leaf(leaf: str) -> bytes:
    """The bytes of a leaf hash; none for a text that is not one."""
    return bytes.fromhex(leaf) if _HEX32.fullmatch(leaf) else b""


def _rows_of(run: Sequence[Entry]) -> list[dict[str, Any]]:
    """Entries of one chain that follow each other, after the one that is before the first."""
    if any((one.seq + 1, one.leaf) != (after.seq, after.prev) for one, after in pairwise(run)):
        raise StateError("changed_meanwhile")
    first = run[0]
    begins = {"before": first.seq - 1, "prev": bytes.fromhex(first.prev)}
    return [
        {
            **begins,
            "pool": one.place.pool,
            "draw": one.place.draw,
            "attempt": one.place.attempt,
            "seq": one.seq,
            "type": one.type,
            "leaf": bytes.fromhex(one.leaf),
            "data": one.data,
        }
        for one in run
    ]


def _entry(leaf: bytes, data: bytes) -> Entry:
    """An entry as it was appended. Its leaf hash shows that; its form need not be checked again."""
    if leaf_hash(data) != leaf:
        raise LogError("store_damaged")
    value = from_data(data)
    place = Place(value["origin"], value["pool"], value["draw"], value["attempt"])
    time = parse_time(value["time"])
    found = Entry(place, value["seq"], value["prev"], time, value["type"], value["body"])
    # Both are at hand; computing them again would cost more than reading the entry did.
    vars(found).update(data=data, leaf=leaf.hex())
    return found
