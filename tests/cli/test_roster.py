"""Rosters on the command line: same versions, differences, templates, mappings, marked copies, grouped warnings."""

import io
import os
import re
import threading
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.cli.office import HEADING, Office, roster_csv
from tests.cli.test_terminal import converse
from tests.unit.roster_io.files import FORM_2, csv_file, form_2_rows, xlsx_file

UNUSABLE, NOT_NOW = 2, 3


@pytest.fixture
def pool(office: Office) -> Office:
    office.pool()
    return office


def imported(pool: Office, content: str | bytes, version: str, *options: object) -> Any:
    file = pool.write("roster", content)
    return pool.run("roster", "import", file, *pool.import_options(version=version), *options)


# The same, and what differs.


def test_same_roster_is_no_new_version_and_asks_for_nothing(
    pool: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DRAWSVC_PASSPHRASE_FILE")
    rows = Path("xin.csv").read_text("utf-8").splitlines(keepends=True)
    found = imported(pool, "".join([rows[0], *reversed(rows[1:])]), "v2")
    assert (found["same_as"], found["roster"], found["entries"]) == ("v1", "v1", [])
    words = ("roster", "import", "xin.csv", *pool.import_options(version="v1"))
    assert "与名册 v1 完全相同" in pool.say(*words, lang="zh")
    assert [r["roster"] for r in pool.run("pool", "show", "xin")["rosters"]] == ["v1"]


def test_earlier_version_again_is_a_new_one(pool: Office) -> None:
    assert imported(pool, roster_csv("X2", [1]), "v2")["same_as"] == ""
    assert imported(pool, Path("xin.csv").read_text("utf-8"), "v3")["added"] == 8


def test_difference_of_two_versions(pool: Office) -> None:
    rows = roster_csv("X2", [2, 3, 10]).replace("10000000002", "10000000099")
    imported(pool, rows.replace("X2,3,", "X2,30,"), "v2")
    found = pool.run("roster", "diff", "v1", "v2", "--pool", "xin")
    assert found["added"] == ["X2-10"]
    assert found["removed"] == ["X2-1", *(f"X2-{n}" for n in range(4, 10))]
    assert found["edited"] == [
        {"columns": ["phone"], "expert": "X2-2"},
        {"columns": ["serial"], "expert": "X2-3"},
    ]
    assert found["renumbered"] == [{"after": "X2 30", "before": "X2 3", "expert": "X2-3"}]
    said = pool.say("roster", "diff", "v1", "v2", "--pool", "xin", lang="zh")
    assert "新增 1，修改 2，删除 7。" in said
    assert "管理序号由 X2 3 变为 X2 30" in said
    assert "1000000" not in said
    said = pool.say("roster", "diff", "v1", "v1", "--pool", "xin", lang="zh")
    assert said.strip() == "新增 0，修改 0，删除 0。"


def test_difference_to_no_version(pool: Office) -> None:
    error = pool.refuse("roster", "diff", "v1", "v9", "--pool", "xin", code=NOT_NOW)
    assert (error["code"], error["facts"]) == ("no_roster_version", {"expected": "v1", "got": "v9"})


# Form 表2.


def test_form_2_keeps_its_ids_from_version_to_version(office: Office) -> None:
    office.run("pool", "create", "xin", "--profile", "xinxian_2021")
    people = form_2_rows(4, 5, ["政策法律", "财务审计"])
    imported(office, xlsx_file([["汇总表"], FORM_2, *people[:3], ["承办人："]]), "v1")
    found = imported(office, csv_file([FORM_2, people[3], *people[1:3]], "gb18030"), "v2")
    assert (found["added"], found["removed"], found["edited"]) == (1, 1, 0)
    changes = office.run("roster", "diff", "v1", "v2", "--pool", "xin")
    assert (changes["removed"], changes["added"]) == (["P00001"], ["P00004"])
    codes = {warning["code"] for warning in found["warnings"]}
    assert {"no_term", "no_publicity"} <= codes


# Columns.


def test_unknown_heading_names_the_columns_there_are(pool: Office) -> None:
    file = pool.write("odd.csv", roster_csv("X2", [1]).replace("term_start", "聘期始"))
    error = pool.refuse("roster", "check", file, code=UNUSABLE)
    assert error["code"] == "roster_headings"
    assert error["facts"]["cells"][0]["expected"].split("|")[0] == "term_start"
    said = pool.say("roster", "check", file, lang="zh")
    for words in ("相近的：聘期开始", "专家编号、归口类别、管理序号、姓名", "drawsvc roster map"):
        assert words in said
    assert "没有改动任何内容" in said


@pytest.mark.parametrize("name", ["roster.csv", "roster.XLSX"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_template_can_be_filled_in_and_imported(pool: Office, name: str, lang: str) -> None:
    said = pool.say("roster", "template", "--pool", "xin", "--out", name, lang=lang)
    assert name in said
    needs = {
        c["column"]: c["need"] for c in pool.run("roster", "template", "--pool", "xin")["columns"]
    }
    assert (needs["name"], needs["term_start"], needs["serial"]) == (
        "required",
        "by_rule",
        "optional",
    )
    cells = {"expert_id": "007", "name": "王甲", "specialties": "X1", "status": "active"}
    row = [cells.get(column, "") for column in needs]
    data = Path(name).read_bytes()
    if name.endswith("csv"):
        assert data.startswith(b"\xef\xbb\xbf")
        Path(name).write_bytes(data + ",".join(row).encode())
    else:
        book = openpyxl.load_workbook(io.BytesIO(data))
        page = book.worksheets[0]
        assert page.column_dimensions["A"].number_format == "@"
        page.append(row)
        book.save(name)
    assert pool.run("roster", "check", name, "--pool", "xin")["size"] == 1


def test_template_of_another_kind(pool: Office) -> None:
    words = ("roster", "template", "--pool", "xin", "--out", "roster.docx")
    error = pool.refuse(*words, code=UNUSABLE)
    assert (error["code"], error["facts"]["got"]) == ("template_suffix", ".docx")


# Mappings.

OWN_HEADING = (
    HEADING.replace("expert_id", "工号")
    .replace("specialties", "特长")
    .replace("term_start", "手续")
)


def own_file(pool: Office, numbers: range) -> Path:
    rows = roster_csv("X2", numbers).replace(HEADING, OWN_HEADING)
    return pool.write("own.csv", rows)


def test_mapping_is_decided_by_hand_and_kept_with_the_pool(pool: Office) -> None:
    file = own_file(pool, range(1, 5))
    found = pool.run("roster", "map", file, "--out", "mapping.toml", "--pool", "xin")
    assert found["open"] == ["工号", "特长", "手续"]
    days = ["term_start", "published_at", "publicity_until"]
    assert found["lacking"] == ["specialties", *days]
    text = Path("mapping.toml").read_text("utf-8")
    assert re.search('# .*expert_id.*\n"工号" = "\\?"', text)
    words = ("roster", "import", file, *pool.import_options(version="v2"))
    error = pool.refuse(*words, "--mapping", "mapping.toml", code=UNUSABLE)
    assert error["code"] == "mapping_open"
    for heading, column in (("工号", "expert_id"), ("特长", "specialties"), ("手续", "term_start")):
        text = text.replace(f'"{heading}" = "?"', f'"{heading}" = "{column}"')
    pool.write("mapping.toml", text)
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "roster_headings"
    assert pool.run(*words, "--mapping", "mapping.toml")["removed"] == 5
    assert imported(pool, own_file(pool, range(1, 4)).read_bytes(), "v3")["removed"] == 1
    assert pool.run("roster", "map", file, "--out", "again.toml", "--pool", "xin")["open"] == []
    assert pool.run("roster", "check", file, "--mapping", "again.toml")["size"] == 3


def test_mapping_is_asked_for_at_a_terminal(pool: Office) -> None:
    file = own_file(pool, range(1, 5))
    words = ["roster", "map", str(file), "--out", "m.toml", "--pool", "xin", "--lang", "zh"]
    typed = ["", "爱好", "专业", "-", "", "2025-01-01", "不详", "2025-01-08"]
    code, shown = converse(words, typed)
    assert code == 0, shown
    assert "“工号”是名册的哪一列" in shown
    assert "可用的列：专家编号 归口类别" in shown
    assert "公示截止 的值“不详”不能用" in shown
    assert "应为：日期，如" in shown
    found = pool.run("roster", "map", file, "--out", "unasked.toml")
    assert found["lacking"] == ["specialties"]
    text = Path("m.toml").read_text("utf-8")
    assert '"工号" = "expert_id"\n' in text
    assert '"特长" = "specialties"\n' in text
    assert '"手续" = ""\n' in text
    assert text.endswith('"published_at" = "2025-01-01"\n"publicity_until" = "2025-01-08"\n')


# Marked copies.


def test_marked_copy_of_a_csv_file(pool: Office) -> None:
    file = pool.write("bad.csv", roster_csv("X2", [1, 2, 1]).replace("2025-01-01", "2025-02-30", 1))
    words = ("roster", "import", file, *pool.import_options(version="v2"), "--marked", "bad.xlsx")
    error = pool.refuse(*words, code=UNUSABLE)
    assert (error["code"], error["facts"]["out"], error["facts"]["total"]) == (
        *("roster_marked", "bad.xlsx", 3),
    )
    page = openpyxl.load_workbook("bad.xlsx").worksheets[0]
    red = {cell.coordinate for row in page for cell in row if cell.comment}
    assert red == {"H2", "A4", "C4"}
    assert "bad.xlsx" in pool.say(*words, lang="zh")


def test_no_marked_copy_of_a_good_file_or_a_damaged_one(pool: Office) -> None:
    pool.run("roster", "check", "xin.csv", "--marked", "marked.xlsx")
    pool.refuse("roster", "check", "passphrase", "--marked", "marked.xlsx", code=UNUSABLE)
    assert not Path("marked.xlsx").exists()


# Warnings.


def test_warnings_of_one_kind_are_grouped(office: Office) -> None:
    office.pool("hunan", "hunan_reservoir_2016", people=1)
    rows = roster_csv("H1", range(1, 12)).replace(",H1,2025", ",H1;H2,2025")
    file = office.write("many.csv", rows)
    words = ("roster", "check", file, "--pool", "hunan")
    said = office.say(*words, lang="zh")
    assert said.count("个专业，规则一般不超过") == 3
    assert "……同类提示共 11 条，另有 8 条（--json 列出全部）" in said
    assert "11 人中有 11 人没有出生日期；规则的年龄 70 周岁对他们不起作用：H1-1、H1-10" in said
    assert "……另有 3 个" in said
    warnings = office.run(*words)["warnings"]
    assert sum(warning["code"] == "many_specialties" for warning in warnings) == 11


def test_age_is_told_with_the_day_it_is_reckoned_for(pool: Office) -> None:
    rows = (
        roster_csv("X2", [1])
        .replace("status", "birth,status")
        .replace("active", "1961-06-09,active")
    )
    said = pool.say("roster", "check", pool.write("old.csv", rows), "--pool", "xin", lang="zh")
    assert "专家 X2-1 到 2026-06-10 已过 65 周岁生日（65 周岁），规则一般不超过 65 周岁" in said


# Files.


def test_roster_through_a_pipe(pool: Office) -> None:
    os.mkfifo("pipe")
    data = Path("xin.csv").read_bytes()
    writer = threading.Thread(target=lambda: Path("pipe").write_bytes(data), daemon=True)
    writer.start()
    assert pool.run("roster", "check", "pipe")["size"] == 9
    writer.join()


def test_roster_that_is_too_large(pool: Office) -> None:
    with Path("large.csv").open("wb") as file:
        file.truncate(512 * 1024 * 1024 + 1)
    error = pool.refuse("roster", "check", "large.csv", code=UNUSABLE)
    assert error["code"] == "file_too_large"


def test_same_person_in_two_pools(pool: Office) -> None:
    """It is allowed; whoever is engaged elsewhere on the day is excluded when a draw is frozen."""
    pool.run("pool", "create", "second", "--profile", "xinxian_2021")
    words = ("roster", "import", "xin.csv", *pool.import_options("second"))
    assert pool.run(*words)["size"] == 9
