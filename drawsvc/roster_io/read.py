"""Read a roster file: bytes to rows, rows to a roster."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, islice

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Roster
from drawsvc.domain.roster_cells import CellError, CellFault
from drawsvc.domain.roster_check import RosterRow, check_roster
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.roster_io.csv_file import csv_table
from drawsvc.roster_io.headings import HEADING_WITHIN, columns_of, is_heading
from drawsvc.roster_io.tables import Cell, Table, cell_text, shown, within_limits
from drawsvc.roster_io.xlsx_file import is_xlsx, xlsx_tables

Finding = tuple[str, str, str, str]
"""Column, code, expected and found of a CellFault."""

ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0"  # .xls, and a workbook with a password


def read_roster(data: bytes, taxonomy: Taxonomy | None = None) -> Roster:
    """Read a roster file, all or nothing.

    Args:
        data: a csv file in UTF-8 or GB18030, or an xlsx workbook; which of them is seen from the
            contents.
        taxonomy: as for `check_roster`.

    Raises:
        RosterError: as for `read_rows` and `check_roster`.
    """
    return check_roster(read_rows(data), taxonomy)


def read_rows(data: bytes) -> Iterator[RosterRow]:
    """The rows of a roster file; blank ones are left out.

    Raises:
        RosterError: `roster_file_kind`, neither csv nor xlsx; `roster_heading`, a sheet has no
            heading; `roster_cells`, the heading has unknown, double or missing columns;
            `roster_rows`, `roster_columns`, too many; else as for `csv_table` and `xlsx_tables`.
    """
    return chain.from_iterable(_rows_of(table) for table in _tables(data))


def _tables(data: bytes) -> Iterator[Table]:
    if data.startswith((ZIP, OLE)):
        if not is_xlsx(data):
            raise RosterError("roster_file_kind", expected=["csv", "xlsx"])
        yield from xlsx_tables(data)
    else:
        yield csv_table(data)


def _rows_of(table: Table) -> Iterator[RosterRow]:
    numbered = enumerate(within_limits(table.rows), start=1)
    columns = _heading(table.sheet, numbered)
    for number, row in numbered:
        if not all(map(_is_blank, row)):
            cells, faults = _cells(row, columns)
            faults += _merged(number, columns, table.merged)
            yield RosterRow(
                table.sheet,
                number,
                cells,
                tuple(CellFault(table.sheet, number, *fault) for fault in faults),
            )


def _heading(sheet: str, numbered: Iterator[tuple[int, Sequence[Cell]]]) -> Mapping[int, str]:
    for number, row in islice(numbered, HEADING_WITHIN):
        if is_heading(row):
            return columns_of(row, sheet=sheet, number=number)
    raise RosterError("roster_heading", sheet=sheet, expected="name", rows=HEADING_WITHIN)


def _cells(row: Sequence[Cell], columns: Mapping[int, str]) -> tuple[dict[str, str], list[Finding]]:
    """The texts of a row by column, and what is wrong with cells that have none."""
    cells: dict[str, str] = {}
    faults: list[Finding] = []
    for place, cell in enumerate(row):
        column = columns.get(place)
        if column:
            try:
                cells[column] = cell_text(column, cell)
            except CellError as error:
                cells[column] = ""
                faults.append((column, error.code, error.expected, shown(cell)))
        elif column is None and not _is_blank(cell):
            faults.append((str(place + 1), "column_unnamed", "heading", shown(cell)))
    return cells, faults


def _merged(
    number: int, columns: Mapping[int, str], corners: Collection[tuple[int, int]]
) -> list[Finding]:
    """Of merged cells only the first has the text; the others would be taken for empty."""
    return [
        (column, "cell_merged", "single", "")
        for place, column in columns.items()
        if column and (number - 1, place) in corners
    ]


def _is_blank(cell: Cell) -> bool:
    return isinstance(cell, str) and not cell.strip()
