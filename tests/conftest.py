"""What all tests share."""

import pytest
from hypothesis import settings

from tests.postgresql import shared

# A busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_configure(config: pytest.Config) -> None:
    """Prepares a server of PostgreSQL; the first test that needs it starts it."""
    shared.announce(config)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stops it."""
    shared.dismiss(config)


@pytest.fixture(scope="session")
def postgresql_database(worker_id: str) -> str:
    """The URL of a database for the tests of this process."""
    return shared.new_database(f"tests_{worker_id}")


@pytest.fixture
def postgresql_url(postgresql_database: str) -> str:
    """The URL of a database that has nothing in it."""
    shared.drop_tables(postgresql_database)
    return postgresql_database


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what tests noted with `record_property("note", …)`, passed or not.

    With it a test says what it covered on this machine, so that nothing is left out in silence.
    """
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    properties = [item for report in reports for item in report.user_properties]
    notes = [str(value) for name, value in properties if name == "note"]
    if notes:
        terminalreporter.section("notes")
    for note in notes:
        terminalreporter.line(note)
