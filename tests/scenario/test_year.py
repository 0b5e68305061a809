"""A year of each office in short, everything that happens once; `make soak` plays it in full (part `year`)."""

from pathlib import Path

import pytest

from tests.scenario.happenings import HAPPENINGS
from tests.scenario.years import OFFICES, played


@pytest.mark.parametrize("name", OFFICES)
def test_year_of_an_office(name: str, tmp_path: Path) -> None:
    told = played(name, tmp_path, draws=len(HAPPENINGS), seed=1)
    assert told.draws > len(HAPPENINGS)
    assert told.versions > 3
