"""Several processes on one database file, and one that is killed."""

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import IO

import pytest

from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from tests.contract.made import DRAW, POOL, VAULT, entries
from tests.contract.test_store_transactions import assert_empty

ROOT = Path(__file__).parents[2]
PROCESSES = 3


@contextmanager
def writing(path: Path, task: str) -> Iterator[tuple[subprocess.Popen[str], IO[str], IO[str]]]:
    command = [sys.executable, "-m", "tests.contract.writing", str(path), task]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    with process:
        assert process.stdin
        assert process.stdout
        try:
            yield process, process.stdin, process.stdout
        finally:
            process.kill()


def check(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_process_killed_before_its_commit_leaves_nothing(sql_store: SqlStore, path: Path) -> None:
    with writing(path, "half") as (process, _, said):
        assert said.readline() == "half\n"
        assert path.with_name(path.name + "-wal").stat().st_size > 1_000_000
        assert_empty(sql_store)
        process.kill()
        process.wait()
    assert_empty(sql_store)
    with sql_store.reading() as reader:
        assert reader.experts("water", "2027") == []
    with sql_store.writing() as writer:
        writer.append(entries(POOL, 1))
    check(path)


@pytest.mark.parametrize("commits", [1, 7, 60])
def test_killed_process_leaves_what_it_has_acknowledged(path: Path, commits: int) -> None:
    with writing(path, "on_and_on") as (process, _, said):
        for _ in range(commits):
            acknowledged = int(said.readline())
        time.sleep(0.003)  # so that it is anywhere in a transaction
        process.kill()
        acknowledged = max([acknowledged, *map(int, said.read().split())])
    with closing(SqlStore(SqliteDatabase(path), VAULT)) as store, store.reading() as reader:
        found = reader.attempt(DRAW)
        assert found is not None
        assert acknowledged <= found.version <= acknowledged + 1
        assert reader.chain_entries(DRAW) == entries(DRAW, found.version)
    check(path)


@pytest.fixture(autouse=True)
def created(sql_store: SqlStore) -> SqlStore:
    return sql_store


def test_no_update_of_competing_processes_is_lost(sql_store: SqlStore, path: Path) -> None:
    with ExitStack() as stack:
        started = [stack.enter_context(writing(path, "compete")) for _ in range(PROCESSES)]
        for _, _, said in started:
            assert said.readline() == "ready\n"
        for _, ask, _ in started:
            ask.write("go\n")
            ask.flush()
        for process, _, said in started:
            assert said.readline() == "done\n"
            assert process.wait() == 0
    with sql_store.reading() as reader:
        found = reader.attempt(DRAW)
        assert found is not None
        assert found.version == 25 * PROCESSES
        assert [entry.seq for entry in reader.chain_entries(DRAW)] == list(range(25 * PROCESSES))
    check(path)
