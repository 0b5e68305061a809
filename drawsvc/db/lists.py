"""The frozen lists of an attempt: candidate rows, and what opens their digests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, insert, select

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import CHUNK, Prepared
from drawsvc.db.tables import at_place, candidate, place_key, seat_group
from drawsvc.domain.candidates import Disclosure, GroupLists, Listed, Row
from drawsvc.domain.entries import Place

_ELIGIBLE, _EXCLUDED = "eligible", "excluded"
_DISCLOSED = (
    "expert_id",
    "expert",
    "public",
    "evidence",
    "person_salt",
    "public_salt",
    "basis_salt",
)

_INSERT_GROUP = Prepared(insert(seat_group))
_INSERT = Prepared(insert(candidate))
_GROUPS = Prepared(
    select(seat_group.c.cursor, seat_group.c.carried)
    .where(at_place(seat_group))
    .order_by(seat_group.c.grp)
)
_order = (candidate.c.grp, candidate.c.list, candidate.c.idx)
_ROWS = (
    select(candidate.c.grp, candidate.c.list, candidate.c.data)
    .where(at_place(candidate))
    .order_by(*_order)
    .execution_options(yield_per=CHUNK)
)
_LISTS = _ROWS.add_columns(candidate.c.disclosure)


def rows(connection: Connection, place: Place) -> list[tuple[list[Row], list[Row]]]:
    """Eligible and excluded rows of each group in list order; [] before the freeze."""
    groups = _GROUPS.rows(connection, place_key(place))
    found: list[tuple[list[Row], list[Row]]] = [([], []) for _ in groups]
    for group, kind, data in connection.execute(_ROWS, place_key(place)) if groups else ():
        found[group][kind == _EXCLUDED].append(_row(data))
    return found


def lists(connection: Connection, place: Place) -> list[GroupLists]:
    """The same with what opens the digests."""
    groups = _GROUPS.rows(connection, place_key(place))
    found: list[tuple[list[Listed], list[Listed]]] = [([], []) for _ in groups]
    for group, kind, data, opens in connection.execute(_LISTS, place_key(place)) if groups else ():
        found[group][kind == _EXCLUDED].append(Listed(_row(data), Disclosure(**from_data(opens))))
    return [
        GroupLists(tuple(eligible), tuple(excluded), tuple(from_data(carried)), cursor)
        for (cursor, carried), (eligible, excluded) in zip(groups, found, strict=True)
    ]


def save_lists(connection: Connection, place: Place, groups: Sequence[GroupLists]) -> None:
    """Store the frozen lists of an attempt."""
    columns = {"pool": place.pool, "draw": place.draw, "attempt": place.attempt}
    for index, group in enumerate(groups):
        own = {**columns, "grp": index}
        carried = to_data(list(group.carried))
        _INSERT_GROUP.change(connection, {**own, "cursor": group.cursor, "carried": carried})
        _INSERT.change_all(connection, _listed(own, _ELIGIBLE, group.eligible))
        _INSERT.change_all(connection, _listed(own, _EXCLUDED, group.excluded))


def _listed(group: dict[str, Any], kind: str, items: Sequence[Listed]) -> Iterator[dict[str, Any]]:
    for index, item in enumerate(items):
        opens = {name: getattr(item.disclosure, name) for name in _DISCLOSED}
        yield {
            **group,
            "list": kind,
            "idx": index,
            "data": to_data(item.row.to_object()),
            "disclosure": to_data(opens),
        }


def _row(data: bytes) -> Row:
    return Row(**from_data(data))
