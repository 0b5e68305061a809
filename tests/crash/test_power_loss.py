"""The power fails: what was acknowledged is on the disk, whatever became of what was written after it.

A commit is acknowledged after fsync, so a loss of power can take away, or leave in pieces, only what was written to the
write-ahead log later. That is played here on copies of the files.
"""

import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from tests.contract.made import DRAW, ORIGIN, POOL, VAULT, entries, state

TORN = 40


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, int, int]:
    """A database cut off from its process, the length of its log at an acknowledged commit, and after another."""
    path = tmp_path / "draws.db"
    wal = path.with_name("draws.db-wal")
    kept = tmp_path / "kept"
    kept.mkdir()
    with closing(create_store(path, ORIGIN, VAULT)) as store:
        with store.writing() as writer:
            writer.append(entries(POOL, 2))
        acknowledged = wal.stat().st_size
        with store.writing() as writer:
            writer.append(entries(DRAW, 3))
            writer.save_attempt(state())
        written = wal.stat().st_size
        for file in (path, wal):
            shutil.copy(file, kept / file.name)
    return kept / path.name, acknowledged, written


def opened_after(database: Path, wal: bytes, folder: Path) -> tuple[int, int]:
    """How many entries of the pool and of the draw are there after the power is back."""
    folder.mkdir()
    path = folder / "draws.db"
    shutil.copy(database, path)
    path.with_name("draws.db-wal").write_bytes(wal)
    with closing(SqlStore(SqliteDatabase(path), VAULT)) as store, store.reading() as reader:
        found = len(reader.chain_entries(POOL)), len(reader.chain_entries(DRAW))
        assert (reader.attempt(DRAW) is not None) == bool(found[1])
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    return found


def test_log_cut_off_anywhere(files: tuple[Path, int, int], tmp_path: Path) -> None:
    database, acknowledged, written = files
    wal = database.with_name("draws.db-wal").read_bytes()
    found = {
        opened_after(database, wal[:length], tmp_path / str(length))
        for length in range(acknowledged, written + 1, max(1, (written - acknowledged) // TORN))
    }
    assert found <= {(2, 0), (2, 3)}
    assert (2, 0) in found
    assert opened_after(database, wal, tmp_path / "whole") == (2, 3)


def test_log_torn_anywhere(files: tuple[Path, int, int], tmp_path: Path) -> None:
    """Sectors written out of order: what follows the acknowledged part is partly zero or noise."""
    database, acknowledged, written = files
    wal = database.with_name("draws.db-wal").read_bytes()
    choice = random.Random(3)  # noqa: S311 - repeatable noise
    for number in range(TORN):
        start = choice.randrange(acknowledged, written)
        length = choice.randrange(1, written - start + 1)
        noise = bytes(length) if number % 2 else choice.randbytes(length)
        torn = wal[:start] + noise + wal[start + length :]
        found = opened_after(database, torn, tmp_path / str(number))
        assert found in {(2, 0), (2, 3)}
