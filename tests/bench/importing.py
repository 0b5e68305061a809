"""Import and freeze of a whole roster beside a loop of sqlite3, JSON and hashes over the same rows.

Each reading is a process of its own, so that its peak of memory is its own; both kinds take turns, and ratios are made
pair by pair. What the loop does is said in tests/bench/bare_import.py.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROWS = {300: 5, 10_000: 5, 100_000: 3, 1_000_000: 1}
"""How many rounds for so many rows of the file; the first is the heading."""

KINDS = {"bare": "tests.bench.bare_import", "drawsvc": "tests.bench.office_import"}

SURNAMES = "王李张刘陈杨黄赵吴周"
GIVEN = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
TITLES = ("正高级工程师", "高级工程师", "教授", "副教授", "高级经济师")


@dataclass(frozen=True)
class Reading:
    """What a process says of itself: seconds, and the peak of its memory above that before the file was opened."""

    importing_wall: float
    importing_processor: float
    freezing_wall: float
    freezing_processor: float
    bytes: int

    @property
    def wall(self) -> float:
        """Both."""
        return self.importing_wall + self.freezing_wall

    @property
    def processor(self) -> float:
        """Both; on a busy machine it says more."""
        return self.importing_processor + self.freezing_processor


def report() -> Iterator[str]:
    """One table for import and freeze of each number of rows."""
    lines = ["### Import and freeze of a roster", ""]
    lines += ["| rows | what | import | freeze | ratio | of processor time | memory a row |"]
    lines += ["|---:|---|---:|---:|---:|---:|---:|"]
    for rows, rounds in ROWS.items():
        readings = _readings(rows, rounds)
        for kind, taken in readings.items():
            lines.append(_line(rows, kind, taken, readings["bare"]))
    yield "\n".join(lines)


def _readings(rows: int, rounds: int) -> dict[str, list[Reading]]:
    taken: dict[str, list[Reading]] = {kind: [] for kind in KINDS}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "roster.csv")
        write_roster(path, rows - 1)
        for _ in range(rounds):
            for kind, module in KINDS.items():
                taken[kind].append(_reading(module, path))
    return taken


def _reading(module: str, path: Path) -> Reading:
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", module, str(path), folder]
        said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return Reading(**json.loads(said))


def _line(rows: int, kind: str, taken: list[Reading], bare: list[Reading]) -> str:
    pairs = list(zip(taken, bare, strict=True))
    cells = [
        f"{rows:,}",
        kind,
        f"{median(mine.importing_wall for mine in taken):.3g} s",
        f"{median(mine.freezing_wall for mine in taken):.3g} s",
        f"{median(mine.wall / base.wall for mine, base in pairs):.3g}",
        f"{median(mine.processor / base.processor for mine, base in pairs):.3g}",
        f"{median(mine.bytes for mine in taken) / rows:,.0f} B",
    ]
    return f"| {' | '.join(cells)} |"


def write_roster(path: Path, rows: int) -> None:
    """A csv file of so many invented experts of one specialty; one in twenty cannot be drawn."""
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, fieldnames=list(person(0)))
        written.writeheader()
        written.writerows(person(number) for number in range(rows))


def person(number: int) -> dict[str, str]:
    """The cells of somebody; identity numbers of no region, telephone numbers of no network."""
    birth = f"{1955 + number % 38}-{number % 12 + 1:02}-{number % 28 + 1:02}"
    return {
        "expert_id": f"E{number:07}",
        "home_category": "X2",
        "serial": f"{number + 1:07}",
        "name": SURNAMES[number % 10] + GIVEN[number % 22] + GIVEN[number // 22 % 22],
        "sex": "男" if number % 5 else "女",
        "birth": birth,
        "id_number": f"99{number % 10_000:04}{birth.replace('-', '')}{number % 1000:03}X",
        "phone": f"100{number:08}",
        "employer_code": f"U{number % 12_000:05}",
        "employer": f"示例设计院{number % 12_000}",
        "on_duty": "在岗" if number % 12 else "退休",
        "title": TITLES[number % len(TITLES)],
        "specialties": "X2" if number % 3 else "X2;X3",
        "years": str(number % 35 + 5),
        "term_start": f"2025-{number % 5 + 1:02}-{number % 28 + 1:02}",
        "status": "suspended" if number % 20 == 7 else "active",
    }
