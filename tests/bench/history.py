"""What twenty years of earlier draws cost the next one: its whole freeze, eligibility included, after 100 and 30,000.

Each freeze is made on a fresh copy of the same database, in turns.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from statistics import median

from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from tests.bench.measure import Reading, table
from tests.contract.made import VAULT
from tests.contract.test_freeze_cost import FEW, MANY, filled, freeze

ROUNDS = 31


def report() -> Iterator[str]:
    """The times of a freeze, and the median of the ratios round by round."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for size in (FEW, MANY):
            filled(folder / f"{size}.db", size)
        rounds = [[_seconds(folder, size) for size in (FEW, MANY)] for _ in range(ROUNDS)]
    few, many = (median(times) for times in zip(*rounds, strict=True))
    ratio = median(more / fewer for fewer, more in rounds)
    readings = [
        Reading(f"after {FEW} draws", few, 1),
        Reading(f"after {MANY:,} draws", many, ratio),
    ]
    yield table("A freeze of 40 experts", readings)


def _seconds(folder: Path, size: int) -> float:
    path = folder / "copy.db"
    shutil.copyfile(folder / f"{size}.db", path)
    with closing(SqlStore(SqliteDatabase(path), VAULT)) as store:
        start = time.perf_counter()
        freeze(store)
        return time.perf_counter() - start
