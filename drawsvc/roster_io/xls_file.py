"""Roster files of older Excel workbooks (.xls).

As with .xlsx the reader, python-calamine, takes errors for empty cells and does not tell hidden rows or which day is
day 0. That stands in a few records of the workbook's stream (MS-XLS 2.1.7), which lies in a compound file (MS-CFB).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import BinaryIO

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.tables import (
    MAX_COLUMNS,
    Corner,
    HiddenRows,
    Table,
    cell_name,
    damage_told,
    further,
)
from drawsvc.roster_io.xls_process import open_apart

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SECTOR_BYTES = 512  # in compound files of version 3, which workbooks are
ENTRY_BYTES = 128
MINI_STREAM_BYTES = 4096  # a shorter stream lies elsewhere; a workbook's is padded to this at least
NO_SECTOR = 0xFFFFFFFA  # from here on a number is no sector's
IN_HEADER = 109  # sectors of the allocation table that the header itself names

_STREAMS = ("Workbook", "Book")  # the second is that of Excel 5
_PACKAGE = "EncryptedPackage"  # an .xlsx with a password

MAX_ROWS = 65_536  # what such a workbook can have
SHORTEST_STRING_BYTES = 3  # in the table of strings

_FORMULA, _END, _DATE_MODE, _FILE_PASS = 0x0006, 0x000A, 0x0022, 0x002F
_BOUND_SHEET, _STRINGS, _DIMENSIONS = 0x0085, 0x00FC, 0x0200
_BOOL_OR_ERROR, _ROW = 0x0205, 0x0208
_RK_CELLS = 0x00BD
_CELLS = frozenset({_FORMULA, _RK_CELLS, 0x00D6, 0x00FD, 0x0203, 0x0204, _BOOL_OR_ERROR, 0x027E})
"""Records of cells that hold something (MS-XLS 2.3.2)."""
_HIDDEN_ROW = 0x20
_DAMAGED = (struct.error, IndexError, UnicodeDecodeError)


@dataclass(frozen=True)
class _Told:
    """What the records of a workbook say that the reader does not: of each of its sheets, and day 0."""

    sheets: Sequence[_Untold]
    from_1904: bool


@dataclass
class _Untold:
    """Of one sheet.

    Args:
        hidden: rows, counted from 1.
        lost: places of errors, counted from 0.
    """

    hidden: set[int] = field(default_factory=set)
    lost: set[Corner] = field(default_factory=set)


def xls_tables(file: BinaryIO) -> Iterator[Table]:
    """The sheets of a workbook, hidden ones too, without those that are empty.

    Raises:
        RosterError: `roster_damaged`, the workbook is; `roster_password`, it has one; `roster_lost_cell`, a cell
            holds an error, and nothing says of which sheet it is; `roster_rows`, `roster_columns`, the last cell is too
            far out.
    """
    data = file.read()
    with damage_told(*_DAMAGED):
        told = _told(_workbook_stream(data))
    sheets = open_apart(data)
    lost = [place for of in told.sheets for place in of.lost]
    if lost and len(sheets) != len(told.sheets):
        raise RosterError("roster_lost_cell", cell=cell_name(min(lost)))
    for sheet, untold in zip(sheets, told.sheets, strict=False):
        hidden = HiddenRows(frozenset(untold.hidden), is_whole_sheet=not sheet.is_seen)
        if sheet.table:
            yield further(sheet.table, hidden, untold.lost, from_1904=told.from_1904)


def _workbook_stream(data: bytes) -> bytes:
    """The stream of a workbook in a compound file (MS-CFB 2)."""
    table = _allocation_table(data)
    entries = _entries(_chain(data, table, struct.unpack_from("<I", data, 48)[0]))
    if _PACKAGE in entries:
        raise RosterError("roster_password")
    start, size = next((entries[name] for name in _STREAMS if name in entries), (0, 0))
    if size < MINI_STREAM_BYTES:  # also where there is none
        raise IndexError
    return _chain(data, table, start)[:size]


def _allocation_table(data: bytes) -> Sequence[int]:
    """Which sector follows each (MS-CFB 2.3). The header names its first sectors, a chain of others the rest."""
    if struct.unpack_from("<H", data, 30)[0] != SECTOR_BYTES.bit_length() - 1:
        raise IndexError
    first_further, further = struct.unpack_from("<II", data, 68)
    named = list(struct.unpack_from(f"<{IN_HEADER}I", data, 76))
    for _ in range(min(further, len(data) // SECTOR_BYTES)):
        *more, first_further = struct.unpack("<128I", _sector(data, first_further))
        named += more
    table: list[int] = []
    for number in named:
        if number < NO_SECTOR:
            table += struct.unpack("<128I", _sector(data, number))
    return table


def _chain(data: bytes, table: Sequence[int], sector: int) -> bytes:
    """The sectors of a stream from its first on. A chain that is longer than the file goes in a circle."""
    parts: list[bytes] = []
    while sector < NO_SECTOR:
        if len(parts) * SECTOR_BYTES > len(data):
            raise IndexError
        parts.append(_sector(data, sector))
        sector = table[sector]
    return b"".join(parts)


def _sector(data: bytes, number: int) -> bytes:
    """A sector; the last one of a file may be cut."""
    start = (number + 1) * SECTOR_BYTES
    if start >= len(data):
        raise IndexError
    return data[start : start + SECTOR_BYTES].ljust(SECTOR_BYTES, b"\0")


def _entries(directory: bytes) -> Mapping[str, tuple[int, int]]:
    """First sector and size by name (MS-CFB 2.6)."""
    found: dict[str, tuple[int, int]] = {}
    for at in range(0, len(directory), ENTRY_BYTES):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le")
        found[name] = struct.unpack_from("<II", directory, at + 116)
    return found


def _told(stream: bytes) -> _Told:
    starts: list[int] = []
    from_1904 = False
    for kind, body in _records(stream, 0):
        if (
            kind == _STRINGS
            and struct.unpack_from("<4xI", body)[0] > len(stream) // SHORTEST_STRING_BYTES
        ):
            raise IndexError  # the reader would make room for them
        if kind == _FILE_PASS:
            raise RosterError("roster_password")
        if kind == _BOUND_SHEET:
            starts += struct.unpack_from("<I", body)
        elif kind == _DATE_MODE:
            from_1904 = body[:1] == b"\1"
    return _Told([_untold(stream, start) for start in starts], from_1904)


def _untold(stream: bytes, start: int) -> _Untold:
    """What the reader does not tell of a sheet.

    Raises:
        RosterError: as for `_check_extent`.
    """
    untold = _Untold()
    for kind, body in _records(stream, start):
        _check_extent(kind, body)
        if kind == _ROW:
            row, *_, options = struct.unpack_from("<7H", body)
            if options & _HIDDEN_ROW:
                untold.hidden.add(row + 1)
        elif _is_error(kind, body):
            row, column = struct.unpack_from("<2H", body)
            untold.lost.add((row, column))
    return untold


def _check_extent(kind: int, body: bytes) -> None:
    """The reader makes room for every cell up to the last one, filled or not.

    Raises:
        RosterError: `roster_rows`, `roster_columns`.
    """
    rows = columns = 0
    if kind == _DIMENSIONS:
        first_row, rows, first_column, columns = struct.unpack_from("<2I2H", body)
        if first_row > rows or first_column > columns:
            raise IndexError
    elif kind in _CELLS:
        at = (
            len(body) - 2 if kind == _RK_CELLS else 2
        )  # several cells: the last column stands at the end
        columns = struct.unpack_from("<H", body, at)[0] + 1
    if rows > MAX_ROWS:
        raise RosterError("roster_rows", expected=MAX_ROWS, got=rows)
    if columns > MAX_COLUMNS:
        raise RosterError("roster_columns", expected=MAX_COLUMNS, got=columns)


def _is_error(kind: int, body: bytes) -> bool:
    """A cell that is an error (MS-XLS 2.4.24), or a formula that came to one (2.4.127)."""
    if kind == _BOOL_OR_ERROR:
        return body[7] == 1
    return kind == _FORMULA and body[6] == 2 and body[12:14] == b"\xff\xff"  # noqa: PLR2004


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    """The records of a substream, up to its end."""
    while True:
        kind, length = struct.unpack_from("<2H", stream, at)
        if kind == _END:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length
