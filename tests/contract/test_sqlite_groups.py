"""Calls that wait for SQLite's one writer share its commit, and nothing else."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from drawsvc.db.grouping import GROUP_SECONDS, Turn
from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import DrawError, LogError, StateError
from drawsvc.usecases.ports import Writer
from tests.contract.full_disk import at_most
from tests.contract.made import ORIGIN, VAULT, entries, expert, state

CALLS = 12
Say = Callable[[Writer, int], None]


def place(number: int) -> Place:
    return Place(ORIGIN, "water", f"D-{number}", 1)


def write(writer: Writer, number: int) -> None:
    writer.append(entries(place(number), 2))
    writer.save_attempt(state(place(number), matter=f"m{number}"))


@contextmanager
def said() -> Iterator[list[str]]:
    """Collects what is said to the database about transactions."""
    found: list[str] = []

    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(found.append)

    event.listen(Engine, "connect", listen)
    try:
        yield found
    finally:
        event.remove(Engine, "connect", listen)


def together(store: SqlStore, say: Say = write) -> list["Future[None]"]:
    """Call 0 keeps the turn until all others wait for it, so that all are one group."""
    inside, go_on = threading.Event(), threading.Event()

    def call(number: int) -> None:
        with store.writing() as writer:
            if number == 0:
                inside.set()
                assert go_on.wait(10)
            say(writer, number)

    waiting = store._database._grouped._turn._waiting  # type: ignore[attr-defined]  # noqa: SLF001
    with ThreadPoolExecutor(CALLS) as threads:
        futures = [threads.submit(call, 0)]
        assert inside.wait(10)
        futures += [threads.submit(call, number) for number in range(1, CALLS)]
        until = time.monotonic() + 10
        while len(waiting) < CALLS - 1 and time.monotonic() < until:
            time.sleep(0.001)
        go_on.set()
    return futures


def is_there(store: SqlStore, number: int) -> bool:
    with store.reading() as reader:
        chain, found = reader.chain_entries(place(number)), reader.attempt(place(number))
    assert (chain != []) == (found is not None)
    return chain != []


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """However slow the machine is, a group stays open."""
    monkeypatch.setattr("drawsvc.db.grouping.GROUP_SECONDS", 60)


def test_calls_that_wait_are_committed_together(sql_store: SqlStore, path: Path) -> None:
    del sql_store
    with said() as found, closing(SqlStore(SqliteDatabase(path), VAULT)) as store:
        for future in together(store):
            future.result()
        assert all(is_there(store, number) for number in range(CALLS))
    assert found.count("BEGIN IMMEDIATE") == 1


def test_call_that_fails_takes_no_other_down(sql_store: SqlStore) -> None:
    def say(writer: Writer, number: int) -> None:
        write(writer, number)
        if number % 3 == 1:
            raise ZeroDivisionError
        if number % 3 == 2:
            writer.append(entries(place(number), 1))  # refused

    futures = together(sql_store, say)
    for number, future in enumerate(futures):
        kind = [None, ZeroDivisionError, StateError][number % 3]
        assert isinstance(future.exception(), kind or type(None))
        assert is_there(sql_store, number) == (number % 3 == 0)


def test_first_call_that_fails_is_undone_alone(sql_store: SqlStore) -> None:
    def say(writer: Writer, number: int) -> None:
        write(writer, number)
        if number == 0:
            raise ZeroDivisionError

    futures = together(sql_store, say)
    assert isinstance(futures[0].exception(), ZeroDivisionError)
    assert [is_there(sql_store, number) for number in range(CALLS)] == [False] + [True] * (
        CALLS - 1
    )


def test_nobody_is_told_before_the_commit(sql_store: SqlStore, path: Path) -> None:
    """Every call that has ended can be seen by another connection; those before it in the group wait for it."""
    seen: list[bool] = []
    with closing(SqlStore(SqliteDatabase(path), VAULT)) as other:

        def say(writer: Writer, number: int) -> None:
            write(writer, number)
            seen.extend(is_there(other, n) for n in range(number))

        for future in together(sql_store, say):
            future.result()
        assert seen
        assert not any(seen)
        assert all(is_there(other, number) for number in range(CALLS))


def test_commit_that_fails_is_told_to_all(sql_store: SqlStore, path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits of Unix")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    size = path.with_name(path.name + "-wal").stat().st_size

    def say(writer: Writer, number: int) -> None:
        write(writer, number)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5000, before[1]))

    try:
        futures = together(sql_store, say)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    for future in futures:
        error = future.exception()
        assert isinstance(error, LogError)
        assert error.code == "store_failed"
    assert len({id(future.exception()) for future in futures}) == CALLS
    assert not any(is_there(sql_store, number) for number in range(CALLS))
    for future in together(sql_store):
        future.result()
    assert all(is_there(sql_store, number) for number in range(CALLS))


def test_full_disk_ends_the_group_and_the_next_one_goes_on(sql_store: SqlStore, path: Path) -> None:
    """SQLite undoes the whole transaction itself then: who was in it is told, who comes later is not concerned."""
    del sql_store

    def say(writer: Writer, number: int) -> None:
        write(writer, number)
        if number == CALLS // 2:
            writer.save_experts("water", "2027", (expert(n).salted("ab" * 32) for n in range(5000)))

    with at_most(90), closing(SqlStore(SqliteDatabase(path), VAULT)) as store:
        futures = together(store, say)
        for number, future in enumerate(futures):
            error = future.exception()
            assert is_there(store, number) == (error is None)
            assert error is None or (isinstance(error, DrawError) and error.code == "store_full")
        assert futures[CALLS // 2].exception() is not None
        with store.writing() as writer:
            write(writer, CALLS)


def test_old_group_takes_in_nobody(
    sql_store: SqlStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("drawsvc.db.grouping.GROUP_SECONDS", 0)
    del sql_store
    with said() as found, closing(SqlStore(SqliteDatabase(path), VAULT)) as store:
        for future in together(store):
            future.result()
    assert found.count("BEGIN IMMEDIATE") == CALLS
    assert GROUP_SECONDS < 1


def test_turn_is_given_in_order_and_not_for_ever() -> None:
    turn = Turn()
    assert turn.take(0)
    assert not turn.take(0.01)
    order: list[int] = []

    def wait(number: int) -> None:
        assert turn.take(10)
        order.append(number)
        turn.give()

    threads = []
    for number in range(5):
        threads.append(threading.Thread(target=wait, args=(number,)))
        threads[-1].start()
        while len(turn._waiting) <= number:  # noqa: SLF001 - nothing outside shows it
            time.sleep(0.001)
    assert turn.hand_on()
    for thread in threads:
        thread.join()
    assert order == [0, 1, 2, 3, 4]
    assert turn.take(0)
    assert not turn.hand_on()
