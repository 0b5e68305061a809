"""A database that is locked, full, failing or damaged: a code, nothing half done, and on it goes."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drawsvc.db.session import SqlStore
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.domain.errors import DrawError, LogError, StateError
from drawsvc.usecases.ports import Writer
from tests.contract.full_disk import at_most
from tests.contract.made import DRAW, NOW, POOL, VAULT, expert, groups, state
from tests.contract.test_store_transactions import assert_empty, write_everything

SALT = "ab" * 32


@pytest.fixture
def hasty(sql_store: SqlStore, path: Path) -> Iterator[SqlStore]:
    """A second store on the same file, that does not wait."""
    del sql_store
    with closing(SqlStore(SqliteDatabase(path, busy_seconds=0), VAULT)) as opened:
        yield opened


def write(store: SqlStore) -> None:
    with store.writing() as writer:
        write_everything(writer)


def test_database_locked_by_another_process(hasty: SqlStore, path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        for _ in range(2):
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(StateError, match="store_busy"):
                write(hasty)
            assert_empty(hasty)
            other.execute("ROLLBACK")
    write(hasty)


def test_database_locked_by_another_thread(hasty: SqlStore) -> None:
    found: list[str] = []

    def try_it() -> None:
        try:
            write(hasty)
        except StateError as error:
            found.append(error.code)

    with hasty.writing() as writer:
        thread = threading.Thread(target=try_it)
        thread.start()
        thread.join()
        write_everything(writer)
    assert found == ["store_busy"]
    with hasty.reading() as reader:
        assert reader.head().size == 4


def test_full_disk(sql_store: SqlStore, path: Path) -> None:
    def write_much(writer: Writer) -> None:
        write_everything(writer)
        writer.save_experts("water", "2027", (expert(n).salted(SALT) for n in range(5000)))

    with at_most(60), closing(SqlStore(SqliteDatabase(path), VAULT)) as full:
        for _ in range(2):
            with pytest.raises(StateError, match="store_full"), full.writing() as writer:
                write_much(writer)
            assert_empty(full)
        write(full)
    with sql_store.reading() as reader:
        assert (reader.head().size, reader.experts("water", "2027")) == (4, [])


def test_write_that_fails_at_commit(sql_store: SqlStore, path: Path) -> None:
    resource = pytest.importorskip("resource", reason="limits of Unix")
    size = path.with_name(path.name + "-wal").stat().st_size
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    writer_context = sql_store.writing()
    writer = writer_context.__enter__()
    write_everything(writer)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size + 5000, before[1]))
    try:
        with pytest.raises(LogError, match="store_failed"):
            writer_context.__exit__(None, None, None)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert_empty(sql_store)
    write(sql_store)
    with sql_store.reading() as reader:
        assert reader.head().size == 4


def test_reader_cannot_write(sql_store: SqlStore) -> None:
    with sql_store.reading() as reader, pytest.raises(StateError, match="store_not_writable"):
        reader._connection.exec_driver_sql("DELETE FROM entry")  # noqa: SLF001


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE entry SET data = leaf WHERE seq = 1 AND draw = ''",
        "UPDATE entry SET data = CAST(replace(data, 'cn', 'us') AS BLOB) WHERE draw = ''",
        "UPDATE entry SET leaf = zeroblob(32) WHERE seq = 1 AND draw = ''",
    ],
)
def test_entry_that_was_changed_is_noticed(sql_store: SqlStore, path: Path, change: str) -> None:
    write(sql_store)
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute(change)
    with sql_store.reading() as reader:
        assert len(reader.chain_entries(DRAW)) == 2
        with pytest.raises(LogError, match="store_damaged"):
            reader.chain_entries(POOL)


def test_errors_do_not_quote_values(sql_store: SqlStore) -> None:
    write(sql_store)
    with pytest.raises(DrawError) as caught, sql_store.writing() as writer:
        writer.save_lists(DRAW, groups())
    error: BaseException | None = caught.value
    while error is not None:
        assert "王" not in str(error)
        error = error.__cause__ or error.__context__


def test_mistakes_of_ours_are_not_excused(sql_store: SqlStore) -> None:
    with pytest.raises(Exception, match="NOT NULL") as caught, sql_store.writing() as writer:
        writer.save_attempt(state(phase=None, due_at=NOW))
    assert not isinstance(caught.value, DrawError)
    assert_empty(sql_store)
