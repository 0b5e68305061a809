"""Rows and their turn order, SPEC §6."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from .errors import FailedError
from .strict import leaf_hash, to_bytes

Row = dict[str, Any]

LISTS = ("eligible", "excluded")
# The step that fails where a slim record does not show a row that must be looked at, SPEC §13.1.
LOOKING = "walk.invited"


class Rows:
    """One list of a group, as far as the record shows it, SPEC §11.1.

    Attributes:
        size: how many rows the list has, by the FREEZE.
        indexes: those of the rows shown, ascending.
        end: the number above the last of them, 0 if there is none.
    """

    def __init__(self, items: Sequence[dict[str, Any]], size: int, *, slim: bool) -> None:
        self.size = size
        self.indexes: Collection[int] = range(len(items))
        self._shown: Sequence[Row] | dict[int, Row] = items
        if slim:
            self._shown = {item["index"]: item["row"] for item in items}
            self.indexes = self._shown.keys()
        self.end: int = items[-1]["index"] + 1 if slim and items else len(items)

    def shown(self) -> Iterator[tuple[int, Row]]:
        """Yields the rows shown with their indexes, ascending."""
        return ((index, self._shown[index]) for index in self.indexes)

    def is_whole(self) -> bool:
        """Tells whether every row is shown."""
        return len(self.indexes) == self.size

    def __getitem__(self, index: int) -> Row:
        """Returns a row that must be looked at.

        Raises:
            FailedError: the record does not show it.
        """
        if index not in self.indexes:
            raise not_shown(index)
        return self._shown[index]


def not_shown(index: int) -> FailedError:
    """Returns the failure of a slim record without a row that must be looked at."""
    error = FailedError(f"eligible[{index}]", expected="row_shown")
    error.step = LOOKING
    return error


def leaf_hashes(rows: Rows) -> list[bytes]:
    """Returns the leaf hashes of the rows shown, in list order."""
    return [leaf_hash(to_bytes(row)) for _, row in rows.shown()]


def turn_order(serials: Sequence[str], carried: Sequence[str], cursor: str) -> list[str]:
    """Returns serials in turn order, SPEC §6.2.

    Args:
        serials: distinct by value.
        carried: serials whose turns are owed, the oldest debt first; distinct by value.
        cursor: the serial after which turns go on; "" begins with the smallest.
    """
    owed = {int(serial): place for place, serial in enumerate(carried)}
    after = int(cursor) if cursor else -1

    def turn(serial: str) -> tuple[int, bool, int]:
        value = int(serial)
        return (owed.get(value, len(owed)), value not in owed and value <= after, value)

    return sorted(serials, key=turn)
