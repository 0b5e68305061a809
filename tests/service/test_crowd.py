"""Sixty-four clients at once, on the same few draws: no walk that is not legal. `make soak` lets them walk on."""

import os
from pathlib import Path
from typing import Any

import pytest

from tests.service.crowd import Crowd, let_loose
from tests.service.home import Prepared

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")

CROWDS: list[Crowd] = [(8, 16), (64, 1)]


def test_whatever_many_do_at_once_replays_and_verifies(
    prepared: Prepared, tmp_path: Path, worker_id: str, record_property: Any
) -> None:
    answers, figures = let_loose(prepared, tmp_path, f"crowd_{worker_id}", crowds=CROWDS, seed=3)
    record_property("note", f"crowd: {figures}")
    assert {"draws", "freeze", "joins", "seal", "statements", "replies"} <= set(answers.done)
    assert "defect" not in answers.refused
    assert sum(answers.refused.values()) > 64
