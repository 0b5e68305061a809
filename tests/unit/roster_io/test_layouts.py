"""Rosters as offices have them: titles, headings of two rows, footers, hidden and merged cells, form 表2."""

import io
import json
import struct
import sys
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Expert, Identities
from drawsvc.domain.roster_cells import COLUMNS
from drawsvc.domain.taxonomy import parse_taxonomy_toml
from drawsvc.roster_io import headings, xls_process
from drawsvc.roster_io import xls_file as xls_file_reader
from drawsvc.roster_io.mapping import NO_MAPPING, RosterMapping, folded
from drawsvc.roster_io.read import RosterFile, headings_of, read_roster
from drawsvc.roster_io.tables import Cell, Table
from drawsvc.words import words_of
from tests.refusing import refused
from tests.unit.roster_io.files import (
    FORM_2,
    csv_file,
    form_2_rows,
    id_number,
    workbook,
    xls_file,
    xlsx_file,
)
from tests.unit.roster_io.test_read import HEADING, ROWS, File, experts, faults_of
from tests.unit.roster_io.xls_writer import ERROR, FORMULA_ERROR, Sheet, compound_file, xls_bytes

every_kind = pytest.mark.parametrize("file", [csv_file, xlsx_file, xls_file])

CHANGZHI = parse_taxonomy_toml(
    """
    [specialties]
    1 = { zh = "煤矿", en = "coal mines", quota = 100 }
    "1.1" = { zh = "地质测量、勘探", en = "survey", category = "1" }
    "1.10" = { zh = "露天采煤", en = "open-pit coal mining", category = "1" }
    3 = { zh = "化工", en = "chemicals", quota = 60 }
    "3.11" = { zh = "安全管理", en = "safety management", category = "3" }
    """.encode()
)


def notes(data: bytes) -> list[tuple[str, Any, Any]]:
    read = RosterFile(io.BytesIO(data))
    assert list(read.rows())
    return [(note.code, note.facts["sheet"], note.facts["rows"]) for note in read.notes]


# Form 表2.


@every_kind
def test_form_2(file: File) -> None:
    people = form_2_rows(30, 1, ["地质测量、勘探", "露天采煤;1.1", "安全管理"])
    signatures = [["承办人：", "", "科室负责人：", "", "分管领导："]]
    rows = [
        ["长治市应急管理专家汇总表"],
        ["填报科室：", "", "填报时间："],
        FORM_2,
        *people,
        *signatures,
    ]
    roster = read_roster(io.BytesIO(file(rows)), CHANGZHI)
    assert len(roster.experts) == 30
    assert [expert.expert_id for expert in roster.experts[:2]] == ["P00001", "P00002"]
    for expert in roster.experts:
        assert (
            expert.birth
            == f"{expert.id_number[6:10]}-{expert.id_number[10:12]}-{expert.id_number[12:14]}"
        )
        assert (expert.term_start, expert.status, expert.title) == ("", "active", "高级工程师")
        assert expert.home_category == expert.specialties[0].partition(".")[0]
    assert {expert.specialties for expert in roster.experts} == {
        ("1.1",),
        ("1.1", "1.10"),
        ("3.11",),
    }


def test_form_2_keeps_the_ids_of_those_who_were_in_the_pool() -> None:
    people = form_2_rows(3, 2, ["1.1"])
    known = Identities({people[1][3]: "A7"}, 41)
    data = io.BytesIO(csv_file([FORM_2, *people]))
    found = {e.id_number: e.expert_id for e in read_roster(data, CHANGZHI, known).experts}
    assert found == {people[0][3]: "P00042", people[1][3]: "A7", people[2][3]: "P00043"}
    data = io.BytesIO(csv_file([FORM_2, *reversed(people)]))
    assert {e.id_number: e.expert_id for e in read_roster(data, CHANGZHI, known).experts} == found


def test_form_2_with_a_person_twice_or_without_number() -> None:
    people = form_2_rows(3, 3, ["1.1"])
    people[2][3] = people[0][3].lower()
    people[1][3] = ""
    assert [fault[:4] for fault in faults_of(csv_file([FORM_2, *people]))] == [
        (3, "id_number", "cell_missing", "id_number"),
        (4, "id_number", "id_number_twice", "2"),
    ]


def test_sheets_with_and_without_ids_are_not_mixed() -> None:
    data = xlsx_file([HEADING, *ROWS], 二=[FORM_2, *form_2_rows(1, 4, ["1.1"])])
    assert faults_of(data) == [(2, "expert_id", "column_missing", "expert_id", "")]


def test_current_specialty_means_specialties_only_where_nothing_else_does() -> None:
    heading = ["专家编号", "姓名", "专业", "专业代码"]
    (expert,) = experts(csv_file([heading, ["E1", "王甲", "采矿", "1.1"]]))
    assert expert.specialties == ("1.1",)
    heading = ["专家编号", "姓名", "专业", "现从事专业"]
    (expert,) = experts(csv_file([heading, ["E1", "王甲", "1.1", "采矿"]]))
    assert expert.specialties == ("1.1",)


def test_current_specialty_below_a_group_of_columns() -> None:
    rows = [["专家编号", "姓名", "专业情况", ""], ["", "", "所学专业", "现从事专业"]]
    (expert,) = experts(csv_file([*rows, ["E1", "王甲", "采矿", "1.1"]]))
    assert expert.specialties == ("1.1",)


# Titles, headings, footers.

TWO_ROWS = [
    ["专家名册"],
    ["序号", "姓名", "证件", "", "联系方式", "", "专业代码"],
    ["", "", "类型", "身份证号", "手机", "邮箱", ""],
]
PERSON = ["1", "王甲", "居民身份证", id_number(date(1970, 2, 14), 7), "100", "a@example.org", "1.1"]


def test_heading_of_two_rows_in_a_csv_file() -> None:
    rows = [row[:2] + row[3:] for row in [*TWO_ROWS, PERSON]]
    rows[1][2] = "证件"
    (expert,) = experts(csv_file(rows))
    assert (expert.birth, expert.phone, expert.specialties) == ("1970-02-14", "100", ("1.1",))


def merge_heading(sheet: Any) -> None:
    for cells in ("A1:G1", "A2:A3", "B2:B3", "C2:D2", "E2:F2", "G2:G3", "A6:G6"):
        sheet.merge_cells(cells)


def test_heading_of_two_rows_in_a_workbook() -> None:
    data = workbook(merge_heading, 名册=[*TWO_ROWS, PERSON, [], ["注：以上为 1 人"]])
    assert faults_of(data) == [(3, "证件/类型", "column_unknown", "no_column", "证件/类型")]
    mapping = RosterMapping({"证件/类型": ""})
    read = RosterFile(io.BytesIO(data), mapping)
    (row,) = read.rows()
    assert (row.row, row.cells["phone"], row.faults) == (4, "100", ())


def test_heading_below_groups_is_of_one_row() -> None:
    rows = [["基本情况", "", "专业"], ["专家编号", "姓名", "专业代码"], ["E1", "王甲", "1.1"]]
    assert len(experts(csv_file(rows))) == 1


def test_second_row_of_a_person_is_no_heading() -> None:
    assert faults_of(csv_file([HEADING, ("E1", "", "1", "7", "1.1")])) == [
        (2, "name", "cell_missing", "name", "")
    ]


@every_kind
@pytest.mark.parametrize(
    "below",
    [
        [["承办人：李某", "", "科室负责人："]],
        [["", "审核人签字:", ""], ["", "", "日期：2026年"]],
        [["合计", "", "2人"]],
        [["（共 2 人）"]],
        [["注：1. 一", "", ""], ["2. 二", "", ""], ["备注: 三"]],
    ],
)
def test_what_stands_below_the_people_is_left_out_and_told(file: File, below: list[Any]) -> None:
    data = file([HEADING, *ROWS, [], *below])
    assert len(experts(data)) == 2
    places = tuple(range(5, 5 + len(below)))
    assert notes(data) == [("rows_below", "" if file is csv_file else "名册", places)]


def test_nobody_is_lost_below_the_signatures() -> None:
    data = csv_file([HEADING, ROWS[0], ["合计"], ROWS[1]])
    assert faults_of(data) == [(4, "name", "row_below", "above", "E2")]


def test_somebody_whose_id_is_like_a_label_is_not_left_out() -> None:
    fault = faults_of(csv_file([HEADING, ("合计", "王甲", "1", "7", "1.1")]))[0]
    assert fault[:3] == (2, "expert_id", "cell_form")


# What nobody sees.


def test_hidden_rows_are_read_and_told() -> None:
    def hide(sheet: Any) -> None:
        sheet.row_dimensions[3].hidden = True
        sheet.sheet_state = "hidden"

    data = workbook(hide, 名册=[HEADING, *ROWS], 二=[HEADING, ("E3", "李乙", "2", "1", "2.1")])
    assert len(experts(data)) == 3
    assert notes(data) == [("rows_hidden", "名册", (3,)), ("sheet_hidden", "名册", (1,))]


def test_hidden_rows_of_an_older_workbook() -> None:
    sheets = {
        "名册": Sheet([HEADING, *ROWS], hidden={2}),
        "空": Sheet([]),
        "三": Sheet([HEADING, ("E3", "李乙", "2", "1", "2.1")], state=2),
    }
    assert notes(xls_bytes(sheets)) == [("rows_hidden", "名册", (2,)), ("sheet_hidden", "三", (1,))]


def test_only_the_sheet_asked_for() -> None:
    data = io.BytesIO(xlsx_file([HEADING, *ROWS], 说明=[["填写说明"]]))
    assert len(list(RosterFile(data, NO_MAPPING, "名册").rows())) == 2
    with refused(RosterError, "no_sheet", expected=["名册", "说明"], got="二"):
        list(RosterFile(data, NO_MAPPING, "二").rows())


# Merged cells of people.


def test_one_employer_merged_over_several_people() -> None:
    heading = ("expert_id", "name", "specialties", "employer")
    rows = [heading, *((f"E{n}", "王甲", "1", "示例局" if n == 1 else "") for n in range(1, 5))]
    found = experts(workbook(lambda sheet: sheet.merge_cells("D2:D4"), 名册=rows))
    assert [expert.employer for expert in found] == ["示例局", "示例局", "示例局", ""]
    sheet = Sheet([(), *rows], merged=[(2, 4, 3, 3)])
    assert experts(xls_bytes({"一": sheet})) == found


@pytest.mark.parametrize(
    ("cells", "column"), [("B2:B3", "name"), ("C2:D2", "home_category"), ("A2:A3", "expert_id")]
)
def test_merged_cells_that_say_two_things(cells: str, column: str) -> None:
    data = workbook(lambda sheet: sheet.merge_cells(cells), 名册=[HEADING, *ROWS])
    assert (2, column, "cell_merged") in [fault[:3] for fault in faults_of(data)]


# Numbers and days.


@pytest.mark.parametrize("file", [xlsx_file, xls_file])
def test_digits_that_a_workbook_holds_as_numbers(file: File) -> None:
    heading = (*HEADING, "phone", "id_number", "birth", "term_start")
    row = ("E1", "王甲", "1", 7.0, "1.10", 10058320418.0, 990303700214513.0, 25613, 20231115.0)
    (expert,) = experts(file([heading, row]))
    assert (expert.serial, expert.phone, expert.id_number) == (
        "7",
        "10058320418",
        "990303700214513",
    )
    assert (expert.birth, expert.term_start) == ("1970-02-14", "2023-11-15")


def test_days_counted_from_1904() -> None:
    rows = [(*HEADING, "birth"), (*ROWS[0], 24151)]
    assert experts(xls_bytes({"a": Sheet(rows)}, from_1904=True))[0].birth == "1970-02-14"

    def change(sheet: Any) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904

    assert experts(workbook(change, 名册=rows))[0].birth == "1970-02-14"
    assert experts(xlsx_file(rows))[0].birth == "1966-02-13"


def test_a_short_row_has_empty_cells() -> None:
    """A status that is missing at the end of a line is none; it is not a file without that column."""
    data = csv_file([(*HEADING, "status"), (*ROWS[0], "active"), ROWS[1]])
    assert faults_of(data) == [(3, "status", "cell_missing", "status", "")]


# Encodings.


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_encodings_and_delimiters(encoding: str, delimiter: str) -> None:
    rows = [HEADING, *ROWS]
    assert experts(csv_file(rows, encoding, delimiter)) == experts(csv_file(rows))


def test_utf_16_with_the_other_byte_order() -> None:
    data = b"\xfe\xff" + csv_file([HEADING, *ROWS], "utf-16-be")
    assert experts(data) == experts(csv_file([HEADING, *ROWS]))


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_byte_order_mark_is_no_text(encoding: str) -> None:
    with refused(RosterError, "roster_encoding"):
        experts(csv_file([HEADING, *ROWS], encoding))


def test_half_a_character_of_utf_16() -> None:
    with refused(RosterError, "roster_encoding", expected=["UTF-8", "GB18030", "UTF-16"]):
        experts(csv_file([HEADING, *ROWS], "utf-16")[:-1])


def test_a_file_that_changes_while_it_is_read() -> None:
    class Changing(io.BytesIO):
        looked_through = False

        def seek(self, *where: int) -> int:
            if self.looked_through:
                self.getbuffer()[-3:] = b"\xff\xff\xff"
            self.looked_through = self.tell() == len(self.getvalue())
            return super().seek(*where)

    with refused(RosterError, "roster_encoding"):
        list(RosterFile(Changing(csv_file([HEADING, *ROWS * 2000]))).rows())


# Older workbooks.


@pytest.mark.parametrize("cell", [ERROR, FORMULA_ERROR])
def test_errors_in_an_older_workbook(cell: object) -> None:
    rows = [("E1", "王甲", "1", *[""] * 24, cell), ("E2", cell, "1", "7", "1.1")]
    sheets = {"空": Sheet([]), "a": Sheet([("", *HEADING), *(("", *row) for row in rows)])}
    faults = faults_of(xls_bytes(sheets))
    assert (2, "28", "column_unnamed", "heading", "") in faults
    assert (3, "name", "cell_lost", "content", "") in faults


def test_an_error_of_which_nobody_knows_the_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls_file_reader, "open_apart", lambda _: [])
    with refused(RosterError, "roster_lost_cell", cell="B3"):
        experts(xls_bytes({"a": Sheet([HEADING, ROWS[0], ("E2", ERROR, "1", "7", "1.1")])}))


def test_a_truth_value_in_an_older_workbook() -> None:
    assert faults_of(xls_bytes({"a": Sheet([HEADING, ("E1", True, "1", "7", "1")])})) == [
        (2, "name", "cell_type", "text", "True")
    ]


def test_older_workbook_of_many_sectors() -> None:
    rows = [(f"E{n}", "王甲" * 100, "1", str(n), "1.1") for n in range(5_000)]
    assert len(experts(xls_bytes({"a": Sheet([HEADING, *rows])}))) == 5_000


def test_password() -> None:
    for data in (
        compound_file({"EncryptedPackage": b""}),
        xls_bytes({"a": Sheet([HEADING, *ROWS])}).replace(b"\xe0\0\x14\0", b"\x2f\0\x14\0", 1),
    ):
        with refused(RosterError, "roster_password"):
            experts(data)


GOOD_XLS = xls_bytes({"a": Sheet([HEADING, *ROWS])})


@pytest.mark.parametrize(
    "data",
    [
        GOOD_XLS[:600],
        GOOD_XLS[:512],
        compound_file({"Other": b""}),
        compound_file({"Workbook": b""}, sector_shift=12),
        compound_file({"Workbook": b"\x09\x08\x10\x00" * 2000}),
        GOOD_XLS[:48] + b"\xff\xff\xff\x0f" + GOOD_XLS[52:],
        GOOD_XLS[:68] + b"\xff\xff\xff\x0f\x01\0\0\0" + GOOD_XLS[76:],
    ],
)
def test_damaged_older_workbooks(data: bytes) -> None:
    with refused(RosterError, "roster_damaged"):
        experts(data)


def test_allocation_table_that_goes_on_elsewhere() -> None:
    """Beyond some 7 MB the header cannot name all sectors of the table."""
    further = len(GOOD_XLS) // 512 - 1
    sector = b"\xff" * 508 + b"\xfe\xff\xff\xff"
    data = bytearray(GOOD_XLS.ljust((further + 1) * 512, b"\0") + sector)
    data[68:76] = further.to_bytes(4, "little") + b"\1\0\0\0"
    assert len(experts(bytes(data))) == 2


def test_chain_that_goes_in_a_circle() -> None:
    table = GOOD_XLS.rindex(b"\1\0\0\0\2\0\0\0\3\0\0\0")
    data = GOOD_XLS[:table] + b"\0\0\0\0" + GOOD_XLS[table + 4 :]
    with refused(RosterError, "roster_damaged"):
        experts(data)


# Names of columns.


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_word_for_a_column_is_a_heading(lang: str) -> None:
    words = words_of(lang)
    for column in COLUMNS:
        word = words.name("columns", column)
        known = {**headings.COLUMN_OF, **headings.SECOND_CHOICE}
        assert known[folded(word)] == column


def test_near_columns() -> None:
    assert headings.near_columns("公示截至") == ["publicity_until", "published_at"]
    assert headings.near_columns("手机电话号码")[0] == "phone"
    assert headings.near_columns("手机电话号码", {"phone"}) == []
    assert headings.near_columns("爱好") == []


def test_headings_of_a_file() -> None:
    rows = [["名册"], ["工号", "姓名", "从事的专业", "爱好"], ["E1", "王甲", "1.1", "x"]]
    found = headings_of(io.BytesIO(csv_file(rows)))
    assert [(of.text, of.near[:1]) for of in found.unknown] == [
        *(("工号", ["expert_id"]), ("从事的专业", ["specialties"]), ("爱好", []))
    ]
    assert found.columns == {"name"}


def test_headings_of_a_file_where_not_even_names_are_known() -> None:
    rows = [["名册"], ["工号", "专家", "特长"], ["E1", "王甲", ""]]
    found = headings_of(io.BytesIO(csv_file(rows)))
    assert [of.text for of in found.unknown] == ["工号", "专家", "特长"]
    with refused(RosterError, "roster_heading", sheet=""):
        headings_of(io.BytesIO(b"\n\n"))


def test_a_mapped_file() -> None:
    rows = [["工号", "专家", "特长", "爱好"], ["E1", "王甲", "1.1", "x"]]
    mapping = RosterMapping(
        {"工号": "expert_id", "专家": "name", "特长": "specialties", "爱好": ""},
        {"term_start": "2025-01-01", "specialties": "9"},
    )
    roster = read_roster(io.BytesIO(csv_file(rows)), mapping=mapping)
    expected = Expert.from_object(roster.experts[0].to_object())
    assert (expected.term_start, expected.specialties) == ("2025-01-01", ("1.1",))


DIMENSIONS = b"\x00\x02\x0e\x00"
"""Beginning of the record that says where the first and last cells of an older workbook's sheet are."""


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ((0, 70_000, 0, 5), "roster_rows"),
        ((0, 3, 0, 256), "roster_columns"),
        ((4, 3, 0, 5), "roster_damaged"),
        ((0, 3, 6, 5), "roster_damaged"),
    ],
)
def test_older_workbook_that_claims_to_be_large(said: tuple[int, ...], code: str) -> None:
    at = GOOD_XLS.index(DIMENSIONS) + len(DIMENSIONS)
    with refused(RosterError, code):
        experts(GOOD_XLS[:at] + struct.pack("<IIHH", *said) + GOOD_XLS[at + 12 :])


def test_cell_far_out_in_an_older_workbook() -> None:
    row = ("E1", "王甲", "1", *[""] * 198, "x")
    data = bytearray(xls_bytes({"a": Sheet([HEADING, row])}))
    at = data.index(DIMENSIONS) + len(DIMENSIONS) + 10
    data[at : at + 2] = b"\x05\0"
    with refused(RosterError, "roster_columns", expected=200, got=202):
        experts(bytes(data))


def test_table_of_strings_that_claims_to_be_large() -> None:
    strings = b"\xfc\0\x08\0" + struct.pack("<II", 1, 2**31)
    data = GOOD_XLS.replace(b"\xe0\0\x14\0" + bytes(20), strings + b"\x5c\0\x08\0" + bytes(8), 1)
    with refused(RosterError, "roster_damaged", reason="IndexError"):
        experts(data)


def test_reader_that_gives_up_on_an_older_workbook() -> None:
    data = xls_bytes({"a": Sheet([HEADING, ("E1", "王甲", "1", FORMULA_ERROR)])})
    data = data.replace(b"\x02\0\x2a\0\0\0\xff\xff", b"\0\0\0\0\0\0\0\0").replace(
        b"\3\0\x1e\1\0", b"\3\0\x1e\1\0"[:2] + b"\x1f\0\0"
    )
    with refused(RosterError, "roster_damaged", reason="PanicException"):
        experts(data)


def test_reader_that_ends_its_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls_process, "MODULE", "drawsvc.no_such_module")  # which ends at once
    with refused(RosterError, "roster_damaged", reason="broken off"):
        experts(GOOD_XLS)


@pytest.mark.skipif(sys.platform == "win32", reason="a script is no program there")
def test_reader_that_is_killed_in_the_middle_of_a_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nprintf '[true, [\"a\", 0, '\nkill -9 $$\n", "ascii")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))
    with refused(RosterError, "roster_damaged", reason="broken off"):
        experts(GOOD_XLS)


def test_reader_that_comes_to_no_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xls_process, "MAX_SECONDS", 0)
    with refused(RosterError, "roster_damaged", reason="timeout"):
        experts(GOOD_XLS)


def test_nothing_the_reader_says_is_seen(capfd: pytest.CaptureFixture[str]) -> None:
    test_reader_that_gives_up_on_an_older_workbook()
    assert capfd.readouterr() == ("", "")


DAY = date(2026, 5, 1)


@pytest.mark.parametrize(
    "cell",
    [
        *("", "甲\n\u2028", 7, 7.0, 0.1, True, DAY),
        *(datetime.combine(DAY, time(12, 30, 1)), time(1, 2, 3), timedelta(days=2, microseconds=5)),
    ],
)
def test_cells_come_back_from_the_other_process_as_they_were(cell: Cell) -> None:
    table = Table("a", iter([[cell]]), 2, frozenset({((0, 1), (2, 3))}))
    told = json.loads(json.dumps(xls_process._told(xls_process.Sheet(True, table))))  # noqa: SLF001, FBT003
    sheet = xls_process._sheet(told)  # noqa: SLF001
    assert sheet.table
    ((back,),) = sheet.table.rows
    assert (type(back), back) == (type(cell), cell)
    assert (sheet.table.sheet, sheet.table.left, sheet.table.merged) == ("a", 2, table.merged)
