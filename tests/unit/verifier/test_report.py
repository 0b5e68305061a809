"""What people read: alignment, unsafe characters, and no green where nothing was verified."""

import re
from pathlib import Path
from typing import Any

import pytest
from drawverify.columns import pad, safe, table, width, wrapped
from drawverify.facts import check_code
from drawverify.report import Report, Words
from drawverify.words import load_checks
from hypothesis import given
from hypothesis import strategies as st

CHECKS = load_checks()


def report(language: str = "zh", *, colour: bool = False, **facts: Any) -> str:
    outcomes = [{"id": check["id"], "result": "passed"} for check in CHECKS]
    given = {"verdict": "verified", "status": "completed", "grade": "B", "checks": outcomes}
    return "\n".join(Report({**given, **facts}, CHECKS, Words(language), colour=colour).lines())


def test_chinese_takes_two_columns() -> None:
    assert (width("专家a"), width("e\u0301"), width("")) == (5, 1, 0)
    assert pad("专家", 6) == "专家  "
    assert table([["专家", "1"], ["a", "22"]], "") == ["专家  1", "a     22"]
    assert table([]) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain", "plain"),
        ("\x9b31m", "\\u009b31m"),
        ("a\u202eb", "a\\u202eb"),
        ("a\nb", "a\\u000ab"),
        ("\x1b[2J", "\\u001b[2J"),
        ("王伟", "王伟"),
        ("\U000e0041", "\\ue0041"),
    ],
)
def test_unsafe_characters_are_spelt_out(text: str, expected: str) -> None:
    assert safe(text) == expected


@given(st.text(max_size=300), st.sampled_from(["", "    "]))
def test_wrapping_keeps_the_text_and_the_width(text: str, indent: str) -> None:
    lines = wrapped(safe(text), indent, indent)
    squeezed = "".join("".join(lines).split())
    assert squeezed == "".join(safe(text).split())


def test_long_sentences_are_wrapped_to_the_width() -> None:
    for words in ("名单在种子产生之前已经封存。" * 20, "the list was frozen " * 20):
        lines = wrapped(words, "  ", "    ")
        assert max(map(width, lines)) <= 80
        assert all(line.startswith("    ") for line in lines[1:])


@pytest.mark.parametrize("verdict", ["failed", "unverifiable", "unreadable"])
def test_green_is_for_verified_only(verdict: str) -> None:
    assert "\x1b[1;32m" in report(colour=True)
    assert "32m" not in report(colour=True, verdict=verdict)


def test_void_is_not_green() -> None:
    text = report(colour=True, status="voided")
    assert "32m" not in text
    assert "作废属实" in text


def test_grade_c_is_called_what_it_is() -> None:
    source = {"kind": "witness"}
    text = report(verdict="unverifiable", grade="C", source=source, witnesses=[])
    assert "不能算作经过验证的随机抽取" in text
    assert "无法验证" in text.splitlines()[0]


def test_demonstration_is_said_in_the_second_line() -> None:
    assert report(demonstration=True).splitlines()[1].startswith("【演示】")
    assert "DEMONSTRATION" in report("en", demonstration=True).splitlines()[1]


def test_narrow_choice_is_pointed_out() -> None:
    group: dict[str, Any] = {
        "specialty": "1.1",
        "filters": ["technical"],
        "seats": 2,
        "rows": 6,
        "eligible": 5,
    }
    group |= {"excluded": 1, "reasons": {"bye": 1}}
    changes = {"added": 1, "edited": 0, "removed": 0}
    text = report(funnel=[group], since_request=changes)
    assert "不足 3 人" in text
    assert "轮空 1" in text
    assert "新增 1 人" in text
    wide = {**group, "eligible": 6, "rows": 7}
    assert "不足 3 人" not in report(funnel=[wide])


def test_failure_is_said_at_the_top_and_in_full_below() -> None:
    outcomes = [{"id": check["id"], "result": "passed"} for check in CHECKS]
    wrong = {"where": "entries[9]", "expected": "[3,0]", "got": "[3,\x9b1]"}
    outcomes[37] = {"id": "walk.invited", "result": "failed", **wrong}
    text = report(verdict="failed", checks=outcomes)
    assert "有人被跳过" in "\n".join(text.splitlines()[:4])
    assert "应为: [3,0]" in text
    assert "\\u009b" in text


def test_offset_of_part_of_an_hour() -> None:
    windows = {"utc_offset_minutes": -210}
    words = {"name": "n", "regulation": "r", "readings": [], "assumed": []}
    profile = {**words, "windows": windows}
    facts: dict[str, Any] = {"origin": "o", "pool": "p", "draw": "d", "attempt": 1}
    facts["slip_given"] = False
    text = report("en", profile=profile, times={"requested": "2026-03-02T01:00:00Z"}, **facts)
    assert "2026-03-01 21:30 (times below are UTC-3:30)" in text


def test_unknown_codes_are_shown_as_they_are() -> None:
    assert Words("zh")("role.harbour_master") == "harbour_master"
    assert Words("zh")("role.supervisor") == "监督人"


def test_check_code_of_the_worked_example() -> None:
    spec = (Path(__file__).parents[3] / "docs" / "SPEC.md").read_text("utf-8")
    (seal,) = re.findall(r"^seal leaf +([0-9a-f]{64})$", spec, re.MULTILINE)
    (code,) = re.findall(r"^check code ([0-9A-Z]{4}-[0-9A-Z]{4})$", spec, re.MULTILINE)
    assert check_code(seal) == code
