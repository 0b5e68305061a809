"""Long files come in pieces that make the same bytes as a whole."""

import tracemalloc
from collections.abc import Iterator
from typing import Any

import pytest
from drawseeds import parse, serialise

from drawsvc.domain.entries import Body, Chain, Entry
from drawsvc.domain.long_files import Items, log_pieces, pieces_of, roster_pieces
from tests.unit.domain import sample
from tests.unit.domain.people import expert


@pytest.mark.parametrize("values", [[], [{}], [{"b": "王\n", "a": [1, True]}, {"c": '"'}]])
def test_pieces_are_canonical(values: list[Body]) -> None:
    members: dict[str, Any] = {"z": 1, "m": Items.of(values), "a": "é", "n": Items([])}
    whole = {**members, "m": values, "n": []}
    assert b"".join(pieces_of(members)) == serialise(whole)


def test_roster_file() -> None:
    salted = [expert(2).salted("ab" * 32), expert(1).salted("cd" * 32)]
    value: Any = parse(b"".join(roster_pieces(sample.POOL, "12" * 32, salted)))
    experts = value.pop("experts")
    assert experts == [{"expert": row.expert.to_object(), "salt": row.salt} for row in salted]
    assert value == {
        "origin": sample.ORIGIN,
        "pool": "water",
        "roster": "12" * 32,
        "v": "drawsvc/v1 roster",
    }


def logged(count: int) -> Iterator[Entry]:
    chain = Chain(sample.POOL)
    for _ in range(count):
        entry = chain.next("CALENDAR", sample.body("CALENDAR"), sample.NOW)
        chain = Chain(sample.POOL, [entry])
        yield entry


def test_log_file() -> None:
    entries = list(logged(3))
    value: Any = parse(b"".join(log_pieces(sample.ORIGIN, "signed — é\n".encode(), entries)))
    assert value == {
        "checkpoint": "signed — é\n",
        "entries": [entry.to_object() for entry in entries],
        "origin": sample.ORIGIN,
        "v": "drawsvc/v1 log",
    }


def test_long_log_needs_no_more_memory_than_a_short_one() -> None:
    peaks = []
    for count in (200, 2_000):
        tracemalloc.start()
        length = sum(map(len, log_pieces(sample.ORIGIN, b"signed\n", logged(count))))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
        assert length > 100 * count
    assert peaks[1] < 2 * peaks[0]
