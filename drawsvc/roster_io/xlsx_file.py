"""Roster files of Excel workbooks (.xlsx)."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.tables import MAX_COLUMNS, MAX_ROWS, Table

MAX_UNPACKED_BYTES = 2 * 2**30
CHUNK_BYTES = 2**20
MAX_CELLS = 50_000_000  # of one sheet, up to its last row and column
LONGEST_TAG_BYTES = 512  # of a cell; Excel's have some forty
LOOK_BACK_BYTES = 4096  # from the end of a formula to the tag of its cell

_DEFLATED_OR_STORED = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)
_DAMAGED = (
    *(CalamineError, zipfile.BadZipFile, zlib.error),
    *(EOFError, OSError, RuntimeError, ValueError),  # what zipfile raises besides
)

_TAG = rb"<(?:\w+:)?c\s(?:[^>]{0,200}\s)?"  # of a cell, up to one of its attributes
_WITH_VALUE = rb"[\"'][^>]{0,200}(?<!/)>"  # the end of a tag that is not empty
_COLUMN = re.compile(_TAG + rb"r\s*=\s*[\"']([A-Za-z]+)[0-9]+" + _WITH_VALUE)
_ROW = re.compile(_TAG + rb"r\s*=\s*[\"'][A-Za-z]+([0-9]+)" + _WITH_VALUE)
# An error such as #N/A, and a formula without a stored result: the reader takes both for empty.
_LOST = re.compile(
    _TAG + rb"t\s*=\s*[\"']e[\"'][^>]{0,200}>"
    rb"|</(?:\w+:)?f>(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v></(?:\w+:)?v>)?</(?:\w+:)?c>"
)


def is_xlsx(data: bytes) -> bool:
    """Whether a file is a workbook of this kind, by its contents."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _DAMAGED:
        return False


def xlsx_tables(data: bytes) -> Iterator[Table]:
    """The sheets of a workbook, hidden ones too, without those that are empty.

    Raises:
        RosterError: `roster_xlsx`, the workbook is damaged; `roster_too_large`, it unpacks to more
            than MAX_UNPACKED_BYTES; `roster_rows`, `roster_columns`, `roster_cell_count`, the last
            cell is too far out; `roster_lost_cell`, a cell holds an error, or a formula without
            its result.
    """
    try:
        _check_parts(data)
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in workbook.sheet_names:
            sheet = workbook.get_sheet_by_name(name)
            if sheet.end is not None:
                yield _table(sheet)
    except _DAMAGED as fault:
        raise RosterError("roster_xlsx", reason=type(fault).__name__) from None


def _table(sheet: CalamineSheet) -> Table:
    left = sheet.start[1] if sheet.start else 0  # rows come without the empty columns before it
    corners = ((row, column - left) for (row, column), _ in sheet.merged_cell_ranges or ())
    return Table(sheet.name, sheet.iter_rows(), frozenset(corners))


def _check_parts(data: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MAX_UNPACKED_BYTES:
            raise RosterError("roster_too_large", expected=MAX_UNPACKED_BYTES, got=unpacked)
        for part in archive.infolist():
            if part.compress_type not in _DEFLATED_OR_STORED:
                raise zipfile.BadZipFile
            if part.filename.startswith("xl/") and part.filename.endswith(".xml"):
                _check_part(archive, part)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Look for what the reader would not survive or not tell."""
    before = b""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            chunk = before + chunk
            lost = _LOST.search(chunk)
            if lost:
                raise RosterError("roster_lost_cell", cell=_reference(chunk[: lost.end()]))
            columns.update(_COLUMN.findall(chunk))
            rows = {max(rows.union(_ROW.findall(chunk)), key=int, default=b"0")}
            before = chunk[-LONGEST_TAG_BYTES:]
    _check_extent(max(map(int, rows), default=0), max(map(_column_number, columns), default=0))


def _check_extent(rows: int, columns: int) -> None:
    """The reader makes room for every cell up to the last one, filled or not."""
    if columns > MAX_COLUMNS:
        raise RosterError("roster_columns", expected=MAX_COLUMNS, got=columns)
    if rows > MAX_ROWS:
        raise RosterError("roster_rows", expected=MAX_ROWS, got=rows)
    if rows * columns > MAX_CELLS:
        raise RosterError("roster_cell_count", expected=MAX_CELLS, rows=rows, columns=columns)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number


def _reference(cells: bytes) -> str:
    """Where the last of these cells stands, as B12; "" if that is not within reach."""
    found = re.findall(rb"\br\s*=\s*[\"']([A-Z]+[0-9]+)[\"']", cells[-LOOK_BACK_BYTES:])
    return str(found[-1].decode()) if found else ""
