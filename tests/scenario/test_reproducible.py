"""The same inputs give the same draw, wherever and however often it is run."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Hash seed, time zone, locale, order of the roster's rows.
PLACES = [
    ("0", "UTC", "C.UTF-8", 1),
    ("1", "Asia/Shanghai", "C.UTF-8", 2),
    ("4294967295", "America/St_Johns", "zh_CN.UTF-8", 3),
]


def run(hash_seed: str, zone: str, locale: str, order: int) -> str:
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "TZ": zone,
        "LC_ALL": locale,
        "LANG": locale,
    }
    command = [sys.executable, "-m", "tests.scenario.reproducible", str(order)]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def test_hash_seed_time_zone_locale_and_order_of_the_roster_change_nothing() -> None:
    first, *others = [run(*place) for place in PLACES]
    assert others == [first, first]
    random_draw, serial_draw = json.loads(first)
    assert len(random_draw["panel"]) == 5
    assert serial_draw["panel"] == ["H1-4", "H1-5", "H1-6"]
