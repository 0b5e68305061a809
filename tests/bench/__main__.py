"""`make bench`: every figure of docs/benchmarks.md in one run, printed as Markdown."""

from __future__ import annotations

import platform
import sys

import tests.bench.appending
import tests.bench.calling
import tests.bench.committing
import tests.bench.drawing
import tests.bench.history
import tests.bench.importing
import tests.bench.picking
import tests.bench.showing_rows
import tests.bench.simulating
import tests.bench.starting
import tests.bench.verifying
import tests.bench.watching

PARTS = {
    "picking": tests.bench.picking.report,
    "verifying": tests.bench.verifying.report,
    "appending": tests.bench.appending.report,
    "showing_rows": tests.bench.showing_rows.report,
    "importing": tests.bench.importing.report,
    "history": tests.bench.history.report,
    "simulating": tests.bench.simulating.report,
    "committing": tests.bench.committing.report,
    "calling": tests.bench.calling.report,
    "drawing": tests.bench.drawing.report,
    "starting": tests.bench.starting.report,
    "watching": tests.bench.watching.report,
}


def main(names: list[str]) -> None:
    """Run the named parts, or all."""
    print(f"{platform.machine()}, Python {platform.python_version()}, SQLite in WAL mode\n")
    for name in names or PARTS:
        for section in PARTS[name]():
            print(section, end="\n\n", flush=True)


main(sys.argv[1:])
