"""What a pool owes from the time before the log: as a TOML file (docs/CLI.md), or as the same tables in a call."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from drawsvc.domain.errors import InputError
from drawsvc.domain.history import Turn
from drawsvc.domain.shapes import ID, SERIAL, ShapeError, list_of, mapping_of, whole
from drawsvc.usecases.import_opening import Opening

TABLES = ("carried", "counters", "cursors", "runs")
_TIMES = whole(1, 2**31 - 1)
_SHAPES: Mapping[str, Callable[[Any, str], None]] = {
    "carried": mapping_of(ID, list_of(SERIAL, 1)),
    "counters": mapping_of(ID, mapping_of(ID, _TIMES)),
    "cursors": mapping_of(ID, SERIAL),
    "runs": mapping_of(ID, _TIMES),
}


def read_opening_file(
    data: bytes, *, specialties: Sequence[str], counters: Sequence[str]
) -> Opening:
    """The opening that a file declares. Whether the experts are in the roster is checked when it is taken.

    Args:
        data: the file.
        specialties: codes of the pool's.
        counters: ids of the profile's.

    Raises:
        InputError: `opening_toml`, `opening_table`, `opening_member`; `opening_specialty`, `opening_counter`, there is
            no such one; `opening_empty`, it declares nothing.
    """
    return opening_of(_parsed(data), specialties=specialties, counters=counters)


def opening_of(
    tables: Mapping[str, Any], *, specialties: Sequence[str], counters: Sequence[str]
) -> Opening:
    """The same of what was read already.

    Raises:
        InputError: as for `read_opening_file`.
    """
    found = _tables(tables)
    turns, of_counters = (found["cursors"], found["carried"]), found["counters"]
    for specialty in (*turns[0], *turns[1]):
        _check_known(specialty, specialties, "opening_specialty")
    for counter in of_counters:
        _check_known(counter, counters, "opening_counter")
    if not any(found.values()):
        raise InputError("opening_empty", expected=", ".join(TABLES))
    return Opening(_turns(*turns), found["runs"], _by_expert(of_counters))


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise InputError("opening_toml", reason=str(fault)) from None


def to_tables(opening: Opening) -> dict[str, Any]:
    """The tables that declare an opening; `opening_of` reads the same out of them."""
    turns = opening.turns.items()
    counters: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for expert, counted in opening.counters.items():
        for counter, times in counted.items():
            counters[counter][expert] = times
    return {
        "carried": {name: list(turn.carried) for name, turn in turns if turn.carried},
        "counters": dict(counters),
        "cursors": {name: turn.cursor for name, turn in turns if turn.cursor},
        "runs": dict(opening.runs),
    }


def _tables(found: Mapping[str, Any]) -> dict[str, Any]:
    for name in found:
        if name not in TABLES:
            raise InputError("opening_table", expected=", ".join(TABLES), got=name)
    tables = {name: found.get(name, {}) for name in TABLES}
    for name, table in tables.items():
        try:
            _SHAPES[name](table, name)
        except ShapeError as error:
            raise InputError("opening_member", place=error.path, expected=error.expected) from None
    return tables


def _check_known(code: str, known: Sequence[str], error: str) -> None:
    if code not in known:
        raise InputError(error, expected=", ".join(known) or "—", got=code)


def _turns(cursors: Mapping[str, str], carried: Mapping[str, Sequence[str]]) -> dict[str, Turn]:
    named = dict.fromkeys((*cursors, *carried))
    return {of: Turn(cursors.get(of, ""), tuple(carried.get(of, ()))) for of in named}


def _by_expert(counters: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    experts = dict.fromkeys(expert for of in counters.values() for expert in of)
    return {e: {c: of[e] for c, of in counters.items() if e in of} for e in experts}
