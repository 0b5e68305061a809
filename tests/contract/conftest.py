"""The stores the contract is run on. A further one is one more function in STORES."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore, open_store
from drawsvc.usecases.ports import Store
from tests.contract.made import ORIGIN, VAULT
from tests.contract.memory_store import MemoryStore
from tests.postgresql.shared import empty_tables, new_database

Opened = Iterator[Store]
Request = pytest.FixtureRequest


def memory(_request: Request) -> Opened:
    yield MemoryStore(ORIGIN)


def sqlite(request: Request) -> Opened:
    yield request.getfixturevalue("sql_store")


def postgresql(request: Request) -> Opened:
    yield request.getfixturevalue("postgresql_store")


STORES: list[Callable[[Request], Opened]] = [memory, sqlite, postgresql]


@pytest.fixture(params=STORES, ids=lambda store: store.__name__)
def store(request: Request) -> Opened:
    yield from request.param(request)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "draws.db"


@pytest.fixture
def sql_store(path: Path) -> Iterator[SqlStore]:
    """For what only a database can do or suffer."""
    with closing(create_store(path, ORIGIN, VAULT)) as opened:
        yield opened


@pytest.fixture(scope="session")
def postgresql_tables(worker_id: str) -> str:
    """The URL of a database with the tables of a store, for this process."""
    url = new_database(f"stores_{worker_id}")
    create_store(url, ORIGIN, VAULT).close()
    return url


@pytest.fixture
def postgresql_store(postgresql_tables: str) -> Iterator[SqlStore]:
    """An empty store on PostgreSQL."""
    empty_tables(postgresql_tables, ORIGIN)
    with closing(open_store(postgresql_tables, VAULT)) as opened:
        yield opened
