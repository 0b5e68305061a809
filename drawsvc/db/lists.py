"""The frozen lists of an attempt: candidate rows, and what opens their digests."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, and_, bindparam, func, insert, select, update

from drawsvc.db.json_bytes import from_data, to_data
from drawsvc.db.prepared import Paged, Prepared
from drawsvc.db.tables import at_place, candidate, place_key, seat_group
from drawsvc.db.vault import Vault
from drawsvc.domain.candidates import GroupLists, GroupRows, Listed, Row, Spot
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import ReplyError
from drawsvc.log.merkle import leaf_hash

_ELIGIBLE, _EXCLUDED = "eligible", "excluded"
_INSERT_GROUP = Prepared(insert(seat_group))
_INSERT = Prepared(insert(candidate))
_GROUPS = Prepared(
    select(seat_group.c.cursor, seat_group.c.carried)
    .where(at_place(seat_group))
    .order_by(seat_group.c.grp)
)
_key = (candidate.c.grp, candidate.c.list, candidate.c.idx)
_of_place = select(*_key, candidate.c.data).where(at_place(candidate))
_ROWS = Paged(_of_place, *_key)
_LISTS = Paged(_of_place.add_columns(candidate.c.disclosure), *_key)
_one = and_(
    at_place(candidate),
    candidate.c.grp == bindparam("grp_"),
    candidate.c.list == bindparam("list_"),
    candidate.c.idx == bindparam("idx_"),
)
_ONE = Prepared(select(candidate.c.data, candidate.c.disclosure).where(_one))
_ROW = Prepared(select(candidate.c.data).where(_one))
_list = and_(
    at_place(candidate),
    candidate.c.grp == bindparam("grp_"),
    candidate.c.list == bindparam("list_"),
)
_LAST = Prepared(select(func.max(candidate.c.idx)).where(_list))
_LIST = Paged(select(candidate.c.idx, candidate.c.data).where(_list), candidate.c.idx)
_GROUP = Paged(
    select(candidate.c.list, candidate.c.idx, candidate.c.disclosure).where(
        at_place(candidate), candidate.c.grp == bindparam("grp_")
    ),
    candidate.c.list,
    candidate.c.idx,
)
_ERASE = Prepared(update(candidate).where(_one).values(disclosure=b""))


def rows(connection: Connection, place: Place) -> list[tuple[list[Row], list[Row]]]:
    """Eligible and excluded rows of each group in list order; [] before the freeze."""
    groups = _GROUPS.rows(connection, place_key(place))
    found: list[tuple[list[Row], list[Row]]] = [([], []) for _ in groups]
    for group, kind, _, data in _ROWS.rows(connection, place_key(place)) if groups else ():
        found[group][kind == _EXCLUDED].append(Row.from_data(data))
    return found


def lists(connection: Connection, vault: Vault, place: Place) -> list[GroupLists]:
    """The same with what opens the digests."""
    groups = _GROUPS.rows(connection, place_key(place))
    found: list[tuple[list[Listed], list[Listed]]] = [([], []) for _ in groups]
    for at, item in opened_rows(connection, vault, place) if groups else ():
        found[at[0]][at[1] == _EXCLUDED].append(item)
    return [
        GroupLists(eligible, excluded, tuple(from_data(carried)), cursor)
        for (cursor, carried), (eligible, excluded) in zip(groups, found, strict=True)
    ]


class UnreadRows(Sequence[Row]):
    """The rows of a list, each read when it is asked for, and kept then.

    Args:
        connection: in a transaction, which must be open as long as rows are asked for.
        place: the attempt.
        group: its index.
        kind: `eligible` or `excluded`.
    """

    def __init__(self, connection: Connection, place: Place, group: int, kind: str) -> None:
        self._connection = connection
        self._key = place_key(place) | {"grp_": group, "list_": kind}
        last = _LAST.rows(connection, self._key)[0][0]
        self._size = 0 if last is None else last + 1
        self._read: dict[int, Row] = {}

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, index: Any) -> Any:
        if index not in self._read:
            found = _ROW.first(self._connection, self._key | {"idx_": index})
            if found is None:
                raise IndexError(index)
            self._read[index] = Row.from_data(found[0])
        return self._read[index]

    def __iter__(self) -> Generator[Row]:
        """All rows in order; none is kept."""
        for _, data in _LIST.rows(self._connection, self._key):
            yield Row.from_data(data)

    def leaf_hashes(self) -> Generator[bytes]:
        """Leaf hashes of all rows in order (SPEC §6.2). Rows are stored as they are hashed."""
        for _, data in _LIST.rows(self._connection, self._key):
            yield leaf_hash(data)


def unread_rows(connection: Connection, place: Place) -> list[GroupRows]:
    """The same as `rows`, each read when it is asked for."""
    groups = range(len(_GROUPS.rows(connection, place_key(place))))
    return [
        (
            UnreadRows(connection, place, group, _ELIGIBLE),
            UnreadRows(connection, place, group, _EXCLUDED),
        )
        for group in groups
    ]


def opened_rows(
    connection: Connection, vault: Vault, place: Place
) -> Generator[tuple[Spot, Listed]]:
    """All rows with what opens them, one by one, by group, list and index."""
    index, last = -1, (0, "")
    for group, kind, _, data, sealed in _LISTS.rows(connection, place_key(place)):
        # Counted, not read: after a row that is missing none can be opened.
        index, last = (index + 1 if last == (group, kind) else 0), (group, kind)
        at = (group, kind, index)
        yield at, Listed(data, _opened(vault, sealed, _bound(place, *at)))


def spots_of(connection: Connection, vault: Vault, place: Place, expert: str) -> list[Spot]:
    """Where an expert is listed: rows are opened one after the other until he is found, in each group."""
    groups = range(len(_GROUPS.rows(connection, place_key(place))))
    found = (_spot_in(connection, vault, (place, group), expert) for group in groups)
    return [spot for spot in found if spot]


def _spot_in(
    connection: Connection, vault: Vault, of: tuple[Place, int], expert: str
) -> Spot | None:
    place, group = of
    named = to_data({"expert_id": expert})[1:-1]
    key = place_key(place) | {"grp_": group}
    for kind, index, sealed in _GROUP.rows(connection, key):
        opened = _opened(vault, sealed, _bound(place, group, kind, index))
        # Whoever is somebody else is passed over unread.
        if named in opened and from_data(opened)["expert_id"] == expert:
            return group, kind, index
    return None


def listed(connection: Connection, vault: Vault, place: Place, at: tuple[int, str, int]) -> Listed:
    """One row (group, list, index) with what opens it."""
    group, kind, row = at
    key = place_key(place) | {"grp_": group, "list_": kind, "idx_": row}
    found = _ONE.first(connection, key)
    if found is None:
        raise ReplyError("no_such_row", group=group, row=row)
    return Listed(found[0], _opened(vault, found[1], _bound(place, group, kind, row)))


def erase(
    connection: Connection, place: Place, group: int, kind: str, *, rows: Sequence[int]
) -> None:
    """Forget what opens these rows."""
    key = place_key(place) | {"grp_": group, "list_": kind}
    _ERASE.change_all(connection, (key | {"idx_": row} for row in rows))


def save_lists(
    connection: Connection, vault: Vault, place: Place, groups: Sequence[GroupLists]
) -> None:
    """Store the frozen lists of an attempt."""
    columns = {"pool": place.pool, "draw": place.draw, "attempt": place.attempt}
    for index, group in enumerate(groups):
        own = {**columns, "grp": index}
        carried = to_data(list(group.carried))
        _INSERT_GROUP.change(connection, {**own, "cursor": group.cursor, "carried": carried})
        for kind, items in ((_ELIGIBLE, group.eligible), (_EXCLUDED, group.excluded)):
            sealed = _sealed(vault, place, (index, kind), items)
            listed = ({**own, "list": kind, **values} for values in sealed)
            _INSERT.change_all(connection, listed)


def _sealed(
    vault: Vault, place: Place, of: tuple[int, str], items: Sequence[Listed]
) -> Iterator[dict[str, Any]]:
    for index, item in enumerate(items):
        yield {
            "idx": index,
            "data": item.data,
            "disclosure": vault.seal(item.opens, *_bound(place, *of, index)),
        }


def bound_of_row(row: Any) -> tuple[object, ...]:
    """The same of a row of the table."""
    return "candidate", row.pool, row.draw, row.attempt, row.grp, row.list, row.idx


def _bound(place: Place, group: int, kind: str, index: int) -> tuple[object, ...]:
    """What the disclosure of a row is sealed with."""
    return "candidate", place.pool, place.draw, place.attempt, group, kind, index


def _opened(vault: Vault, sealed: bytes, bound: tuple[object, ...]) -> bytes:
    """What opens a row; b"" once it has been erased."""
    return vault.open(sealed, *bound) if sealed else b""
