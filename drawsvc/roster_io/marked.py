"""A copy of a roster file in which bad cells are marked."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, BinaryIO, cast

import openpyxl
from openpyxl.cell import MergedCell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from drawsvc.domain.roster_cells import CellFault
from drawsvc.roster_io.headings import Heading
from drawsvc.roster_io.read import RosterFile, tables_of
from drawsvc.roster_io.tables import Cell
from drawsvc.roster_io.xlsx_file import is_xlsx

MAX_STYLED_BYTES = (
    4 * 2**20
)  # a larger workbook is copied without its formats: openpyxl needs much room
SHEET = "1"  # of a file without sheets

_RED = PatternFill("solid", fgColor="FF9C9C")
_AUTHOR = "drawsvc"

Say = Callable[[CellFault], str]
"""A fault in words."""

Marks = Mapping[str, Mapping[tuple[int, int], str]]
"""What is wrong by row and column, counted from 1, of each sheet."""


def marked_copy(file: BinaryIO, read: RosterFile, cells: Sequence[CellFault], say: Say) -> bytes:
    """A workbook (.xlsx) of the same sheets, where bad cells are red and a comment says what is wrong.

    A workbook of this kind keeps its formats if it is not too large; of other files the cells alone are copied, numbers
    as numbers and texts as texts.

    Args:
        file: the file.
        read: as it was read, as far as the faults go.
        cells: what is wrong.
        say: puts it into words.
    """
    marks = _marks(file, read.headings, cells, say)
    file.seek(0, io.SEEK_END)
    if file.tell() <= MAX_STYLED_BYTES and is_xlsx(file):
        try:
            return _styled(file, marks)
        except Exception:  # noqa: BLE001 - whatever openpyxl dislikes about a file: a plain copy says as much
            return _plain(file, marks)
    return _plain(file, marks)


def _marks(
    file: BinaryIO, headings: Mapping[str, Heading], cells: Sequence[CellFault], say: Say
) -> Marks:
    lefts = {table.sheet: table.left for table in tables_of(file)}
    marks: dict[str, dict[tuple[int, int], str]] = defaultdict(dict)
    for fault in cells:
        column = 1 + lefts[fault.sheet] + _place(headings[fault.sheet], fault.column)
        before = marks[fault.sheet].get((fault.row, column))
        marks[fault.sheet][fault.row, column] = "\n".join(filter(None, (before, say(fault))))
    return marks


def _place(heading: Heading, column: str) -> int:
    """Where a column is, by its name, its heading or its position; of one that is missing the first."""
    places = {name: place for place, name in heading.columns.items() if name}
    places |= {text: place for place, text in heading.texts.items()}
    if column in places:
        return places[column]
    return int(column) - 1 if column.isdigit() else min(heading.texts)


def _styled(file: BinaryIO, marks: Marks) -> bytes:
    file.seek(0)
    book = openpyxl.load_workbook(file)
    for sheet, of_sheet in marks.items():
        page = book[sheet]
        for (row, column), text in of_sheet.items():
            cell = page.cell(row, column)
            if isinstance(cell, MergedCell):
                corner = next(
                    merged for merged in page.merged_cells.ranges if cell.coordinate in merged
                )
                cell = page.cell(corner.min_row, corner.min_col)
            _mark(cell, text)
    return _saved(book)


def _plain(file: BinaryIO, marks: Marks) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for table in tables_of(file):
        page = book.create_sheet(table.sheet or SHEET)
        of_sheet = marks.get(table.sheet, {})
        lasts = dict(sorted(of_sheet))
        for number, row in enumerate(table.rows, start=1):
            last = lasts.get(number, 0)
            cells = [_plain_cell(page, cell) for cell in (*[""] * table.left, *row)]
            cells += [_plain_cell(page, "") for _ in range(len(cells), last)]
            for column, cell in enumerate(cells, start=1):
                if (number, column) in of_sheet:
                    _mark(cell, of_sheet[number, column])
            page.append(cells)
    return _saved(book)


def _plain_cell(page: Any, value: Cell) -> Any:
    """A cell of a copy. No text becomes a formula, and characters that no workbook can hold are replaced."""
    if not isinstance(value, str):
        return WriteOnlyCell(page, cast("Any", value))  # openpyxl takes all of these
    cell = WriteOnlyCell(page, _clean(value))
    cell.data_type = "s" if value else "n"
    return cell


def _mark(cell: Any, text: str) -> None:
    cell.fill = _RED
    cell.comment = Comment(_clean(text), _AUTHOR)


def _clean(text: str) -> str:
    return str(ILLEGAL_CHARACTERS_RE.sub("\N{REPLACEMENT CHARACTER}", text))


def _saved(book: openpyxl.Workbook) -> bytes:
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()
