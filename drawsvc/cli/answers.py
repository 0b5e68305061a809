"""What a command answers: one value, as canonical JSON for machines or in words for people."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from drawseeds import Value, serialise
from rich.console import Console
from rich.table import Table
from rich.text import Text

from drawsvc.cli.settings import Settings
from drawsvc.views.values import plain

SHORT = 12
"""Digits of a digest that are shown."""

WIDE = 200
"""Columns of a table that goes into a file or another program."""


@dataclass(frozen=True)
class Rows:
    """A table for people."""

    headings: Sequence[str]
    rows: Iterable[Sequence[object]]


Part = str | Rows


def answer(settings: Settings, value: dict[str, Value], *parts: Part) -> None:
    """Print the answer of a command to standard output."""
    if settings.json:
        print_json(value)
        return
    console = terminal()
    for part in parts:
        if isinstance(part, Rows):
            _print_table(console, part)
        else:
            console.print(Text(plain(part).rstrip()), soft_wrap=True)


def print_json(value: Value) -> None:
    """One line of canonical JSON (SPEC §3.1), in UTF-8 whatever the terminal speaks."""
    sys.stdout.flush()
    sys.stdout.buffer.write(serialise(value) + b"\n")
    sys.stdout.buffer.flush()


class _Console(Console):
    def on_broken_pipe(self) -> None:
        """Leave it to the entry point: whoever read us has gone, which is nobody's mistake."""
        raise BrokenPipeError


def terminal(*, stderr: bool = False) -> Console:
    """Where people read. A table is not cut to 80 columns when nobody looks at a terminal."""
    console = _Console(stderr=stderr, highlight=False, markup=False, emoji=False, soft_wrap=False)
    if not console.is_terminal:
        console.width = WIDE
    return console


def _print_table(console: Console, rows: Rows) -> None:
    """A table, numbers to the right, no line longer than what stands in it."""
    listed = [tuple(row) for row in rows.rows]
    table = Table(box=None, pad_edge=False, header_style="", show_edge=False)
    for column, heading in enumerate(rows.headings):
        numbers = bool(listed) and all(_is_number(row[column]) for row in listed)
        table.add_column(Text(heading), overflow="fold", justify="right" if numbers else "left")
    for row in listed:
        table.add_row(*(Text(plain(cell)) for cell in row))
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        console.print(Text(line.rstrip()), soft_wrap=True)


def _is_number(cell: object) -> bool:
    return isinstance(cell, int) or str(cell).removeprefix("−").isdecimal()


def shortened(settings: Settings, digest: str) -> str:
    """The beginning of a long digest or key: enough to compare by eye; all of it with `--full`."""
    return digest if settings.full or len(digest) <= SHORT else f"{digest[:SHORT]}…"
