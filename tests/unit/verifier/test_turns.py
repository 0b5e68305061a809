"""Turns of serial mode by example, SPEC §13.4."""

import pytest
from drawverify.turns import SerialGroup, Turn, turn_after

ALL = ("001", "002", "003", "004", "005")
CASES = {
    "nobody_invited": (Turn("002", ["004"]), SerialGroup(ALL, ()), [], Turn("002", ["004"])),
    "on_from_the_beginning": (Turn("", ()), SerialGroup(ALL, ()), [0, 1], Turn("002", [])),
    "wraps_round": (Turn("003", ()), SerialGroup(ALL, ()), [3, 4, 0], Turn("001", [])),
    "only_owed_turns": (Turn("003", ["001"]), SerialGroup(ALL, ()), [0], Turn("003", [])),
    "owed_and_others": (
        Turn("003", ["001", "002"]),
        SerialGroup(ALL, ()),
        [0, 3],
        Turn("004", ["002"]),
    ),
    "owed_by_value": (Turn("3", ["1", "2"]), SerialGroup(ALL, ()), [0], Turn("3", ["2"])),
    "passed_over": (
        Turn("003", ()),
        SerialGroup(("002", "003"), (("001", "recused"), ("004", "unavailable"), ("005", "bye"))),
        [0],
        Turn("002", ["004", "001"]),
    ),
    "not_reached": (
        Turn("", ()),
        SerialGroup(("001",), (("002", "recused"),)),
        [0],
        Turn("001", []),
    ),
    "owed_and_recused_again": (
        Turn("002", ["001", "005"]),
        SerialGroup(("003",), (("001", "recused"), ("004", "recused"), ("005", "removed"))),
        [0],
        Turn("003", ["001"]),
    ),
    "passed_over_but_nobody_taken": (
        Turn("002", ["001"]),
        SerialGroup(("001",), (("003", "recused"),)),
        [0],
        Turn("002", []),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_turn(name: str) -> None:
    before, group, invited, after = CASES[name]
    found = turn_after(before, group, invited)
    assert (found.cursor, list(found.carried)) == (after.cursor, list(after.carried))
