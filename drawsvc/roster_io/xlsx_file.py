"""Roster files of Excel workbooks (.xlsx).

The reader, python-calamine, is fast and trusting: it takes errors for empty cells, does not tell hidden rows, and makes
room for whatever a file claims. So every part of a workbook is looked through before it is handed on.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    HiddenRows,
    Table,
    damage_told,
    sheet_table,
)

MAX_UNPACKED_BYTES = 2 * 2**30
MAX_EXPANSION = 100  # times the packed size; workbooks of people have 5 to 15
SMALL_BYTES = 64 * 2**20  # of a workbook that unpacks to so little, any expansion is taken
MAX_PARTS = 10_000
CHUNK_BYTES = 2**20
MAX_CELLS = 50_000_000  # of one sheet, up to its last row and column
LONGEST_TAG_BYTES = 512  # of a cell or row; Excel's have some forty and two hundred
LOOK_BACK_BYTES = 4096  # from the end of a formula to the tag of its cell

_DEFLATED_OR_STORED = (zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED)
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, ET.ParseError),
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
_HIDDEN = re.compile(
    rb"<(?:\w+:)?row\s(?=[^>]{0,400}\shidden\s*=\s*[\"'](?:1|true)[\"'])"
    rb"(?:[^>]{0,400}\s)?r\s*=\s*[\"']([0-9]{1,7})[\"']"
)
_ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_OTHER_ENCODING = re.compile(
    rb"\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"'](?!(?i:utf-8|us-ascii)[\"'])"
)
_MARK = b"\xef\xbb\xbf"

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def is_xlsx(file: BinaryIO) -> bool:
    """Whether a file is a workbook of this kind, by its contents."""
    try:
        with zipfile.ZipFile(file) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except _DAMAGED:
        return False


def xlsx_tables(file: BinaryIO) -> Iterator[Table]:
    """The sheets of a workbook, hidden ones too, without those that are empty.

    Raises:
        RosterError: `roster_damaged`, the workbook is; `roster_expansion`, it unpacks to more than
            MAX_UNPACKED_BYTES, or is beyond SMALL_BYTES and MAX_EXPANSION; `roster_entities`, a part has a
            document type definition, through which a few bytes can become many; `roster_rows`, `roster_columns`,
            `roster_cell_count`, the last cell is too far out; `roster_lost_cell`, a cell holds an
            error, or a formula without its result.
    """
    with damage_told(*_DAMAGED):
        hidden = _check_parts(file)
        settings = _settings(file)
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        for of_sheet in workbook.sheets_metadata:
            part = settings.parts.get(of_sheet.name, "")
            seen = of_sheet.visible is SheetVisibleEnum.Visible
            rows = HiddenRows(hidden.get(part, frozenset()), is_whole_sheet=not seen)
            table = sheet_table(
                workbook.get_sheet_by_name(of_sheet.name), rows, from_1904=settings.from_1904
            )
            if table:
                yield table


@dataclass(frozen=True)
class _Settings:
    """What workbook.xml says: the part of each sheet by its name, and which day is day 0."""

    parts: Mapping[str, str]
    from_1904: bool


def _settings(file: BinaryIO) -> _Settings:
    with zipfile.ZipFile(file) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314
        try:
            links = ET.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
        except KeyError:
            raise zipfile.BadZipFile from None
    targets = {link.get("Id"): posixpath.join("/xl", link.get("Target", "")) for link in links}
    sheets = ((sheet.get("name", ""), sheet.get(_RELATION)) for sheet in book.iter(f"{_MAIN}sheet"))
    properties = book.find(f"{_MAIN}workbookPr")
    return _Settings(
        {name: targets.get(link, "").lstrip("/") for name, link in sheets},
        properties is not None and properties.get("date1904") in {"1", "true"},
    )


def _check_parts(file: BinaryIO) -> Mapping[str, frozenset[int]]:
    """Look through every part. Returns hidden rows by part."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        _check_expansion(parts)
        return {part.filename: frozenset(map(int, _check_part(archive, part))) for part in parts}


def _check_expansion(parts: Sequence[zipfile.ZipInfo]) -> None:
    """What parts claim to unpack to; a part that unpacks to something else is damaged for zipfile."""
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    limit = min(MAX_UNPACKED_BYTES, max(SMALL_BYTES, MAX_EXPANSION * packed))
    if unpacked > limit:
        raise RosterError("roster_expansion", expected=limit, got=unpacked)
    if len(parts) > MAX_PARTS or any(p.compress_type not in _DEFLATED_OR_STORED for p in parts):
        raise zipfile.BadZipFile


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> set[bytes]:
    """Look for what the reader would not survive or not tell. Returns the hidden rows."""
    before = b""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    hidden: set[bytes] = set()
    is_xml = part.filename.lower().endswith((".xml", ".rels"))
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK_BYTES):
            if not is_xml:
                continue  # read to its end, so that its size and checksum are compared
            if not before:
                _check_encoding(chunk)
            chunk = before + chunk
            if _ENTITIES.search(chunk):
                raise RosterError("roster_entities", part=part.filename)
            lost = _LOST.search(chunk)
            if lost:
                raise RosterError("roster_lost_cell", cell=_reference(chunk[: lost.end()]))
            columns.update(_COLUMN.findall(chunk))
            rows = {max(rows.union(_ROW.findall(chunk)), key=int, default=b"0")}
            hidden.update(_HIDDEN.findall(chunk))
            before = chunk[-LONGEST_TAG_BYTES:]
    _check_extent(max(map(int, rows), default=0), max(map(_column_number, columns), default=0))
    return hidden


def _check_encoding(start: bytes) -> None:
    """In another encoding than UTF-8 nothing that is looked for here would be found."""
    text = start.removeprefix(_MARK)
    if not text.lstrip().startswith(b"<") or _OTHER_ENCODING.match(text):
        raise zipfile.BadZipFile


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
