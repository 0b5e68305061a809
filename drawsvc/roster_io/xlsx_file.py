"""Roster files of Excel workbooks (.xlsx).

The reader, python-calamine, is fast and trusting: it takes errors for empty cells, does not tell hidden rows, and makes
room for whatever a file claims. So every part of a workbook is looked through before it is handed on.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree import ElementTree as ET

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.tables import (
    MAX_COLUMNS,
    MAX_ROWS,
    Corner,
    HiddenRows,
    Table,
    cell_name,
    cell_place,
    column_number,
    damage_told,
    further,
    sheet_table,
)

MAX_UNPACKED_BYTES = 2 * 2**30
MAX_EXPANSION = 100  # times the packed size; workbooks of people have 5 to 15
SMALL_BYTES = 64 * 2**20  # of a workbook that unpacks to so little, any expansion is taken
MAX_PARTS = 10_000
CHUNK_BYTES = 2**20
MAX_CELLS = 50_000_000  # of one sheet, up to its last row and column
LOOK_BACK_BYTES = 4096  # from the end of a formula to the tag of its cell; more than any tag has

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
_CELL = re.compile(rb"<(?:\w+:)?c(?:\s[^>]{0,400})?>")
_NAME = re.compile(rb"\sr\s*=\s*[\"']([A-Za-z]{1,3}[0-9]{1,7})[\"']")
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
            error, or a formula without its result, and nothing says where it stands.
    """
    with damage_told(*_DAMAGED):
        untold = _check_parts(file)
        settings = _settings(file)
        _check_claimed(untold, settings.parts.values())
        file.seek(0)
        workbook = CalamineWorkbook.from_filelike(file)
        for of_sheet in workbook.sheets_metadata:
            part = settings.parts.get(of_sheet.name, "")
            seen = of_sheet.visible is SheetVisibleEnum.Visible
            of_part = untold.get(part, _Untold())
            rows = HiddenRows(frozenset(map(int, of_part.hidden)), is_whole_sheet=not seen)
            table = sheet_table(workbook.get_sheet_by_name(of_sheet.name))
            if table:
                yield further(table, rows, of_part.lost, from_1904=settings.from_1904)


@dataclass
class _Untold:
    """What the reader does not tell of a part: hidden rows by number, and the places of lost cells."""

    hidden: set[bytes] = field(default_factory=set)
    lost: set[Corner] = field(default_factory=set)


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


def _check_parts(file: BinaryIO) -> Mapping[str, _Untold]:
    """Look through every part. Returns what its reader does not tell, by part."""
    with zipfile.ZipFile(file) as archive:
        parts = archive.infolist()
        _check_expansion(parts)
        return {part.filename: _check_part(archive, part) for part in parts}


def _check_claimed(untold: Mapping[str, _Untold], parts: Collection[str]) -> None:
    """A lost cell of a part that is no sheet's could be of one all the same."""
    for name, of_part in untold.items():
        if of_part.lost and name not in parts:
            raise RosterError("roster_lost_cell", cell=cell_name(min(of_part.lost)))


def _check_expansion(parts: Sequence[zipfile.ZipInfo]) -> None:
    """What parts claim to unpack to; a part that unpacks to something else is damaged for zipfile."""
    packed = sum(part.compress_size for part in parts)
    unpacked = sum(part.file_size for part in parts)
    limit = min(MAX_UNPACKED_BYTES, max(SMALL_BYTES, MAX_EXPANSION * packed))
    if unpacked > limit:
        raise RosterError("roster_expansion", expected=limit, got=unpacked)
    if len(parts) > MAX_PARTS or any(p.compress_type not in _DEFLATED_OR_STORED for p in parts):
        raise zipfile.BadZipFile


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> _Untold:
    """Look for what the reader would not survive, and for what it would not tell."""
    before = b""
    columns: set[bytes] = set()
    rows: set[bytes] = set()
    untold = _Untold()
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
            untold.lost.update(_lost_cells(chunk, len(before)))
            columns.update(_COLUMN.findall(chunk))
            rows = {max(rows.union(_ROW.findall(chunk)), key=int, default=b"0")}
            untold.hidden.update(_HIDDEN.findall(chunk))
            before = chunk[-LOOK_BACK_BYTES:]
    last_column = max((column_number(name.decode()) for name in columns), default=0)
    _check_extent(max(map(int, rows), default=0), last_column)
    return untold


def _lost_cells(chunk: bytes, looked_through: int) -> Iterator[Corner]:
    """The places of lost cells that end behind so many bytes.

    Raises:
        RosterError: `roster_lost_cell`, one has no name within reach.
    """
    for lost in _LOST.finditer(chunk):
        if lost.end() > looked_through:
            tags = _CELL.findall(chunk[max(0, lost.end() - LOOK_BACK_BYTES) : lost.end()])
            name = _NAME.search(tags[-1]) if tags else None
            if name is None:
                raise RosterError("roster_lost_cell", cell="")
            yield cell_place(name[1].decode())


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
