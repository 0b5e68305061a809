"""Several transactions of PostgreSQL that write at once: who waits, who does not, and what becomes of a deadlock."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace

import pytest

from drawsvc.db.postgresql import PostgresDatabase
from drawsvc.db.session import SqlStore, parse_url
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import StateError
from drawsvc.usecases.office import Office
from drawsvc.usecases.once import Asked, once
from drawsvc.usecases.ports import Writer
from tests.contract.made import DRAW, NOW, ORIGIN, POOL, VAULT, entries, extend_log, state

OTHER = Place(ORIGIN, "water", "D-8", 1)
PROMPT = 0.5
"""Seconds the impatient wait."""


@pytest.fixture
def impatient(postgresql_store: SqlStore, postgresql_tables: str) -> Iterator[SqlStore]:
    """A second store on the same database, that waits for a moment only."""
    del postgresql_store
    database = PostgresDatabase(parse_url(postgresql_tables), busy_seconds=PROMPT)
    with closing(SqlStore(database, VAULT)) as opened:
        yield opened


def test_draws_do_not_wait_for_each_other(postgresql_store: SqlStore, impatient: SqlStore) -> None:
    """And the one that was written first may be seen and numbered last."""
    with postgresql_store.writing() as first:
        first.append(entries(DRAW, 1))
        with impatient.writing() as second:
            second.append(entries(OTHER, 1))
        with impatient.writing() as sequencer:
            assert sequencer.lock_log().size == 0
            assert extend_log(sequencer).size == 1
    with impatient.writing() as sequencer:
        assert extend_log(sequencer).size == 2
        assert [e.place for e in sequencer.numbered(0, 9)] == [OTHER, DRAW]
        ordinals = [sequencer.ordinal(e.leaf) for e in sequencer.numbered(0, 9)]
        assert ordinals == sorted(ordinals, reverse=True)  # neither knew of the other


WAITING: list[tuple[Callable[[Writer], object], Callable[[Writer], object]]] = [
    (lambda w: w.lock_call("c", "key-1"), lambda w: w.lock_call("c", "key-1")),
    (lambda w: w.lock_account("a"), lambda w: w.lock_account("a")),
    (lambda w: w.lock_draw("D-7"), lambda w: w.lock_draw("D-7")),
    (lambda w: w.lock_pool("water"), lambda w: w.lock_pool("water")),
    (lambda w: w.lock_pool("water"), lambda w: w.share_pool("water")),
    (lambda w: w.share_pool("water"), lambda w: w.lock_pool("water")),
    (lambda w: w.lock_standing("water"), lambda w: w.lock_standing("water")),
    (lambda w: w.lock_log(), lambda w: w.lock_log()),
    (lambda w: w.lock_all(), lambda w: w.append(entries(DRAW, 1))),
    (lambda w: w.append(entries(DRAW, 1)), lambda w: w.lock_all()),
    (lambda w: w.append(entries(POOL, 1)), lambda w: w.append(entries(DRAW, 1))),
    (lambda w: w.append(entries(DRAW, 1)), lambda w: w.append(entries(DRAW, 1))),
]


@pytest.mark.parametrize(("first", "second"), WAITING)
def test_waiting_too_long_is_busy(
    postgresql_store: SqlStore,
    impatient: SqlStore,
    first: Callable[[Writer], object],
    second: Callable[[Writer], object],
) -> None:
    with postgresql_store.writing() as holder:
        first(holder)
        for _ in range(2):
            began = time.monotonic()
            with pytest.raises(StateError, match="store_busy"), impatient.writing() as writer:
                second(writer)
            assert time.monotonic() - began >= PROMPT
    if first is second:
        with impatient.writing() as writer:
            second(writer)


def test_readers_wait_for_nobody(postgresql_store: SqlStore, impatient: SqlStore) -> None:
    with postgresql_store.writing() as holder:
        holder.lock_all()
        holder.append(entries(DRAW, 1))
        with impatient.reading() as reader:
            assert reader.chain_entries(DRAW) == []


def test_locks_end_with_their_transaction(postgresql_store: SqlStore, impatient: SqlStore) -> None:
    def fail() -> None:
        with postgresql_store.writing() as writer:
            writer.lock_pool("water")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    with impatient.writing() as writer:
        writer.lock_pool("water")


def test_of_a_deadlock_one_goes_on(postgresql_store: SqlStore) -> None:
    """No use case locks in two orders; should one, the other transaction is undone and told so."""
    both = threading.Barrier(2)

    def lock(order: tuple[Place, Place]) -> str:
        try:
            with postgresql_store.writing() as writer:
                writer.lock_draw(order[0].draw)
                both.wait(10)
                writer.lock_draw(order[1].draw)
                writer.append(entries(order[0], 1))
        except StateError as error:
            return error.code
        return ""

    with ThreadPoolExecutor(2) as threads:
        found = list(threads.map(lock, [(DRAW, OTHER), (OTHER, DRAW)]))
    assert sorted(found) == ["", "store_busy"]
    with postgresql_store.reading() as reader:
        written = [reader.chain_entries(place) != [] for place in (DRAW, OTHER)]
    assert written == [code == "" for code in found]


def test_more_calls_than_connections_wait(
    postgresql_store: SqlStore, postgresql_tables: str
) -> None:
    del postgresql_store
    database = PostgresDatabase(parse_url(postgresql_tables), busy_seconds=PROMPT, connections=1)
    with closing(SqlStore(database, VAULT)) as narrow:
        with narrow.writing(), pytest.raises(StateError, match="store_busy"), narrow.reading():
            pass
        with narrow.reading() as reader:
            assert reader.pools() == []


def test_many_threads_write_to_many_draws(postgresql_store: SqlStore) -> None:
    """Each draw's entries come in their order, whatever is numbered when."""
    places = [Place(ORIGIN, f"pool-{n % 3}", f"D-{n}", 1) for n in range(12)]
    done = threading.Event()

    def write(place: Place) -> None:
        for version, entry in enumerate(entries(place, 10), 1):
            with postgresql_store.writing() as writer:
                writer.lock_draw(place.draw)
                writer.share_pool(place.pool)
                writer.append([entry])
                writer.save_attempt(state(place, version=version, matter=place.draw))

    def number() -> None:
        while not done.is_set():
            with postgresql_store.writing() as writer:
                writer.lock_log()
                extend_log(writer, 7)

    with ThreadPoolExecutor(len(places) + 2) as threads:
        numbering = [threads.submit(number) for _ in range(2)]
        try:
            list(threads.map(write, places))
        finally:
            done.set()
        for each in numbering:
            each.result()
    with postgresql_store.writing() as writer:
        extend_log(writer)
        found = writer.numbered(0, 1000)
    assert len(found) == 120
    for place in places:
        assert [entry.seq for entry in found if entry.place == place] == list(range(10))


def test_whoever_wants_all_tables_waits_for_a_call_that_is_half_written(
    postgresql_store: SqlStore,
) -> None:
    """In the order in which calls write: neither has what the other waits for."""
    with postgresql_store.writing() as writer:
        writer.save_attempt(state())
        writer.append(entries(DRAW, 1))

    def take_all() -> None:
        with postgresql_store.writing() as other:
            other.lock_all()

    with ThreadPoolExecutor() as threads:
        with postgresql_store.writing() as writer:
            writer.save_attempt(state(version=2))
            waiting = threads.submit(take_all)
            time.sleep(PROMPT)
            assert not waiting.done()
            writer.append(entries(DRAW, 1, writer.chain_entries(DRAW)))
        waiting.result()


def test_an_answered_call_is_told_its_answer_while_its_draw_is_held(
    postgresql_store: SqlStore, impatient: SqlStore
) -> None:
    office = Office(impatient, lambda: NOW, bytes)
    asked = Asked("c", "key-1", bytes(32))

    def act(joined: Office) -> bytes:
        with joined.store.writing() as writer:
            writer.lock_draw(DRAW.draw)
        return b"done"

    assert once(office, asked, act) == b"done"
    with postgresql_store.writing() as writer:
        writer.lock_draw(DRAW.draw)
        assert once(office, asked, act) == b"done"
        with pytest.raises(StateError, match="store_busy"):
            once(office, replace(asked, key="key-2"), act)
