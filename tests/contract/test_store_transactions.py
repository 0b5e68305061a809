"""All or nothing, one after the other, and a steady view: whatever the store."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from drawsvc.domain.errors import DrawError, StateError
from drawsvc.usecases.ports import Store, Writer
from tests.contract.made import DRAW, POOL, entries, expert, extend_log, groups, state


def write_everything(writer: Writer) -> None:
    writer.append([*entries(POOL, 2), *entries(DRAW, 2)])
    writer.save_attempt(state())
    writer.save_experts("water", "2026", [expert(1).salted("ab" * 32)])
    writer.save_lists(DRAW, groups())
    writer.save_private(DRAW, {"title": "t"})
    extend_log(writer)


def assert_empty(store: Store) -> None:
    with store.reading() as reader:
        assert (reader.pools(), reader.attempt(DRAW), reader.head().size) == ([], None, 0)
        assert (reader.lists(DRAW), reader.private(DRAW)) == ([], {})
        assert (reader.experts("water", "2026"), reader.unnumbered(9)) == ([], [])


def test_nothing_stays_after_an_error(store: Store) -> None:
    def fail() -> None:
        with store.writing() as writer:
            write_everything(writer)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert_empty(store)
    with store.writing() as writer:
        write_everything(writer)


REFUSED: list[Callable[[Writer], None]] = [
    lambda writer: writer.append(entries(POOL, 1)),
    lambda writer: writer.save_attempt(state(version=7)),
    lambda writer: writer.save_experts("water", "2026", [expert(1).salted("ab" * 32)]),
    lambda writer: writer.save_lists(DRAW, groups()),
    lambda writer: writer.number(0, entries(POOL, 1), []),
    lambda writer: writer.move_head(writer.head().__class__("x", 0, b"", b""), writer.head()),
]


@pytest.mark.parametrize("refused", REFUSED)
def test_nothing_stays_after_a_refusal_that_was_caught(
    store: Store, refused: Callable[[Writer], None]
) -> None:
    def go_on() -> None:
        with store.writing() as writer:
            write_everything(writer)
            with pytest.raises(DrawError):
                refused(writer)

    with pytest.raises(DrawError):
        go_on()
    assert_empty(store)


def test_reader_does_not_see_what_is_not_committed(store: Store) -> None:
    with store.writing() as writer:
        write_everything(writer)
        assert_empty(store)


def test_reader_does_not_see_what_is_committed_meanwhile(store: Store) -> None:
    with store.reading() as reader:
        assert reader.chain_entries(POOL) == []
        with store.writing() as writer:
            write_everything(writer)
        assert reader.chain_entries(POOL) == []
        assert (reader.attempt(DRAW), reader.head().size) == (None, 0)
    with store.reading() as reader:
        assert reader.head().size == 4


def test_threads_write_one_after_the_other(store: Store) -> None:
    def add_one(_: int) -> None:
        with store.writing() as writer:
            writer.lock_draw(DRAW.draw)
            writer.lock_pool(POOL.pool)
            chain = writer.chain_entries(POOL)
            before = writer.attempt(DRAW)
            writer.append(entries(POOL, 1, chain))
            writer.save_attempt(state(version=before.version + 1 if before else 1))

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(add_one, range(40)))
    with store.reading() as reader:
        found = reader.attempt(DRAW)
        assert found is not None
        assert (found.version, len(reader.chain_entries(POOL))) == (40, 40)


def test_threads_that_saw_the_same_cannot_both_go_on(store: Store) -> None:
    seen = threading.Barrier(6)

    def go_on(number: int) -> bool:
        with store.reading() as reader:
            chain = reader.chain_entries(POOL)
            seen.wait()
        try:
            with store.writing() as writer:
                writer.append(entries(POOL, 1, chain, note=f"n{number}"))
        except StateError:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(go_on, range(6))) == 1
    with store.reading() as reader:
        assert len(reader.chain_entries(POOL)) == 1


def test_readers_see_entry_and_state_together(store: Store) -> None:
    """Each transaction adds an entry and a version; no reader ever counts one without the other."""
    done = threading.Event()

    def watch(_: int) -> set[int]:
        differences = set()
        while not done.is_set():
            with store.reading() as reader:
                size = len(reader.chain_entries(DRAW))
                found = reader.attempt(DRAW)
                differences.add(size - (found.version if found else 0))
        return differences

    with ThreadPoolExecutor(2) as threads:
        watching = threads.map(watch, range(2))
        try:
            for version, entry in enumerate(entries(DRAW, 30), 1):
                with store.writing() as writer:
                    writer.append([entry])
                    writer.save_attempt(state(version=version))
        finally:
            done.set()
        assert set().union(*watching) == {0}
