"""Showing single rows of a long list: proofs for a slim record, and finding an expert, beside hashing alone."""

from __future__ import annotations

import hashlib
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from drawsvc.db.schema import create_store
from drawsvc.domain.candidates import Candidate, GroupLists, Listed
from drawsvc.domain.entries import Place
from drawsvc.domain.listing import RowMaking, Terms
from drawsvc.domain.shown import show_rows
from drawsvc.log.merkle import leaf_hash, root_of
from drawsvc.usecases.ports import Reader
from tests.bench.measure import Contender, compare, table
from tests.bench.one_draw import expert
from tests.contract.made import VAULT

ROWS = 1_000_000
SHOWN = 10
PLACE = Place("bench.example/log", "xinxian", "B-1", 1)
SELECT = "SELECT data FROM candidate WHERE list = 'eligible' ORDER BY idx"


def report(rows: int = ROWS) -> Iterator[str]:
    """One table, of a list in a database file."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "store.db"
        with closing(create_store(path, PLACE.origin, VAULT)) as store:
            _fill(store, rows)
            with store.reading() as reader:
                tree = {"root": root_of(reader.leaf_hashes(PLACE, 0, "eligible")).hex()}
                contenders = _contenders(path, reader, tree | {"size": rows})
                yield table(f"Showing rows of a list of {rows:,}", compare(contenders, rounds=3))


def _contenders(path: Path, reader: Reader, tree: dict[str, Any]) -> list[Contender]:
    size = tree["size"]
    shown = range(0, size, size // SHOWN)

    def show() -> object:
        rows, _ = reader.unread_rows(PLACE)[0]
        return show_rows(rows, shown, tree, reader.leaf_hashes(PLACE, 0, "eligible"))

    def find(number: int) -> object:
        return reader.spots_of(PLACE, expert(number).expert_id)

    return [
        Contender("sqlite3 alone: read and hash all rows", lambda: _hashed(path)),
        Contender(f"{SHOWN} rows with proofs", show),
        Contender("find an expert in the middle", lambda: find(size // 2)),
        Contender("find that somebody is not listed", lambda: find(size)),
    ]


def _hashed(path: Path) -> int:
    with closing(sqlite3.connect(path)) as database:
        return sum(hashlib.sha256(data).digest_size for (data,) in database.execute(SELECT))


def _fill(store: Any, rows: int) -> None:
    """Rows that mean nothing, as long as real ones; never more than a chunk in memory."""
    listed: Any = (_listed(number) for number in range(rows))
    with store.writing() as writer:
        writer.save_lists(PLACE, [GroupLists(listed, ())])


def _listed(number: int) -> Listed:
    digest = leaf_hash(b"%d" % number).hex()
    making = RowMaking(Terms("random", units=False), lambda: digest)
    one = expert(number)
    return making.row_of(Candidate(one, "", {}, "甲*"), one.data, number).listed(one.data)
