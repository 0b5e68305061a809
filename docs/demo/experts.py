"""The experts of the demonstration, at the other end of the telephone: says what each who is being called answers.

    python experts.py DRAW --book FILE --out FILE

The book has the columns round, nth, answer, reason of a reply table; `silent` answers nothing. Whoever is not in the
book accepts. Change a line of it, and the draw goes on to another panel.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
from pathlib import Path
from shutil import which
from typing import Any

COLUMNS = ("round", "nth", "answer", "reason")
ACCEPTS = ("accept", "none")
SILENT = "silent"


def called(draw: str) -> list[dict[str, Any]]:
    """Who is being called now, as the call desk sees them."""
    program = which("drawsvc") or sys.exit("experts.py: drawsvc is not on the PATH")
    line = [program, "--json", "calls", draw]
    said = subprocess.run(line, check=True, capture_output=True, encoding="utf-8")
    calls: list[dict[str, Any]] = json.loads(said.stdout)["calls"]
    return calls


def book_of(path: Path) -> dict[tuple[str, str], tuple[str, str]]:
    """What the book has about (round, nth): (answer, reason)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = csv.DictReader(file)
        return {(row["round"], row["nth"]): (row["answer"], row["reason"]) for row in rows}


def main() -> None:
    """Write the reply table of the present round."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("draw")
    options.add_argument("--book", type=Path, required=True)
    options.add_argument("--out", type=Path, required=True)
    asked = options.parse_args()
    book = book_of(asked.book)
    with asked.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for call in called(asked.draw):
            place = str(call["round"]), str(call["nth"])
            answer, reason = book.get(place, ACCEPTS)
            print(f"{place[0]}.{place[1]} {call['name']}: {answer} {reason}")
            if answer != SILENT:
                table.writerow([*place, answer, reason])


if __name__ == "__main__":
    main()
