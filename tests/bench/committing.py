"""Many threads that append to different draws: how many calls share a flush of the disk, how long the slowest wait.

One thread for each draw; each call reads the attempt's state, appends an entry and replaces the state, as use cases do.
"""

import contextlib
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg

from drawsvc.db import grouping
from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.domain.entries import Chain, Entry, Place
from drawsvc.usecases.ports import AttemptState
from tests.bench.appending import NOW, ORIGIN
from tests.contract.made import VAULT
from tests.postgresql.serving import own_server

THREADS = 32
COMMITS = 40

_FLUSHES = {
    True: "SELECT sum(fsyncs) FROM pg_stat_io WHERE object = 'wal'",  # since 18
    False: "SELECT wal_sync FROM pg_stat_wal",
}


@dataclass(frozen=True)
class Load:
    """What became of all calls: seconds of each, ascending, and of all together."""

    name: str
    each: list[float]
    together: float
    flushes: int = 0

    def row(self) -> str:
        """A row of a Markdown table."""
        per_flush = f"{len(self.each) / self.flushes:.1f}" if self.flushes else ""
        p50, p99 = (self.each[int(part * (len(self.each) - 1))] * 1000 for part in (0.5, 0.99))
        worst = self.each[-1] * 1000
        return (
            f"| {self.name} | {len(self.each) / self.together:.0f} | {p50:.0f} ms | {p99:.0f} ms | "
            f"{worst:.0f} ms | {per_flush} |"
        )


def chains() -> list[list[Entry]]:
    """The entries of each draw, their bytes and hashes made beforehand."""
    made = [Chain(Place(ORIGIN, f"pool-{n % 4}", f"D-{n}", 1)) for n in range(THREADS)]
    for chain in made:
        for _ in range(COMMITS):
            chain.append(chain.next("HELD", {"date": "2026-05-01"}, NOW))
    assert all(entry.leaf for chain in made for entry in chain.entries)
    return [chain.entries for chain in made]


def load(name: str, append: Callable[[Entry], None]) -> Load:
    """Run all calls."""
    begin = threading.Barrier(THREADS + 1)
    taken: list[float] = []

    def write(entries: list[Entry]) -> None:
        begin.wait()
        for entry in entries:
            start = time.perf_counter()
            append(entry)
            taken.append(time.perf_counter() - start)

    threads = [threading.Thread(target=write, args=(entries,)) for entries in chains()]
    for thread in threads:
        thread.start()
    begin.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return Load(name, sorted(taken), time.perf_counter() - start)


def appending(store: SqlStore) -> Callable[[Entry], None]:
    """To a store."""

    def append(entry: Entry) -> None:
        with store.writing() as writer:
            writer.lock_draw(entry.place.draw)
            writer.share_pool(entry.place.pool)
            before = writer.attempt(entry.place)
            writer.append([entry])
            version = before.version + 1 if before else 1
            state = AttemptState(entry.place, entry.place.draw, version, "walking", NOW)
            writer.save_attempt(state)

    return append


def on_sqlite(name: str, group_seconds: float) -> Load:
    """One process, one writer."""
    usual, grouping.GROUP_SECONDS = grouping.GROUP_SECONDS, group_seconds
    try:
        with (
            tempfile.TemporaryDirectory() as folder,
            closing(create_store(Path(folder, "store.db"), ORIGIN, VAULT)) as store,
        ):
            return load(name, appending(store))
    finally:
        grouping.GROUP_SECONDS = usual


def on_postgresql(name: str, **settings: str) -> Load:
    """A server of its own, whose flushes nobody else's are counted with."""
    with own_server(**settings) as server:
        with closing(create_store(server.url(), ORIGIN, VAULT)) as store:
            append = appending(store)
            before = _flushes(server.url())
            done = load(name, append)
        time.sleep(1)  # what a connection has counted is told when it is closed
        return Load(name, done.each, done.together, _flushes(server.url()) - before)


def _flushes(url: str) -> int:
    with contextlib.closing(psycopg.connect(url)) as raw:
        row = raw.execute(_FLUSHES[raw.info.server_version >= 180000]).fetchone()
        assert row
        return int(row[0])


def report() -> Iterator[str]:
    """Calls a second, and how long they took."""
    loads = [
        on_sqlite("SQLite, a commit for each call", 0),
        on_sqlite("SQLite, calls that wait grouped", grouping.GROUP_SECONDS),
        on_postgresql("PostgreSQL"),
        on_postgresql("PostgreSQL, set as advised", commit_delay="5000", commit_siblings="2"),
    ]
    lines = [
        f"### {THREADS} threads, each appending to a draw of its own",
        "",
        "| store | calls/s | p50 | p99 | worst | calls per flush |",
        "|---|---:|---:|---:|---:|---:|",
        *(each.row() for each in loads),
    ]
    yield "\n".join(lines)
