"""Rows and their turn order, SPEC §6."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .errors import require
from .strict import leaf_hash, to_bytes


def leaf_hashes(rows: Sequence[dict[str, Any]]) -> list[bytes]:
    """Returns the leaf hashes of rows, in list order."""
    return [leaf_hash(to_bytes(row)) for row in rows]


def turn_order(group: dict[str, Any], carried: Sequence[str], cursor: str) -> list[str]:
    """Returns the serials of the eligible rows in turn order, SPEC §6.2.

    Args:
        group: the rows, whose serials are distinct by value.
        carried: serials whose turns are owed, the oldest debt first.
        cursor: the serial after which turns go on; "" begins with the smallest.

    Raises:
        FailedError: a carried serial occurs twice or is no row's.
    """
    owed = {int(serial): place for place, serial in enumerate(carried)}
    serials = {int(row["serial"]) for name in ("eligible", "excluded") for row in group[name]}
    require(len(owed) == len(carried), "carried", expected="serials_once", got=carried)
    require(serials.issuperset(owed), "carried", expected="serials_of_group", got=carried)
    after = int(cursor) if cursor else -1

    def turn(serial: str) -> tuple[int, bool, int]:
        value = int(serial)
        return (owed.get(value, len(owed)), value not in owed and value <= after, value)

    return sorted((row["serial"] for row in group["eligible"]), key=turn)
