"""What the readers of files have in common: tables of cells, and their limits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineSheet

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster_cells import DAY_COLUMNS, NUMBER_COLUMNS, CellError

MAX_ROWS = 1_000_000  # with the heading; what one file may hold
MAX_COLUMNS = 200

LETTERS = 26  # that columns are named with

DIGITS_KEPT = 15
"""Digits of a number that a workbook keeps; of an identity number of 18 the last three are lost."""

DIGIT_COLUMNS = frozenset({"serial", "phone", "id_number"}) | NUMBER_COLUMNS
"""Columns where a whole number is the digits that were typed. A serial of 7 and one of 007 are the same (HN-08); an
id or a code is not: 007 and 1.10 are not 7 and 1.1."""

EPOCH = {False: date(1899, 12, 30), True: date(1904, 1, 1)}
"""Day 0 of a workbook's dates; which one its setting date1904 says. Before 1 March 1900 the first is a day off."""

SERIALS = range(10_000, 80_000)
"""Day numbers that are taken for dates: 1927 to 2119. A smaller number may be a year."""

Held = int | float | bool | date | time | timedelta
"""What a workbook holds in a cell besides text."""

Cell = str | Held
"""What a file holds in a cell; "" if it is empty. A csv file has text only."""

Corner = tuple[int, int]
"""Row and column, both counted from 0."""


@dataclass(frozen=True)
class HiddenRows:
    """Rows that nobody sees, counted from 1, or a whole sheet."""

    rows: frozenset[int] = frozenset()
    is_whole_sheet: bool = False


@dataclass(frozen=True)
class Table:
    """One sheet of a file.

    Args:
        sheet: its name, "" in a file without sheets.
        rows: from the first row of the file on, none left out.
        left: empty columns before the first, which rows and `merged` leave out.
        merged: upper left and lower right corners of merged cells.
        hidden: what nobody sees of it.
        lost: cells whose content the reader does not tell, at places as in `merged`: errors such as #N/A, and formulas
            without a stored result.
        from_1904: days are counted from 1904.
    """

    sheet: str
    rows: Iterator[Sequence[Cell]]
    left: int = 0
    merged: frozenset[tuple[Corner, Corner]] = frozenset()
    hidden: HiddenRows = HiddenRows()
    from_1904: bool = False
    lost: frozenset[Corner] = frozenset()


def sheet_table(sheet: CalamineSheet) -> Table | None:
    """The table on a sheet of a workbook, as far as its reader tells; None if it is empty."""
    if sheet.start is None:
        return None
    left = sheet.start[1]
    merged = frozenset(
        ((top, first - left), (bottom, last - left))
        for (top, first), (bottom, last) in sheet.merged_cell_ranges or ()
    )
    return Table(sheet.name, sheet.iter_rows(), left, merged)


def further(table: Table, hidden: HiddenRows, lost: Iterable[Corner], *, from_1904: bool) -> Table:
    """The same table with what its reader does not tell; `lost` with the empty columns before the first counted."""
    places = frozenset((row, column - table.left) for row, column in lost)
    return replace(table, hidden=hidden, lost=places, from_1904=from_1904)


@contextmanager
def damage_told(*damaged: type[Exception]) -> Iterator[None]:
    """What a reader of workbooks raises, as an error of ours.

    Raises:
        RosterError: `roster_damaged`, for any of `damaged`, for what python-calamine raises, and where it gives up
            altogether, which is no Exception and has no class to be named.
    """
    try:
        yield
    except BaseException as fault:
        name = type(fault).__name__
        if not isinstance(fault, (CalamineError, *damaged)) and name != "PanicException":
            raise
        raise RosterError("roster_damaged", reason=name) from None


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


def cell_text(column: str, cell: Held, *, from_1904: bool = False) -> str:
    """A cell that is no text as text, as a csv file would have it.

    Raises:
        CellError: `cell_number`, a number where only text keeps what was typed: 1.10 would be 1.1;
            `cell_digits_lost`, a number longer than a workbook keeps; `cell_date`, a date in a
            column of something else, as 1.10 read as 10 January; `cell_type`, another thing that is
            no text.
    """
    if isinstance(cell, bool):
        raise CellError("cell_type", "text")
    if isinstance(cell, (int, float)):
        return _number_text(column, cell, from_1904=from_1904)
    if isinstance(cell, date):
        return _day_text(column, cell)
    raise CellError("cell_type", "text")


def cell_name(place: Corner) -> str:
    """A place as a workbook names it: B12."""
    row, column = place
    letters = ""
    number = column + 1
    while number:
        number, rest = divmod(number - 1, LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{letters}{row + 1}"


def cell_place(name: str) -> Corner:
    """The place of a cell by its name."""
    letters = name.rstrip("0123456789")
    return int(name[len(letters) :]) - 1, column_number(letters) - 1


def column_number(letters: str) -> int:
    """A column as a workbook names it, counted from 1."""
    number = 0
    for letter in letters.upper():
        number = number * LETTERS + ord(letter) - ord("A") + 1
    return number


def shown(cell: Cell) -> str:
    """A cell for a message."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _number_text(column: str, cell: float, *, from_1904: bool) -> str:
    is_whole = float(cell).is_integer() and cell >= 0
    if column in DAY_COLUMNS:
        return _counted_day(int(cell) if is_whole else 0, from_1904=from_1904)
    if column not in DIGIT_COLUMNS or not is_whole:
        raise CellError("cell_number", "text")
    text = str(int(cell))
    if len(text) > DIGITS_KEPT:
        raise CellError("cell_digits_lost", "text")
    return text


def _counted_day(number: int, *, from_1904: bool) -> str:
    """A day that a workbook counts, or one typed as 19700214 or 197002."""
    if number in SERIALS:
        return (EPOCH[from_1904] + timedelta(days=number)).isoformat()
    if number < SERIALS.stop:
        raise CellError("cell_number", "date")
    return str(number)


def _day_text(column: str, cell: date) -> str:
    if column not in DAY_COLUMNS:
        raise CellError("cell_date", "text")
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise CellError("cell_type", "date")
        cell = cell.date()
    return cell.isoformat()
