"""What a freeze costs does not grow with the number of draws before it."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, event

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.log.merkle import CompactRange
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.office import Office
from tests.contract.made import VAULT
from tests.scenario.play import MONDAY, ORIGIN, POOL, XINXIAN, Play, pool

FEW, MANY = 100, 30_000
EXPERTS = 40

_PAST = "WITH RECURSIVE past(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM past WHERE n < {size})"
_FILL = {
    "attempt": "'m' || n, 1, 'completed', NULL",
    "engagement": "'2020-01-01', 'X1-' || (n % 40)",
    "turn": "'X1', n, '1', CAST('[]' AS BLOB)",
    "chance": "'X1-' || (n % 40), n, n % 2",
}


@dataclass
class Work:
    """Statements, and instructions of SQLite's machine: what is read, however fast."""

    statements: int = 0
    instructions: int = 0


@contextmanager
def counted() -> Iterator[Work]:
    work = Work()

    def step() -> int:
        work.instructions += 1
        return 0

    def say(_statement: str) -> None:
        work.statements += 1

    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_progress_handler(step, 1)
        connection.set_trace_callback(say)

    event.listen(Engine, "connect", listen)
    try:
        yield work
    finally:
        event.remove(Engine, "connect", listen)


def filled(path: Path, size: int) -> None:
    """A pool with a draw D1 that is requested, after so many others."""
    with closing(create_store(path, ORIGIN, VAULT)) as store:
        play = Play(XINXIAN, pool(X1=EXPERTS), store=store)
        play.request("D1", {"X1": 3})
    with closing(sqlite3.connect(path)) as raw, raw:
        past = _PAST.format(size=size)
        for table, values in _FILL.items():
            place = f"'{POOL}', 'P' || n, 1"
            raw.execute(f"INSERT INTO {table} {past} SELECT {place}, {values} FROM past")  # noqa: S608
        tree = CompactRange().extended(bytes([n % 256]) * 32 for n in range(size))
        raw.execute("INSERT INTO past VALUES (?, ?, ?)", (POOL, size, b"".join(tree.peaks)))


def work_of(path: Path, step: Callable[[SqlStore], object]) -> Work:
    with counted() as work, closing(SqlStore(SqliteDatabase(path), VAULT)) as store:
        before = Work(work.statements, work.instructions)
        step(store)
    return Work(work.statements - before.statements, work.instructions - before.instructions)


def freeze(store: SqlStore) -> None:
    freeze_draw(Office(store, lambda: MONDAY, bytes), "D1")


def test_freeze_after_many_draws_reads_no_more_than_after_few(tmp_path: Path) -> None:
    works: list[Work] = []
    for size in (FEW, MANY):
        path = tmp_path / f"{size}.db"
        filled(path, size)
        works.append(work_of(path, freeze))
    few, many = works
    assert many.statements == few.statements
    assert many.instructions <= 1.2 * few.instructions
