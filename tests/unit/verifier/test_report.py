"""What people read: alignment, unsafe characters, and no green where nothing was verified."""

import re
from pathlib import Path
from typing import Any

import pytest
from drawverify.columns import pad, safe, table, width, wrapped
from drawverify.facts import check_code
from drawverify.report import Report
from drawverify.wording import Wording
from drawverify.words import Words, load_checks
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.regulation import parse_profile_toml
from drawsvc.words import words_of

CHECKS = load_checks()


def report(language: str = "zh", *, colour: bool = False, **facts: Any) -> str:
    outcomes = [{"id": check["id"], "result": "passed"} for check in CHECKS]
    given: dict[str, Any] = {
        "verdict": "verified",
        "status": "completed",
        "grade": "B",
        "kind": "full",
        "checks": outcomes,
    }
    given |= {"failed": [], "not_checkable": [], "origin": "o", "pool": "p", "draw": "d"}
    given |= {"attempt": 1, "attestation": "none", "slip_given": False}
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
    text = report(funnel=[group], groups=["1.1"], since_request=changes)
    assert "不足 3 人" in text
    assert "轮空 1" in text
    assert "新增 1 人" in text
    wide = {**group, "eligible": 6, "rows": 7}
    assert "不足 3 人" not in report(funnel=[wide], groups=["1.1"])


def test_failure_is_said_at_the_top_and_in_full_below() -> None:
    outcomes = [{"id": check["id"], "result": "passed"} for check in CHECKS]
    wrong: dict[str, Any] = {"where": "entries[9] INVITED.invitations"}
    wrong |= {"expected": [{"group": 0, "rows": [3, 0]}], "got": ["\x9b"]}
    outcomes[37] = {"id": "walk.invited", "result": "failed", **wrong}
    text = report(verdict="failed", checks=outcomes, groups=["1.1"], failed=["walk.invited"])
    top = text.splitlines()[:6]
    assert "有人被跳过" in top[2]
    assert top[3] == "    位置：记录条目 9“发出邀请”（entries[9] INVITED.invitations）"
    assert top[4] == "    应为：名额组 1.1 候选行 3、0"
    assert top[5] == "    实为：\\u009b"
    assert "✗ 递补过程    不通过：walk.invited" in text
    assert "这不证明什么" not in text


def outcomes_of(step: str, result: str, **detail: Any) -> list[dict[str, Any]]:
    """All checks: passed before a step, not taken after it."""
    place = [check["id"] for check in CHECKS].index(step)
    outcomes: list[dict[str, Any]] = [{"id": check["id"], "result": "passed"} for check in CHECKS]
    outcomes[place] |= {"result": result, **detail}
    for outcome in outcomes[place + 1 :]:
        outcome["result"] = "not_taken"
    return outcomes


def test_what_was_not_given_or_not_checked_is_not_ticked() -> None:
    passing = report()
    assert "· 披露        未提供" in passing
    assert "共 54 项：54 项通过" in passing
    failing = report(checks=outcomes_of("join.trust", "failed"), verdict="failed")
    assert "✗ 见证人      不通过：join.trust" in failing
    assert "· 密封与种子  未检查" in failing
    assert "✓ 披露        2/2 项通过" in report(disclosures_given=True)


@pytest.mark.parametrize(
    ("step", "told"),
    [("file.json", "重新取得原始文件"), ("file.trust", "信任文件"), ("file.disclosures", "披露")],
)
def test_unreadable_file_gets_a_short_report(step: str, told: str) -> None:
    checks = outcomes_of(step, "failed", where="v", expected="object", got="", cause="file.json")
    lines = report(verdict="unreadable", failed=[step], checks=checks).splitlines()
    assert told in lines[1]
    assert lines[2:] == [
        "  ✗ 文件损坏，或含有会被读成两种意思的内容",
        "    位置：v",
        "    应为：对象",
    ]


def test_wrong_disclosures_do_not_touch_the_record() -> None:
    checks = outcomes_of("disclosure.cites", "failed", where="disclosures.draw")
    text = report(verdict="failed", failed=["disclosure.cites"], checks=checks)
    assert "记录本身不受影响" in text


def test_unfinished_and_discarded_are_called_so() -> None:
    def told(missing: str, **facts: Any) -> str:
        checks = outcomes_of("end.finished", "not_checkable", missing=missing)
        return report(verdict="unverifiable", checks=checks, **facts)

    assert "抽取尚未完成（状态：邀请中）" in told("unfinished", status="inviting")
    void = {"type": "VOID", "time": "2026-03-02T01:00:00Z", "class": "discarded"}
    discarded = told("discarded", status="voided", events=[{**void, "reason": "wrong_list"}])
    assert "结果被舍弃（理由：名单有误）" in discarded
    outside = {"type": "DECIDED", "time": "2026-03-02T01:00:00Z", "kind": "outside", "ground": "g"}
    chosen = told("not_drawn", status="decided", events=[outside])
    assert "库外临时选聘" in chosen
    assert "不是抽出的" in chosen
    earlier = [
        {"attempt": n, "type": "VOID", "class": c} for n, c in ((1, "harmless"), (2, "discarded"))
    ]
    assert "第 2 次抽取在结果已经确定之后作废" in told("discarded_before", earlier=earlier)
    assert "attempt 2 at the same matter" in told(
        "discarded_before", language="en", earlier=earlier
    )


def test_missing_entry_is_a_place_and_other_places_are_not_told() -> None:
    for where, told in (("entries[7] SEEDED", True), ("origins", False)):
        checks = outcomes_of("seed.beacon", "not_checkable", where=where, missing="")
        assert ("位置" in report(verdict="unverifiable", checks=checks)) == told


def test_draw_in_turn_is_not_called_random() -> None:
    assert "按序号依次得出" in report(grade="S")


def test_silence_whose_tries_were_not_noted() -> None:
    item = {"round": 1, "group": 0, "row": 3, "serial": "", "again": False, "withdrawn": False}
    item |= {"sent": "2026-03-02T01:00:00Z", "deadline": "2026-03-02T02:00:00Z"}
    for kind, tries, said in (
        ("handler", 0, "联系次数未记录"),
        ("handler", 2, "联系 2 次"),
        ("countersigned", 0, "联系 0 次"),
    ):
        reply = {"type": "EXPIRED", "tries": tries, "attestation": kind}
        text = report(walk=[{**item, "reply": reply}], groups=["1.1"], utc_offset_minutes=480)
        assert f"⌛ 逾期未回复（{said}）" in text
        assert "第 1 轮：2026-03-02 09:00 UTC+8 发出" in text


def wording(language: str = "zh") -> Wording:
    return Wording(Words(language), ["1.1"], 480)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ([], "—"),
        ([1, 2], "1、2"),
        (True, "true"),
        ("accepted", "应邀"),
        ("none", "无（依次提取）"),
        ("CLOSED", "本轮结束"),
        ({"from": "2026-03-02T01:00:09Z"}, "不早于 2026-03-02 09:00:09 UTC+8"),
        ({"key_valid": ["2026-03-02T01:00:00Z – 9999-12-31T23:59:59Z"]}, "2026-03-02 09:00:00"),
        ({"one_of": ["a"]}, "a"),
        ({"one_of": ["a", "b"]}, "其中之一：a、b"),
        ({"bye": 2}, "轮空 2"),
        ({"calendar_year": "2027"}, "日历的 2027 年"),
        ({"group": 0, "rows": [10, 27]}, "名额组 1.1 候选行 10、27"),
        ({"group": 4, "rows": [0]}, "名额组 4 候选行 0"),
        ({"bye": 2, "recused": 1}, "轮空 2、回避 1"),
        ("x" * 300, "x…"),
        ("ab" * 48, "ab" * 32 + "…"),
    ],
)
def test_values_are_said_in_words(value: object, said: str) -> None:
    assert said in wording().value(value)


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("entries[9] REPLIED.time", "记录条目 9“回复”（entries[9] REPLIED.time）"),
        ("trust.character 12", "第 12 个字符"),
        ("SEAL.joins", "密封（SEAL.joins）"),
        ("HARBOUR", "HARBOUR"),
        ("groups[0]", "groups[0]"),
    ],
)
def test_places_are_said_in_words(where: str, said: str) -> None:
    assert wording().place(where) == said


@pytest.mark.parametrize(
    ("table", "family"),
    [
        ("activities", "activity"),
        ("change_reasons", "reason"),
        ("grounds", "ground"),
        ("reply_reasons", "reason"),
        ("roles", "role"),
        ("void_reasons", "reason"),
    ],
)
def test_codes_that_offices_are_offered_have_words(table: str, family: str) -> None:
    """Any code is allowed there; those that the command line knows are not shown as codes."""
    words = Words("zh")
    lacking = [c for c in words_of("zh").codes(table) if f"{family}.{c}" not in words]
    assert lacking == []


def test_who_signed_a_void_and_what_surfaced_after_it_is_told() -> None:
    time = "2026-06-10T01:00:00Z"
    void = {"type": "VOID", "class": "discarded", "reason": "wrong_list", "role": "pool_office"}
    events = [
        {**void, "time": time},
        {"type": "REVEALED", "time": time, "role": "discipline"},
    ]
    said = re.sub(r"\s+", " ", report(events=events, status="voided", verdict="unverifiable"))
    assert "作废 结果被舍弃、名单有误、由专家库办公室签署" in said
    assert "作废之后的揭示 由纪检监察签署" in said


PROFILE: dict[str, Any] = {
    "approvals": [{"role": "leader", "step": "plan"}],
    "bye": {"after": 0},
    "counters": [{"id": "unjustified_refusals", "window": "rolling_12_months"}],
    "publication": "masked",
    "roles": [],
    "sources": ["dice", "witness"],
    "unit_limit": 2,
    "windows": {"reply_minutes": 120, "utc_offset_minutes": 330},
}


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        ("windows.reply_minutes", "回复时限 120 分钟", "reply window 120 minutes"),
        ("windows.utc_offset_minutes", "时区 UTC+5:30", "time zone UTC+5:30"),
        ("unit_limit", "同一单位至多 2 人", "at most 2 of one unit"),
        ("bye.after", "不轮空", "no bye"),
        ("publication", "公开方式：脱敏公开", "publication: masked names"),
        ("sources", "随机数来源：骰子、见证人", "source of randomness: dice, witnesses"),
        ("roles", "须有见证的角色：无", "roles that must witness: none"),
        ("approvals", "抽取前的手续：领导 plan", "approvals before a draw: leader plan"),
        (
            "counters.unjustified_refusals.window",
            "无正当理由拒绝：按连续十二个月计",
            "unjustified refusals: counted over twelve months",
        ),
        ("harbour.dues", "harbour.dues", "harbour.dues"),
        ("bye", "bye 0", "bye 0"),
        ("bye.after.all", "bye.after.all", "bye.after.all"),
    ],
)
def test_parameters_are_said_in_words(path: str, zh: str, en: str) -> None:
    assert wording().parameter(PROFILE, path) == zh
    assert wording("en").parameter(PROFILE, path) == en


def test_every_parameter_of_the_regulations_has_words() -> None:
    folder = Path(__file__).parents[3] / "drawsvc" / "regulations"
    for path in sorted(folder.glob("*.toml")):
        profile = parse_profile_toml(path.read_bytes()).to_body()["profile"]
        assert profile["assumed"]
        for name in profile["assumed"]:
            assert name not in wording().parameter(profile, name), name


@given(st.lists(st.sampled_from([*PROFILE, "after", "counters", "id", "0", ""]), max_size=4))
def test_no_name_of_a_parameter_is_too_strange(names: list[str]) -> None:
    assert isinstance(wording().parameter({**PROFILE, "readings": ["an id"]}, ".".join(names)), str)


def test_what_was_assumed_is_listed_with_its_value() -> None:
    words = {"name": "n", "regulation": "r", "readings": ["甲", "乙"]}
    profile = {**PROFILE, **words, "assumed": ["windows.reply_minutes"]}
    text = report(profile=profile)
    assert "    · 回复时限 120 分钟（推定）" in text
    assert "    · 甲\n    · 乙" in text


def test_offset_of_part_of_an_hour() -> None:
    times = {"requested": "2026-03-02T01:00:00Z"}
    assert "2026-03-01 21:30 UTC-3:30" in report("en", utc_offset_minutes=-210, times=times)


def test_unknown_codes_are_shown_as_they_are() -> None:
    assert Words("zh")("role.harbour_master") == "harbour_master"
    assert Words("zh")("role.supervisor") == "监督人"


def test_check_code_of_the_worked_example() -> None:
    spec = (Path(__file__).parents[3] / "docs" / "SPEC.md").read_text("utf-8")
    (seal,) = re.findall(r"^seal leaf +([0-9a-f]{64})$", spec, re.MULTILINE)
    (code,) = re.findall(r"^check code ([0-9A-Z]{4}-[0-9A-Z]{4})$", spec, re.MULTILINE)
    assert check_code(seal) == code
