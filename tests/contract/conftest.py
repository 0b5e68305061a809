"""The stores the contract is run on. A further one is one more function in STORES."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore
from drawsvc.usecases.ports import Store
from tests.contract.made import ORIGIN, VAULT
from tests.contract.memory_store import MemoryStore

Opened = Iterator[Store]


def memory(_folder: Path) -> Opened:
    yield MemoryStore(ORIGIN)


def sqlite(folder: Path) -> Opened:
    with closing(create_store(folder / "draws.db", ORIGIN, VAULT)) as opened:
        yield opened


STORES: list[Callable[[Path], Opened]] = [memory, sqlite]


@pytest.fixture(params=STORES, ids=lambda store: store.__name__)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    yield from request.param(tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "draws.db"


@pytest.fixture
def sql_store(path: Path) -> Iterator[SqlStore]:
    """For what only a database can do or suffer."""
    with closing(create_store(path, ORIGIN, VAULT)) as opened:
        yield opened
