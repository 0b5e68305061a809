"""What the readers of files have in common: tables of cells, and their limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster_cells import DAY_COLUMNS, NUMBER_COLUMNS, CellError

MAX_ROWS = 1_000_000  # with the heading; what one file may hold
MAX_COLUMNS = 200

Cell = str | int | float | bool | date | time | timedelta
"""What a file holds in a cell; "" if it is empty. A csv file has text only."""


@dataclass(frozen=True)
class Table:
    """One sheet of a file.

    Args:
        sheet: its name, "" in a file without sheets.
        rows: from the first row of the file on, none left out.
        merged: upper left corners of merged cells as (row, column), both counted from 0.
    """

    sheet: str
    rows: Iterator[Sequence[Cell]]
    merged: frozenset[tuple[int, int]] = frozenset()


def within_limits(rows: Iterator[Sequence[Cell]]) -> Iterator[Sequence[Cell]]:
    """The same rows.

    Raises:
        RosterError: `roster_rows`, `roster_columns`, there are more than the limit.
    """
    for count, row in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise RosterError("roster_rows", expected=MAX_ROWS)
        if len(row) > MAX_COLUMNS:
            raise RosterError("roster_columns", expected=MAX_COLUMNS, got=len(row), row=count)
        yield row


def cell_text(column: str, cell: Cell) -> str:
    """A cell as text, as a csv file would have it.

    Raises:
        CellError: `cell_number`, a number where only text keeps what was typed: 1.10 would be 1.1;
            `cell_date`, a date in a column of something else, as 1.10 read as 10 January;
            `cell_type`, another thing that is no text.
    """
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        raise CellError("cell_type", "text")
    if isinstance(cell, (int, float)):
        return _number_text(column, cell)
    if isinstance(cell, date):
        return _day_text(column, cell)
    raise CellError("cell_type", "text")


def shown(cell: Cell) -> str:
    """A cell for a message."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _number_text(column: str, cell: float) -> str:
    if column in NUMBER_COLUMNS and float(cell).is_integer():
        return shown(cell)
    raise CellError("cell_number", "date" if column in DAY_COLUMNS else "text")


def _day_text(column: str, cell: date) -> str:
    if column not in DAY_COLUMNS:
        raise CellError("cell_date", "text")
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise CellError("cell_type", "date")
        cell = cell.date()
    return cell.isoformat()
