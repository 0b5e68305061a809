"""Service and worker are killed while draws go on: nothing acknowledged is lost, nothing is done twice.

`make soak` kills them some hundred times.
"""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.service.home import Prepared
from tests.service.killing import kill_service

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")

KILLS = 11


def test_killed_while_draws_go_on(
    prepared: Prepared, tmp_path: Path, worker_id: str, record_property: Any
) -> None:
    figures = kill_service(prepared, tmp_path, f"killed_{worker_id}", kills=KILLS, seed=5)
    record_property("note", f"service: {figures}")
    assert figures["kills"] >= KILLS
