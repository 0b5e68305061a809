"""Copies with marked cells, of every kind of file."""

import io
import zipfile
from datetime import date
from typing import Any

import openpyxl
import pytest

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster_check import check_roster
from drawsvc.roster_io import marked
from drawsvc.roster_io.marked import marked_copy
from drawsvc.roster_io.read import RosterFile
from tests.unit.roster_io.files import csv_file, workbook, xls_file, xlsx_file
from tests.unit.roster_io.test_read import HEADING, File
from tests.unit.roster_io.xls_writer import Sheet, xls_bytes

ROWS = [
    ("E1", "王甲", "1", "x", 1.1),
    ("E2", "=1+1", "1", "8", "1.1", "2026"),
    ("E2", "", "1", "9", date(2026, 1, 10)),
]


def copy_of(data: bytes) -> Any:
    file = io.BytesIO(data)
    read = RosterFile(file)
    with pytest.raises(RosterError) as caught:
        check_roster(read.rows())
    cells = caught.value.facts["cells"]
    assert isinstance(cells, list)
    return openpyxl.load_workbook(
        io.BytesIO(marked_copy(file, read, cells, lambda fault: f"{fault.code}\x01"))
    )


def comments(page: Any) -> dict[str, str]:
    return {
        cell.coordinate: cell.comment.text.replace("\N{REPLACEMENT CHARACTER}", "")
        for row in page
        for cell in row
        if cell.comment
    }


def test_copy_of_a_workbook_keeps_its_formats_and_numbers() -> None:
    def change(sheet: Any) -> None:
        sheet.insert_cols(1)
        sheet.insert_rows(1)
        sheet["B1"] = "名册"
        sheet["C4"].value = "王乙"
        sheet.merge_cells("B1:F1")
        sheet.column_dimensions["B"].width = 33

    book = copy_of(workbook(change, 名册=[HEADING, *ROWS]))
    page = book["名册"]
    assert comments(page) == {
        "E3": "cell_form",
        "F3": "cell_number",
        "B5": "expert_id_twice",
        "C5": "cell_missing",
        "F5": "cell_date",
        "G4": "column_unnamed",
    }
    assert page["F3"].value == 1.1
    assert page["E3"].fill.fgColor.rgb.endswith("FF9C9C")
    assert page.column_dimensions["B"].width == 33


@pytest.mark.parametrize("file", [csv_file, xls_file])
def test_plain_copy(file: File) -> None:
    rows = [HEADING, ("E1", "\x02王", "1", "x", "1"), ("E2", "=1+1", "1", "8", "1"), ("E3",)]
    page = copy_of(file(rows)).worksheets[0]
    assert comments(page) == {
        "B2": "cell_invisible",
        "D2": "cell_form",
        "B4": "cell_missing",
        "E4": "cell_missing",
    }
    assert (page["B3"].value, page["B3"].data_type) == ("=1+1", "s")


def test_plain_copy_of_a_workbook_that_is_large_or_strange(monkeypatch: pytest.MonkeyPatch) -> None:
    data = xls_bytes({"一": Sheet([HEADING, ("E1", "王甲", "1", 7.5, date(2026, 1, 10))])})
    page = copy_of(data)["一"]
    assert (page["D2"].value, page["E2"].value.year) == (7.5, 2026)
    monkeypatch.setattr(marked, "MAX_STYLED_BYTES", 10)
    assert set(comments(copy_of(xlsx_file([HEADING, ("E1", "", "1", "x", "1")]))["名册"])) == {
        *("B2", "D2")
    }


def test_workbook_that_only_one_of_the_readers_takes() -> None:
    good = xlsx_file([HEADING, ("E1", "", "1", "x", "1")])
    data = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(good)) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"<a/>" if name == "[Content_Types].xml" else old.read(name))
    with pytest.raises(OSError, match="no valid workbook part"):
        openpyxl.load_workbook(io.BytesIO(data.getvalue()))
    assert set(comments(copy_of(data.getvalue())["名册"])) == {"B2", "D2"}


def test_cell_within_merged_ones_is_marked_in_their_corner() -> None:
    rows = [HEADING, ("E1", "王", "1", "1", "1"), ("E2", "", "1", "2", "1")]
    page = copy_of(workbook(lambda sheet: sheet.merge_cells("B2:B3"), 名册=rows))["名册"]
    assert comments(page) == {"B2": "cell_missing"}


def test_merged_cell_is_marked_in_its_corner() -> None:
    data = workbook(
        lambda sheet: sheet.merge_cells("C2:D2"), 名册=[HEADING, ("E1", "王", "1", "", "")]
    )
    assert comments(copy_of(data)["名册"]) == {"C2": "cell_merged"}


def test_two_faults_of_a_cell_and_one_of_the_heading() -> None:
    data = csv_file([("name", "爱好", "爱好"), ("王", "", "")])
    read = RosterFile(io.BytesIO(data))
    with pytest.raises(RosterError) as caught:
        list(read.rows())
    cells = caught.value.facts["cells"]
    assert isinstance(cells, list)
    copied = marked_copy(io.BytesIO(data), read, cells, lambda fault: fault.column)
    page = openpyxl.load_workbook(io.BytesIO(copied)).worksheets[0]
    assert comments(page) == {"A1": "expert_id", "C1": "爱好\n爱好"}
