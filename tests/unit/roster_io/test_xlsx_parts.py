"""Workbooks made to harm, or that the reader would misread."""

import io
import zipfile
from collections.abc import Callable

import pytest

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io import xlsx_file as reader
from drawsvc.roster_io.read import RosterFile
from tests.refusing import refused
from tests.unit.roster_io.files import xlsx_file
from tests.unit.roster_io.test_read import HEADING, ROWS

SHEET, BOOK = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
Change = Callable[[bytes], bytes]


def repacked(changes: dict[str, Change], **added: bytes) -> bytes:
    """A good workbook with parts changed, added, or left out where nothing remains of them."""
    data = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx_file([HEADING, *ROWS]))) as old,
        zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            part = old.read(name)
            if name in changes:
                part = changes[name](part)
            if part:
                new.writestr(name, part)
        for name, part in added.items():
            new.writestr(name, part)
    return data.getvalue()


def read(data: bytes) -> int:
    return len(list(RosterFile(io.BytesIO(data)).rows()))


def test_repacked_is_read() -> None:
    assert read(repacked({})) == 2


@pytest.mark.parametrize("part", [SHEET, BOOK, "xl/styles.xml", "_rels/.rels"])
def test_entities(part: str) -> None:
    doctype = b'<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;&b;&b;">]>'
    with refused(RosterError, "roster_entities", part=part):
        read(repacked({part: lambda xml: doctype + xml}))


@pytest.mark.parametrize(
    "change",
    [
        lambda xml: xml.decode().encode("utf-16"),
        lambda xml: b'<?xml version="1.0" encoding="GBK"?>' + xml,
        lambda _: b"no xml",
    ],
)
def test_parts_in_another_encoding(change: Change) -> None:
    with refused(RosterError, "roster_damaged"):
        read(repacked({SHEET: change}))


def test_part_with_a_byte_order_mark() -> None:
    declared = b'\xef\xbb\xbf<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    assert read(repacked({SHEET: lambda xml: declared + xml})) == 2


def test_parts_of_several_chunks_and_of_other_kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "CHUNK_BYTES", 64)
    assert read(repacked({}, picture=bytes(1000))) == 2
    hidden = b'<row r="2" hidden="1"'
    data = repacked({SHEET: lambda xml: xml.replace(b'<row r="2"', hidden)})
    file = RosterFile(io.BytesIO(data))
    assert len(list(file.rows())) == 2
    assert [note.facts["rows"] for note in file.notes] == [(2,)]


def test_bomb() -> None:
    with refused(RosterError, "roster_expansion"):
        read(repacked({}, zeros=bytes(reader.SMALL_BYTES)))


def test_part_that_unpacks_to_more_than_it_says() -> None:
    data = bytearray(repacked({}, zeros=bytes(1000)))
    place = data.rindex(b"PK\x01\x02")
    assert data[place + 24 : place + 28] == (1000).to_bytes(4, "little")
    data[place + 24 : place + 28] = (10).to_bytes(4, "little")
    with refused(RosterError, "roster_damaged"):
        read(bytes(data))


def test_too_many_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PARTS", 5)
    with refused(RosterError, "roster_damaged"):
        read(repacked({}))


@pytest.mark.parametrize("part", [BOOK, "xl/_rels/workbook.xml.rels"])
def test_missing_part(part: str) -> None:
    with pytest.raises(RosterError):
        read(repacked({part: lambda _: b""}))


def test_sheet_that_is_nowhere() -> None:
    rels = "xl/_rels/workbook.xml.rels"
    with refused(RosterError, "roster_damaged"):
        read(repacked({rels: lambda xml: xml.replace(b"worksheets/sheet1", b"worksheets/sheet9")}))


ERROR_CELL = b'<c r="C2" t="e"><v>#N/A</v></c>'


@pytest.mark.parametrize(
    ("changes", "added", "cell"),
    [
        ({SHEET: lambda xml: xml.replace(b"</row>", b'<c t="e"><v>#N/A</v></c></row>', 1)}, {}, ""),
        ({SHEET: lambda xml: xml.replace(b"</row>", b"<c><f>1+1</f></c></row>", 1)}, {}, ""),
        ({}, {"xl/worksheets/sheet9.xml": b"<a>" + ERROR_CELL + b"</a>"}, "C2"),
    ],
)
def test_a_lost_cell_of_which_nobody_knows_the_place(
    changes: dict[str, Change], added: dict[str, bytes], cell: str
) -> None:
    with refused(RosterError, "roster_lost_cell", cell=cell):
        read(repacked(changes, **added))


def test_a_lost_cell_is_told_once_where_pieces_meet(monkeypatch: pytest.MonkeyPatch) -> None:
    change = {SHEET: lambda xml: xml.replace(b'r="D2"', b'r="D2" t="e"', 1)}
    for size in (97, 640, 5000):
        monkeypatch.setattr(reader, "CHUNK_BYTES", size)
        (row, _) = RosterFile(io.BytesIO(repacked(change))).rows()
        assert [(of.column, of.code) for of in row.faults] == [("serial", "cell_lost")]
