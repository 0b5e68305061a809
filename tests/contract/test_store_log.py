"""What the sequencer may rely on, whatever the store: positions, nodes, head."""

from dataclasses import replace
from itertools import chain
from typing import Any

import pytest

from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import LogError
from drawsvc.log.merkle import EMPTY_ROOT, inclusion_proof, root_of
from drawsvc.usecases.ports import LogHead, Store
from tests.contract.made import ORIGIN, POOL, entries, extend_log


def two_chains(store: Store, size: int) -> list[Entry]:
    """Entries of two chains taking turns."""
    places = [POOL, Place(ORIGIN, "roads", "D-1", 1)]
    turns = zip(*(entries(place, size) for place in places), strict=True)
    written = list(chain.from_iterable(turns))
    with store.writing() as writer:
        writer.append(written)
    return written


def test_log_begins_empty(store: Store) -> None:
    with store.reading() as reader:
        assert reader.head() == LogHead(ORIGIN, 0, EMPTY_ROOT, b"")
        assert reader.unnumbered(10) == []
        assert reader.nodes([]) == []


def test_entries_wait_in_the_order_of_their_insertion(store: Store) -> None:
    written = two_chains(store, 3)
    with store.reading() as reader:
        assert reader.unnumbered(4) == written[:4]
        assert reader.unnumbered(100) == written
        assert reader.position(written[0].leaf) is None


def test_entries_are_numbered_in_batches(store: Store) -> None:
    written = two_chains(store, 4)
    for batch in (3, 4, 100):
        with store.writing() as writer:
            extend_log(writer, batch)
    leaves = [bytes.fromhex(entry.leaf) for entry in written]
    with store.reading() as reader:
        assert reader.unnumbered(10) == []
        assert [reader.position(entry.leaf) for entry in written] == list(range(8))
        assert reader.head() == LogHead(ORIGIN, 8, root_of(leaves), b"signed")
        assert reader.nodes([(3, 0), (0, 5), (3, 0)]) == [
            root_of(leaves),
            leaves[5],
            root_of(leaves),
        ]


def test_many_nodes_come_back_in_the_order_asked_for(store: Store) -> None:
    leaves = [bytes.fromhex(entry.leaf) for entry in two_chains(store, 700)]
    with store.writing() as writer:
        extend_log(writer, 2000)
    with store.reading() as reader:
        wanted = [(0, index) for index in reversed(range(len(leaves)))]
        assert reader.nodes(wanted) == leaves[::-1]
        assert len(inclusion_proof(700, 1400, read=reader.nodes)) == 11


def test_missing_node_is_named(store: Store) -> None:
    with store.reading() as reader, pytest.raises(LogError, match="node_missing") as caught:
        reader.nodes([(2, 7)])
    assert caught.value.facts == {"level": 2, "index": 7}


def test_entry_is_numbered_once(store: Store) -> None:
    written = two_chains(store, 1)
    with store.writing() as writer:
        writer.number(0, written[:1], [])
    with pytest.raises(LogError, match="head_moved"), store.writing() as writer:
        writer.number(1, written[:1], [])


def test_position_is_given_once(store: Store) -> None:
    written = two_chains(store, 1)
    with store.writing() as writer:
        writer.number(0, written[:1], [])
    with pytest.raises(LogError, match="head_moved"), store.writing() as writer:
        writer.number(0, written[1:], [])
    with store.reading() as reader:
        assert reader.unnumbered(2) == written[1:]


def test_unknown_entry_is_not_numbered(store: Store) -> None:
    with pytest.raises(LogError, match="head_moved"), store.writing() as writer:
        writer.number(0, entries(POOL, 1), [])


def test_node_is_written_once(store: Store) -> None:
    with store.writing() as writer:
        writer.number(0, [], [((0, 0), b"n" * 32)])
    with pytest.raises(LogError, match="head_moved"), store.writing() as writer:
        writer.number(0, [], [((0, 0), b"m" * 32)])
    with store.reading() as reader:
        assert reader.nodes([(0, 0)]) == [b"n" * 32]


@pytest.mark.parametrize("member", ["origin", "size", "root", "checkpoint"])
def test_head_moves_only_from_where_it_was_seen(store: Store, member: str) -> None:
    with store.writing() as writer:
        head = writer.head()
        moved = replace(head, size=2, root=b"r" * 32, checkpoint=b"signed")
        writer.move_head(head, moved)
    values: dict[str, Any] = {"origin": "other", "size": 1, "root": b"other", "checkpoint": b""}
    seen = replace(moved, **{member: values[member]})
    with pytest.raises(LogError, match="head_moved"), store.writing() as writer:
        writer.move_head(seen, head)
    with store.reading() as reader:
        assert reader.head() == moved
