"""A service on each kind of database, with many experts."""

import pytest

from tests.postgresql.shared import new_database
from tests.service.home import Prepared, prepare

PEOPLE = 40


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Prepared:
    database = new_database(f"service_{worker_id}") if request.param == "postgresql" else ""
    return prepare(tmp_path_factory.mktemp("prepared") / "home", database, people=PEOPLE)
