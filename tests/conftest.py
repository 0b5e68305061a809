"""What all tests share."""

import pytest
from hypothesis import settings

# A busy machine is no failure.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


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
