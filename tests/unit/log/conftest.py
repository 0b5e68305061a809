"""What the tests of the log share."""

import pytest

from tests.unit.log.worked_example import Example, read_example


@pytest.fixture(scope="session")
def example() -> Example:
    return read_example()
