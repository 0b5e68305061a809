"""How much longer the store takes to append than SQLite alone to commit one row.

Both take turns in short rounds, and the median of their ratios counts: a machine that is shared
changes its speed from one second to the next.
"""

import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.domain.entries import Chain, Entry, Place
from drawsvc.usecases.ports import AttemptState
from tests.bench.measure import Reading, table
from tests.contract.made import VAULT

ORIGIN = "example.org/log"
NOW = datetime(2026, 5, 1, tzinfo=UTC)
ROUNDS = 31
COMMITS = 60

Append = Callable[[list[Entry]], None]


def chain(draw: int) -> list[Entry]:
    """New entries of about 300 bytes, their bytes and hashes made beforehand."""
    made = Chain(Place(ORIGIN, "water", f"D-{draw}", 1))
    for _ in range(COMMITS):
        made.append(made.next("HELD", {"date": "2026-05-01"}, NOW))
    assert all(entry.leaf for entry in made.entries)
    return made.entries


def bare(path: Path) -> Append:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, leaf UNIQUE, data)")

    def append(entries: list[Entry]) -> None:
        for entry in entries:
            connection.execute("BEGIN IMMEDIATE")
            row = (bytes.fromhex(entry.leaf), entry.data)
            connection.execute("INSERT INTO entry (leaf, data) VALUES (?, ?)", row)
            connection.execute("COMMIT")

    return append


def stored(store: SqlStore, sign: Callable[[bytes], object]) -> Append:
    """Read the attempt's state, append an entry and replace the state, as use cases do."""

    def append(entries: list[Entry]) -> None:
        for entry in entries:
            with store.writing() as writer:
                before = writer.attempt(entry.place)
                version = before.version + 1 if before else 1
                writer.append([entry])
                state = AttemptState(entry.place, entry.place.draw, version, "walking", NOW)
                writer.save_attempt(state)
                sign(entry.data)

    return append


def seconds(append: Append, entries: list[Entry]) -> float:
    start = time.perf_counter()
    append(entries)
    return (time.perf_counter() - start) / COMMITS


def report() -> Iterator[str]:
    """The times of a commit, and the median of the ratios round by round."""
    draws = count()
    key = Ed25519PrivateKey.generate()
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(create_store(Path(folder, "store.db"), ORIGIN, VAULT)) as store,
    ):
        appends = {
            "sqlite3 alone: one row, durable": bare(Path(folder, "bare.db")),
            "store: state read, entry, state": stored(store, len),
            "the same, and signed": stored(store, key.sign),
        }
        rounds = [
            [seconds(append, chain(next(draws))) for append in appends.values()]
            for _ in range(ROUNDS)
        ]
    readings = [
        Reading(
            name,
            median(times),
            median(t / alone for t, (alone, *_) in zip(times, rounds, strict=True)),
        )
        for name, times in zip(appends, zip(*rounds, strict=True), strict=True)
    ]
    yield table("Appending an entry, one durable commit each", readings)
