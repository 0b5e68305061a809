"""Picking 10 of n beside what people use otherwise, all with the same filter applied beforehand or inside."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from itertools import islice

import consistent_sampler
from cryptorandom.cryptorandom import SHA256
from cryptorandom.sample import random_sample
from drawseeds import order

from tests.bench.measure import Contender, compare, table

SEATS = 10
SIZES = (300, 10_000, 1_000_000)
SEED = hashlib.sha256(b"bench").hexdigest()


def report() -> Iterator[str]:
    """One table per pool size."""
    for n in SIZES:
        readings = compare(_contenders(n), rounds=5)
        yield table(f"Picking {SEATS} of {n:,}", readings)


def _contenders(n: int) -> list[Contender]:
    database = _database(n)
    rows = range(n)
    return [
        Contender("drawseeds.order", lambda: list(islice(order(SEED, n), SEATS)), repeat=200),
        Contender("cryptorandom, its default method", lambda: _cryptorandom(n, "sample_by_index")),
        Contender("cryptorandom, its fastest method", lambda: _cryptorandom(n, "recursive")),
        Contender("consistent_sampler", lambda: _sampled(rows)),
        Contender("SQLite ORDER BY random() LIMIT", lambda: _queried(database)),
    ]


def _cryptorandom(n: int, method: str) -> object:
    return random_sample(n, SEATS, prng=SHA256(SEED), method=method)


def _sampled(rows: range) -> list[object]:
    return list(
        consistent_sampler.sampler(rows, seed=SEED, with_replacement=False, take=SEATS, output="id")
    )


def _database(n: int) -> sqlite3.Connection:
    """A roster in memory, one in ten rows of another category; the filter leaves n."""
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE expert (id INTEGER PRIMARY KEY, category TEXT)")
    connection.executemany(
        "INSERT INTO expert (category) VALUES (?)",
        (("other" if i % 10 == 9 else "wanted",) for i in range(n * 10 // 9)),
    )
    connection.execute("CREATE INDEX by_category ON expert (category)")
    return connection


def _queried(connection: sqlite3.Connection) -> list[object]:
    return connection.execute(
        "SELECT id FROM expert WHERE category = 'wanted' ORDER BY random() LIMIT ?", (SEATS,)
    ).fetchall()
