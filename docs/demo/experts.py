"""The call desk of the demonstration and the experts at the other end: says what each who is being called answers.

    python experts.py DRAW --book FILE --out FILE [--at TIME --handler ID --supervisor ID]

The book has the columns round, nth, answer, reason of a reply table; `silent` answers nothing. Whoever is not in the
book accepts. Change a line of it, and the draw goes on to another panel. With a handler and a supervisor each contact
is opened by `drawsvc contact` before the call, one after the other, as at a real desk.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from contextlib import redirect_stdout
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

from drawsvc.cli import run as drawsvc

COLUMNS = ("round", "nth", "answer", "reason")
ACCEPTS = ("accept", "none")
SILENT = "silent"


def asked_of(*words: str) -> Any:
    """What a command of drawsvc answers."""
    with TextIOWrapper(BytesIO(), encoding="utf-8") as said, redirect_stdout(said):
        code = drawsvc(["--json", *words])
        answer = said.buffer.getvalue()
    return sys.exit(answer.decode()) if code else json.loads(answer)


def name_of(call: dict[str, Any], asked: argparse.Namespace) -> str:
    """Whom the handler has on the line, "" where no contact is opened."""
    if not asked.handler:
        return ""
    place = ("--round", str(call["round"]), "--nth", str(call["nth"]))
    there = ("--handler", asked.handler, "--supervisor", asked.supervisor)
    return str(asked_of("--at", asked.at, "contact", asked.draw, *place, *there)["name"])


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
    for name in ("--at", "--handler", "--supervisor"):
        options.add_argument(name, default="")
    asked = options.parse_args()
    book = book_of(asked.book)
    with asked.out.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for call in asked_of("calls", asked.draw)["calls"]:
            place = str(call["round"]), str(call["nth"])
            answer, reason = book.get(place, ACCEPTS)
            name = name_of(call, asked)
            print(f"{place[0]}.{place[1]} {name}: {answer} {reason}".replace(" :", ":"))
            if answer != SILENT:
                table.writerow([*place, answer, reason])


if __name__ == "__main__":
    main()
