"""Creating, opening and refusing to open a database file."""

import sqlite3
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Connection

from drawsvc.db.schema import create_store, upgrade
from drawsvc.db.session import SqlStore, open_store
from drawsvc.db.sqlite import SqliteDatabase
from drawsvc.domain.errors import DrawError, InputError, LogError, MissingError, StateError
from tests.contract.made import ORIGIN, POOL, VAULT, entries


def test_store_is_opened_again(path: Path) -> None:
    with closing(create_store(path, ORIGIN, VAULT)) as store, store.writing() as writer:
        writer.append(entries(POOL, 2))
    with (
        closing(open_store(f"sqlite:///{path}", VAULT, ORIGIN)) as store,
        store.reading() as reader,
    ):
        assert reader.chain_entries(POOL) == entries(POOL, 2)


def test_file_name_may_hold_anything(tmp_path: Path) -> None:
    odd = tmp_path / "抽取 50% ?mode=memory#1.db"
    create_store(odd, ORIGIN, VAULT).close()
    with closing(SqlStore(SqliteDatabase(odd), VAULT)) as store:
        assert store.origin == ORIGIN
    assert odd.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such permissions")
def test_file_is_for_its_owner_only(sql_store: SqlStore, path: Path) -> None:
    with sql_store.writing() as writer:
        writer.append(entries(POOL, 1))
    files = [path, *path.parent.glob(f"{path.name}-*")]
    assert len(files) == 3
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


def test_existing_store_is_not_created_again(sql_store: SqlStore, path: Path) -> None:
    with pytest.raises(StateError, match="store_exists"):
        create_store(path, "example.org/other", VAULT)
    with sql_store.reading() as reader:
        assert reader.head().origin == ORIGIN


def test_creation_that_was_cut_short_is_done_again(path: Path) -> None:
    path.touch()
    with pytest.raises(StateError, match="store_schema"):
        open_store(f"sqlite:///{path}", VAULT)
    create_store(path, ORIGIN, VAULT).close()


def test_store_is_not_created_without_folder(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="store_not_writable"):
        create_store(tmp_path / "none" / "draws.db", ORIGIN, VAULT)


@pytest.mark.parametrize("origin", ["", "Example.org", "example.org/log\n"])
def test_origin_must_name_a_log(path: Path, origin: str) -> None:
    with pytest.raises(InputError, match="origin"):
        create_store(path, origin, VAULT)
    assert not path.exists()


@pytest.mark.parametrize(
    "url", ["mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:", "secret", ""]
)
def test_other_url_is_refused_and_not_quoted(url: str) -> None:
    with pytest.raises(InputError, match="store_url") as caught:
        open_store(url, VAULT)
    assert "secret" not in str(caught.value)


def test_missing_file_is_not_created(path: Path) -> None:
    with pytest.raises(MissingError, match="store_missing"):
        open_store(f"sqlite:///{path}", VAULT)
    assert not path.exists()


def test_store_of_another_log_is_refused(sql_store: SqlStore, path: Path) -> None:
    with pytest.raises(StateError, match="store_origin") as caught:
        open_store(f"sqlite:///{path}", VAULT, "example.org/other")
    assert caught.value.facts == {"expected": "example.org/other", "got": sql_store.origin}


@pytest.mark.parametrize(
    "use", [lambda url: open_store(url, VAULT), upgrade], ids=["open", "upgrade"]
)
def test_file_that_is_no_database_is_refused(path: Path, use: Callable[[str], object]) -> None:
    path.write_bytes(b"no database\n" * 1000)
    with pytest.raises(LogError, match="store_damaged"):
        use(f"sqlite:///{path}")
    assert path.read_bytes() == b"no database\n" * 1000


@pytest.mark.parametrize("revision", ["0000", "9999"])
def test_tables_of_another_version_are_refused(path: Path, revision: str) -> None:
    create_store(path, ORIGIN, VAULT).close()
    with closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("UPDATE alembic_version SET version_num = ?", [revision])
    with pytest.raises(StateError, match="store_schema") as caught:
        open_store(f"sqlite:///{path}", VAULT)
    assert caught.value.facts["got"] == revision


def pragma(connection: Connection, name: str) -> object:
    return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def test_connections_are_set_up(sql_store: SqlStore) -> None:
    with sql_store.writing() as writer:
        connection = writer._connection  # noqa: SLF001 - nothing outside shows it
        assert pragma(connection, "journal_mode") == "wal"
        assert pragma(connection, "synchronous") == 2  # FULL
        assert pragma(connection, "foreign_keys") == 1
        assert pragma(connection, "secure_delete") == 1
        assert pragma(connection, "query_only") == 0
    with sql_store.reading() as reader:
        assert pragma(reader._connection, "query_only") == 1  # noqa: SLF001 - as above


def test_failing_to_open_leaves_no_connection(path: Path) -> None:
    """An open one would warn when it is collected, and warnings are errors."""
    path.touch()
    for _ in range(3):
        with pytest.raises(DrawError):
            SqlStore(SqliteDatabase(path), VAULT)
