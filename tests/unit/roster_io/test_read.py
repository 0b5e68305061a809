"""Roster files of both kinds: what is read, and what is refused and why."""

import contextlib
import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Expert, Roster
from drawsvc.domain.taxonomy import parse_taxonomy_toml
from drawsvc.roster_io import tables
from drawsvc.roster_io import xlsx_file as xlsx_file_reader
from drawsvc.roster_io.read import RosterFile, read_roster
from tests.unit.roster_io.files import Rows, csv_file, workbook, xls_file, xlsx_file

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "docs" / "demo" / "rosters"

HEADING = ("expert_id", "name", "home_category", "serial", "specialties")
ROWS = [
    ("E1", "王甲", "1", "007", "1.10;1.2"),
    ("E2", "欧阳·𠮷", "1", "008", "1.1"),
]

File = Callable[[Rows], bytes]

both = pytest.mark.parametrize("file", [csv_file, xlsx_file, xls_file])


def experts(data: bytes) -> tuple[Expert, ...]:
    return read_roster(io.BytesIO(data)).experts


def faults_of(data: bytes) -> list[tuple[Any, ...]]:
    with pytest.raises(RosterError) as caught:
        read_roster(io.BytesIO(data))
    assert caught.value.code in {"roster_cells", "roster_headings"}
    cells = caught.value.facts["cells"]
    assert isinstance(cells, list)
    return [(cell.row, cell.column, cell.code, cell.expected, cell.found) for cell in cells]


def error_of(data: bytes) -> tuple[str, dict[str, object]]:
    with pytest.raises(RosterError) as caught:
        read_roster(io.BytesIO(data))
    return caught.value.code, caught.value.facts


@pytest.mark.parametrize(
    ("name", "regulation", "size"),
    [
        ("changzhi", "", 300),
        ("fuxin", "", 60),
        ("hunan", "hunan_reservoir_2016", 120),
        ("xinxian", "xinxian_2021", 90),
    ],
)
def test_demonstration_rosters(name: str, regulation: str, size: int) -> None:
    toml = ROOT / "drawsvc" / "regulations" / f"{regulation}.toml"
    taxonomy = parse_taxonomy_toml(toml.read_bytes()) if regulation else None
    roster = read_roster(io.BytesIO((DEMO / f"{name}.csv").read_bytes()), taxonomy)
    assert len(roster.experts) == size
    first = next(one for one in roster.experts if one.expert_id == "E0000001")
    assert first.serial == "001"
    assert (first.id_number[:2], first.phone[:3]) == ("99", "100")


def test_codes_of_the_demonstration_stay_text() -> None:
    roster = read_roster(io.BytesIO((DEMO / "changzhi.csv").read_bytes()))
    codes = {code for expert in roster.experts for code in expert.specialties}
    assert {"1.1", "1.10"} <= codes


@both
def test_rows_become_experts(file: File) -> None:
    first, second = experts(file([HEADING, *ROWS]))
    assert (first.name, first.serial, first.specialties) == ("王甲", "007", ("1.2", "1.10"))
    assert second.name == "欧阳·𠮷"


def test_both_kinds_give_the_same_roster() -> None:
    rows = [HEADING, *ROWS]
    assert experts(csv_file(rows)) == experts(xlsx_file(rows))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_encodings(encoding: str) -> None:
    assert experts(csv_file([HEADING, *ROWS], encoding)) == experts(csv_file([HEADING, *ROWS]))


def test_gbk_is_read_as_gb18030() -> None:
    assert experts(csv_file([HEADING, ROWS[0]], "gbk"))[0].name == "王甲"


@both
def test_chinese_headings_titles_and_blank_lines(file: File) -> None:
    (expert,) = experts(
        file(
            [
                ["专家名册"],
                [],
                ["序号", "*专家编号", "姓 名", "专业类别", "管理序号", "职称", "身份证号", "备注"],
                ["1", "E1", "王甲", "H1", "００７", "教授", "99123419670102345X", "新"],
                ["", "", " ", "", "", "", "", ""],
            ]
        )
    )
    assert (expert.expert_id, expert.home_category, expert.serial) == ("E1", "H1", "007")
    assert expert.specialties == ("H1",)
    assert expert.id_number == "99123419670102345X"


@both
def test_rows_are_numbered_as_the_file_does(file: File) -> None:
    rows = [["名册"], HEADING, ["", "", "", "", ""], ROWS[0], ("E2", "", "1", "9", "1.1")]
    assert faults_of(file(rows)) == [(5, "name", "cell_missing", "name", "")]


def test_a_line_break_within_quotation_marks_does_not_shift_rows() -> None:
    data = csv_file([HEADING, ("E1", "王\n甲", "1", "7", "1"), ("E2", "", "1", "8", "1")])
    assert [fault[:3] for fault in faults_of(data)] == [
        (2, "name", "cell_invisible"),
        (3, "name", "cell_missing"),
    ]


@both
def test_headings_are_refused_together(file: File) -> None:
    rows = [["姓名", "name", "公示截至", "serial"], ["王甲", "", "2026-03-02", "7"]]
    assert faults_of(file(rows)) == [
        (1, "name", "column_twice", "name", "name"),
        (1, "公示截至", "column_unknown", "publicity_until|published_at", "公示截至"),
        (1, "expert_id", "column_missing", "expert_id", ""),
    ]


@both
def test_a_cell_under_no_heading_is_refused(file: File) -> None:
    rows = [[*HEADING, ""], [*ROWS[0], "2026-03-02"]]
    assert faults_of(file(rows)) == [(2, "6", "column_unnamed", "heading", "2026-03-02")]


@both
def test_a_file_without_heading_is_refused(file: File) -> None:
    assert error_of(file(ROWS))[0] == "roster_heading"


@both
def test_a_heading_alone_is_an_empty_roster(file: File) -> None:
    assert error_of(file([HEADING]))[0] == "roster_empty"


def test_an_empty_file_is_refused() -> None:
    assert error_of(b"")[0] == "roster_heading"


def test_a_workbook_of_empty_sheets_is_an_empty_roster() -> None:
    assert error_of(xlsx_file([], 二=[]))[0] == "roster_empty"


# -- csv


def test_neither_encoding_fits() -> None:
    assert error_of(b"name\n\xff\xff\xff")[0] == "roster_encoding"


def test_every_second_byte_is_none_of_a_text() -> None:
    assert error_of("expert_id,name\nE1,Anne\n".encode("utf-16-le"))[0] == "roster_encoding"


def test_quotation_marks_that_do_not_pair() -> None:
    code, facts = error_of(b'expert_id,name\nE1,"a')
    assert code == "roster_csv"
    assert facts["line"] == 2


def test_a_cell_that_is_far_too_long() -> None:
    assert error_of(b"expert_id,name\nE1," + b"a" * 200_000)[0] == "roster_csv"


# -- xlsx


@pytest.mark.parametrize(
    ("column", "value", "fault"),
    [
        ("specialties", 1.1, ("cell_number", "text", "1.1")),
        ("specialties", 1.0, ("cell_number", "text", "1")),
        ("home_category", 1, ("cell_number", "text", "1")),
        ("expert_id", 1, ("cell_number", "text", "1")),
        ("phone", -10058320418, ("cell_number", "text", "-10058320418")),
        ("id_number", 990303197002145138, ("cell_digits_lost", "text", "990303197002145152")),
        ("name", 1, ("cell_number", "text", "1")),
        ("years", 7.5, ("cell_number", "text", "7.5")),
        ("birth", 1970, ("cell_number", "date", "1970")),
        ("birth", 1970.02, ("cell_number", "date", "1970.02")),
        ("birth", 80_000, ("cell_form", "date_or_month", "80000")),
        ("specialties", date(2026, 1, 10), ("cell_date", "text", "2026-01-10")),
        ("birth", datetime(1970, 2, 14, 8), ("cell_type", "date", "1970-02-14 08:00:00")),  # noqa: DTZ001
        ("birth", time(8), ("cell_type", "text", "08:00:00")),
        ("title", True, ("cell_type", "text", "True")),
    ],
)
def test_what_excel_changed_is_refused(
    column: str, value: object, fault: tuple[str, str, str]
) -> None:
    heading = ("expert_id", "name", "home_category", "serial", "specialties", "phone", "id_number")
    row: dict[str, object] = dict(
        zip(heading, ("E1", "王甲", "1", "7", "1.1", "", ""), strict=True)
    )
    row[column] = value
    assert faults_of(xlsx_file([list(row), list(row.values())])) == [(2, column, *fault)]


def test_dates_and_years_of_a_workbook() -> None:
    heading = (*HEADING, "birth", "term_start", "years")
    row = (*ROWS[0], date(1970, 2, 14), datetime(2024, 3, 1), 23)  # noqa: DTZ001 - as Excel has it
    (expert,) = experts(xlsx_file([heading, row]))
    assert (expert.birth, expert.term_start, expert.years) == ("1970-02-14", "2024-03-01", "23")


def test_all_sheets_are_read() -> None:
    second = [HEADING, ("E3", "李乙", "2", "001", "2.1")]
    assert len(experts(xlsx_file([HEADING, *ROWS], 二=second, 空=[]))) == 3


def test_a_sheet_of_something_else_is_refused() -> None:
    code, facts = error_of(xlsx_file([HEADING, *ROWS], 说明=[["填写说明"]]))
    assert code == "roster_heading"
    assert facts["sheet"] == "说明"


def changed(change: Callable[[Any], object]) -> bytes:
    return workbook(change, 名册=[HEADING, *ROWS])


def test_a_table_that_does_not_begin_at_the_margin() -> None:
    def move(sheet: Any) -> None:
        sheet.insert_cols(1, 2)
        sheet.insert_rows(1, 3)
        sheet["C6"] = None

    assert faults_of(changed(move)) == [(6, "expert_id", "cell_missing", "expert_id", "")]


def test_every_cell_whose_content_is_lost_is_told() -> None:
    """Errors, formulas without a result; not in columns that are passed over, nor above and below the people."""

    def change(sheet: Any) -> None:
        for place in ("C2", "F2", "F3", "G3", "A5"):
            sheet[place] = "#N/A"
            sheet[place].data_type = "e"
        sheet["D3"] = f"=1+{'1+' * 1000}1"
        sheet["F1"] = "备注"
        sheet.insert_cols(1)
        sheet.insert_rows(1)
        sheet["B1"] = "=1+1"
        sheet["B8"], sheet["F8"] = "合计", "=1+1"

    assert faults_of(changed(change)) == [
        (3, "home_category", "cell_lost", "content", ""),
        (4, "serial", "cell_lost", "content", ""),
        (4, "7", "column_unnamed", "heading", ""),
        (6, "expert_id", "cell_lost", "content", ""),
        *((6, column, "cell_missing", column, "") for column in ("name", "specialties")),
    ]


@pytest.mark.parametrize(
    ("change", "code", "facts"),
    [
        (
            lambda sheet: sheet.cell(2, 201, "x"),
            "roster_columns",
            {"expected": 200, "got": 201},
        ),
        (
            lambda sheet: sheet.cell(2, 16_384, "x"),
            "roster_columns",
            {"expected": 200, "got": 16_384},
        ),
        (
            lambda sheet: sheet.cell(1_048_576, 1, "x"),
            "roster_rows",
            {"expected": 1_000_000, "got": 1_048_576},
        ),
        (
            lambda sheet: sheet.cell(1_000_000, 51, "x"),
            "roster_cell_count",
            {"expected": 50_000_000, "rows": 1_000_000, "columns": 51},
        ),
    ],
)
def test_cells_the_reader_must_not_see(
    change: Callable[[Any], object], code: str, facts: dict[str, object]
) -> None:
    assert error_of(changed(change)) == (code, facts)


def test_a_format_without_value_is_no_cell() -> None:
    def colour(sheet: Any) -> None:
        sheet.cell(2, 300).fill = PatternFill("solid", fgColor="FFFF00")

    assert len(experts(changed(colour))) == 2


@pytest.mark.parametrize(
    "data",
    [
        "<html><table><tr><td>姓名</td></tr></table></html>".encode(),
        b"PK\x03\x04",
        b"PK\x03\x04" + bytes(100),
    ],
)
def test_other_kinds_of_files_are_refused(data: bytes) -> None:
    assert error_of(data) == ("roster_file_kind", {"expected": ["csv", "xlsx", "xls"]})


def test_a_workbook_that_unpacks_to_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_file_reader, "MAX_UNPACKED_BYTES", 10)
    assert error_of(WORKBOOK)[0] == "roster_expansion"


def test_a_workbook_packed_in_another_way() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    assert error_of(data.getvalue()) == ("roster_damaged", {"reason": "BadZipFile"})


@pytest.mark.parametrize("cell", [date(2024, 3, 1), datetime(2024, 3, 1)])  # noqa: DTZ001
def test_a_day_with_or_without_midnight(cell: date) -> None:
    assert tables.cell_text("term_start", cell) == "2024-03-01"


WORKBOOK = xlsx_file([HEADING, *ROWS])


@given(st.integers(0, len(WORKBOOK) - 1), st.integers(1, 255))
def test_a_damaged_workbook_is_read_or_refused(place: int, change: int) -> None:
    data = bytearray(WORKBOOK)
    data[place] ^= change
    with contextlib.suppress(RosterError):
        assert isinstance(read_roster(io.BytesIO(data)), Roster)


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(RosterError):
        read_roster(io.BytesIO(data))


# -- limits


@both
def test_too_many_rows(file: File, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MAX_ROWS", 2)
    assert error_of(file([HEADING, *ROWS])) == ("roster_rows", {"expected": 2})
    assert len(experts(file([HEADING, ROWS[0]]))) == 1


def test_too_many_columns() -> None:
    code, facts = error_of(csv_file([[*HEADING, *[""] * 196]]))
    assert code == "roster_columns"
    assert facts == {"expected": 200, "got": 201, "row": 1}


def test_rows_are_read_one_by_one() -> None:
    rows = RosterFile(io.BytesIO(csv_file([HEADING, *ROWS]))).rows()
    assert next(rows).cells["expert_id"] == "E1"
