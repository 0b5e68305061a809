"""A service on each kind of database, with many experts; and one on both ways to it that the command line has."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from drawsvc import clock
from drawsvc.domain.times import parse_time
from tests.cli.office import Office
from tests.http.conftest import calling
from tests.postgresql.shared import new_database
from tests.service.home import PASSPHRASE, Prepared, prepare
from tests.service.sides import Both, Capture, Side, at, folder, written

PEOPLE = 40


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Prepared:
    database = new_database(f"service_{worker_id}") if request.param == "postgresql" else ""
    return prepare(tmp_path_factory.mktemp("prepared") / "home", database, people=PEOPLE)


@pytest.fixture(scope="module")
def office_home(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    return prepare(tmp_path_factory.mktemp("prepared") / "home")


@pytest.fixture
def both(
    office_home: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture
) -> Iterator[Both]:
    monkeypatch.chdir(tmp_path)
    for name in ("DRAWSVC_HOME", "DRAWSVC_SERVER", "DRAWSVC_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    written("passphrase", f"{PASSPHRASE}\n".encode())
    monkeypatch.setenv("DRAWSVC_PASSPHRASE_FILE", "passphrase")
    monkeypatch.setattr(clock, "now", lambda: parse_time(Office.LATER))
    for role, key in office_home.keys.items():
        written(f"{role}.key", f"{key}\n".encode())
    served, alone = office_home.copied(tmp_path / "served"), office_home.copied(tmp_path / "alone")
    structlog.configure(logger_factory=structlog.ReturnLoggerFactory())
    with calling(served, office_home.keys) as callers:
        url = str(callers.client.base_url)
        there, here = Side(capfd, at(url)), Side(capfd, folder(alone))
        yield Both(callers, there, here, Side(capfd, folder(served)))
    structlog.reset_defaults()


@pytest.fixture
def side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: Capture) -> Side:
    """Somebody with no service at all."""
    monkeypatch.chdir(tmp_path)
    for name in ("DRAWSVC_HOME", "DRAWSVC_SERVER", "DRAWSVC_KEY_FILE"):
        monkeypatch.delenv(name, raising=False)
    written("some.key", b"dsk_0000000000000000_" + b"0" * 64 + b"\n")
    return Side(capfd, lambda _: [])
