"""10,000 draws of a regulation played by `drawsvc simulate`, whole process, its bar drawn on a terminal."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from tests.bench.measure import Contender, compare, table
from tests.cli.office import roster_csv

RULES = {"xinxian_2021": "X2", "hunan_reservoir_2016": "H1"}
EXPERTS = 120
DRAWS_PER_YEAR, YEARS = 500, 20


def report() -> Iterator[str]:
    """One line for each rule."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        contenders = [_contender(folder, rule, of) for rule, of in RULES.items()]
        draws = DRAWS_PER_YEAR * YEARS
        yield table(f"simulate, {draws:,} draws from {EXPERTS} experts", compare(contenders, 3))


def _contender(folder: Path, rule: str, category: str) -> Contender:
    roster = folder / f"{rule}.csv"
    roster.write_text(roster_csv(category, range(1, EXPERTS + 1)), encoding="utf-8")
    years = ("--years", str(YEARS), "--draws-per-year", str(DRAWS_PER_YEAR))
    words = ("simulate", rule, roster, *years, "--first-day", "2026-03-02")
    return Contender(rule, lambda: _run("-c", "from drawsvc.cli import main; main()", *words))


def _run(*words: str | Path) -> None:
    """Run it with a terminal to draw the bar on, which somebody reads."""
    reading, terminal = pty.openpty()
    reader = threading.Thread(target=_drain, args=(reading,))
    reader.start()
    command = [sys.executable, *words]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=terminal)
    os.close(terminal)
    reader.join()
    os.close(reading)


def _drain(reading: int) -> None:
    try:
        while os.read(reading, 65_536):
            pass
    except OSError:  # how a terminal that was closed says so
        return
