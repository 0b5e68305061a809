"""Killed at named moments and at random: nothing acknowledged is lost, nothing repeated, the log verifies.

`make soak` goes through every moment of every command, and through 300 kills.
"""

import os
from pathlib import Path

import pytest

from tests.crash.kills import kill_at_every_moment, kill_at_random

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are made by fork")


def test_killed_at_named_moments(tmp_path: Path) -> None:
    assert kill_at_every_moment(tmp_path, draws=1).kills >= 10


def test_killed_at_random(tmp_path: Path) -> None:
    assert kill_at_random(tmp_path, kills=4, seed=7).kills >= 4
