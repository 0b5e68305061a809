"""A writer of small .xls workbooks (MS-XLS, BIFF8) in a compound file (MS-CFB), made from the formats.

Cells are texts, numbers, dates (as day numbers in a date format), or ERROR.
"""

import struct
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SECTOR = 512
END_OF_CHAIN, FAT_SECTOR, FREE = 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
ERROR = object()
"""A cell that is #N/A."""

FORMULA_ERROR = object()
"""A formula whose result is #N/A."""


@dataclass(frozen=True)
class Sheet:
    """What is on a sheet. Rows are counted from 1, corners of merged cells from 0."""

    rows: Sequence[Sequence[object]]
    hidden: Collection[int] = ()
    merged: Collection[tuple[int, int, int, int]] = ()
    state: int = 0


def xls_bytes(sheets: Mapping[str, Sheet], *, from_1904: bool = False) -> bytes:
    """A workbook."""
    return compound_file({"Workbook": workbook_stream(sheets, from_1904=from_1904)})


def workbook_stream(sheets: Mapping[str, Sheet], *, from_1904: bool = False) -> bytes:
    head = _record(0x809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0x0600))
    head += _record(0x42, struct.pack("<H", 1200)) + _record(0x22, struct.pack("<H", from_1904))
    head += b"".join(
        _record(0xE0, struct.pack("<HHHBBBBIIH", 0, n, 0, 0, 0, 0, 0, 0, 0, 0)) for n in (0, 14)
    )
    bodies = {name: _sheet(sheet) for name, sheet in sheets.items()}
    names = {name: b"".join([bytes([len(name), 1]), name.encode("utf-16-le")]) for name in sheets}
    at = len(head) + sum(4 + 6 + len(name) for name in names.values()) + 4
    bound = b""
    for name, sheet in sheets.items():
        bound += _record(0x85, struct.pack("<IBB", at, sheet.state, 0) + names[name])
        at += len(bodies[name])
    return head + bound + _record(0x0A, b"") + b"".join(bodies.values())


def compound_file(streams: Mapping[str, bytes], *, sector_shift: int = 9) -> bytes:
    """A compound file of streams of at least 4096 bytes."""
    padded = {name: data.ljust(4096, b"\0") for name, data in streams.items()}
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, END_OF_CHAIN, 0, child=1)]
    for number, (name, data) in enumerate(padded.items(), start=1):
        right = number + 1 if number < len(padded) else FREE
        entries.append(_entry(name, 2, len(sectors), len(data), right=right))
        _append(sectors, fat, data)
    directory = len(sectors)
    _append(sectors, fat, b"".join(entries))
    # The table names itself; the header has room for 109 of its sectors.
    table = len(sectors)
    count = 1
    while (len(fat) + count) > count * 128:
        count += 1
    fat += [FAT_SECTOR] * count
    fat += [FREE] * (count * 128 - len(fat))
    named = [table + n for n in range(count)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, sector_shift, 6)
    header += struct.pack("<IIIII", 0, count, directory, 0, 4096)
    header += struct.pack("<IIII", END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    header += struct.pack("<109I", *named, *[FREE] * (109 - count))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _append(sectors: list[bytes], fat: list[int], data: bytes) -> None:
    parts = [data[at : at + SECTOR].ljust(SECTOR, b"\0") for at in range(0, len(data), SECTOR)]
    first = len(sectors)
    sectors += parts
    fat += [*range(first + 1, first + len(parts)), END_OF_CHAIN]


def _entry(
    name: str, kind: int, start: int, size: int, *, right: int = FREE, child: int = FREE
) -> bytes:
    raw = name.encode("utf-16-le") + b"\0\0"
    entry = raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child)
    return entry + bytes(36) + struct.pack("<IQ", start, size)


def _sheet(sheet: Sheet) -> bytes:
    height = len(sheet.rows)
    width = max(map(len, sheet.rows), default=0)
    parts = [_record(0x809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0x0600))]
    parts.append(_record(0x200, struct.pack("<IIHHH", 0, height, 0, width, 0)))
    for place, row in enumerate(sheet.rows):
        options = 0x0120 if place + 1 in sheet.hidden else 0x0100
        parts.append(_record(0x208, struct.pack("<7HH", place, 0, len(row), 255, 0, 0, options, 0)))
        parts += [_cell(place, column, value) for column, value in enumerate(row) if value != ""]
    if sheet.merged:
        ranges = b"".join(struct.pack("<4H", *corners) for corners in sheet.merged)
        parts.append(_record(0xE5, struct.pack("<H", len(sheet.merged)) + ranges))
    return b"".join([*parts, _record(0x0A, b"")])


def _cell(row: int, column: int, value: object) -> bytes:
    at = struct.pack("<HH", row, column)
    if value is ERROR:
        return _record(0x205, at + struct.pack("<HBB", 0, 42, 1))
    if value is FORMULA_ERROR:
        result = struct.pack("<B1xB3xH", 2, 42, 0xFFFF)
        return _record(0x06, at + struct.pack("<H", 0) + result + bytes(6) + b"\3\0\x1e\1\0")
    if isinstance(value, bool):
        return _record(0x205, at + struct.pack("<HBB", 0, value, 0))
    if isinstance(value, date):
        return _record(0x203, at + struct.pack("<Hd", 1, (value - date(1899, 12, 30)).days))
    if isinstance(value, int | float):
        return _record(0x203, at + struct.pack("<Hd", 0, value))
    text = str(value).encode("utf-16-le")
    return _record(0x204, at + struct.pack("<HHB", 0, len(text) // 2, 1) + text)


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body
