"""Whose turn it is in serial mode, SPEC §13.4."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

# Who is excluded for these reasons is offered his turn later.
OWED = ("recused", "unavailable")


class Turn(NamedTuple):
    """Where a group begins: after which serial, and whose turns are owed, the oldest debt first."""

    cursor: str
    carried: Sequence[str]


class SerialGroup(NamedTuple):
    """The rows of a serial group.

    Attributes:
        eligible: serials, by row.
        excluded: serials and the reasons of their exclusion.
    """

    eligible: Sequence[str]
    excluded: Sequence[tuple[str, str]]

    def values(self) -> set[int]:
        """Returns the values of all serials."""
        return {
            int(serial) for serial in (*self.eligible, *(serial for serial, _ in self.excluded))
        }


FIRST_TURN = Turn("", ())


def turn_after(turn: Turn, group: SerialGroup, invited: Collection[int]) -> Turn:
    """Returns the turn after a group.

    Args:
        turn: with which the group was frozen.
        group: its rows.
        invited: indexes of the eligible rows that were invited.
    """
    owed = {int(serial) for serial in turn.carried}
    after = int(turn.cursor) if turn.cursor else -1

    def place(serial: str) -> tuple[bool, int]:
        """Where a serial that is not carried comes in turn order, SPEC §6.2."""
        return int(serial) <= after, int(serial)

    called = {int(group.eligible[row]) for row in invited}
    missed = [serial for serial, reason in group.excluded if reason in OWED]
    keeps = {int(serial) for serial in (*group.eligible, *missed)} - called
    carried = [serial for serial in turn.carried if int(serial) in keeps]
    taken = [group.eligible[row] for row in invited if int(group.eligible[row]) not in owed]
    if not taken:
        return Turn(turn.cursor, carried)
    cursor = max(taken, key=place)
    passed = [s for s in missed if int(s) not in owed and place(s) < place(cursor)]
    return Turn(cursor, [*carried, *sorted(passed, key=place)])


def carried_in(turn: Turn, group: SerialGroup) -> list[int]:
    """Returns the values of the serials that a FREEZE of a group carries on from a turn."""
    values = group.values()
    return [int(serial) for serial in turn.carried if int(serial) in values]
