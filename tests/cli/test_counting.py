"""`pool counters`: whose refusals and silence have reached what the profile counts; a proposal, in words."""

import re
from typing import Any

import pytest

from drawsvc.words import LANGUAGES
from tests.cli.office import Office

UNUSABLE, NOT_NOW = 2, 3
TWO = ("--approval", "leader=1号", "--approval", "discipline=2号")
BY = ("--approved-by", "leader", "--ref", "批复1号")
NEXT_YEAR = "2027-07-01"
KEYS = re.compile(
    r"\b(?:counters|counter_names|counter_readings|proposals|stands|values|answers)\.[a-z_]+"
)


@pytest.fixture
def drawn(office: Office) -> Office:
    """Everybody has been silent twice, on paper; one of a draw declines, two accept, and somebody else for him."""
    office.pool()
    lines = [f"X2-{number} = 2" for number in range(1, 10)]
    text = "\n".join(["[counters.no_reply_or_refusal]", *lines])
    opening = office.write("o.toml", f"{text}\n[counters.poor_ratings]\nX2-1 = 1\n")
    office.run("pool", "opening", "xin", opening, *TWO)
    office.inviting()
    answers = office.replies("1,1,decline,other", "1,2,accept,", "1,3,accept,")
    office.run("reply", "d-1", "--file", answers)
    office.accept_all()
    return office


def counted(office: Office, *words: str) -> dict[str, Any]:
    view = office.run("pool", "counters", "xin", *words)
    return {of["id"]: of for of in view["counters"]}


def run_of(office: Office, *words: str) -> list[tuple[int, str]]:
    experts = counted(office, *words)["no_reply_or_refusal"]["experts"]
    return sorted((of["number"], of["stand"]) for of in experts)


def test_a_refusal_counts_once_the_draw_is_released(drawn: Office) -> None:
    assert run_of(drawn) == [(2, "near")] * 9
    assert drawn.run("pool", "counters", "xin")["not_released"] == 1
    drawn.run("release", "d-1", *BY)
    assert run_of(drawn) == [(2, "near")] * 5 + [(3, "reached")]
    assert run_of(drawn, "--on", "2026-06-09") == []
    assert run_of(drawn, "--on", NEXT_YEAR) == run_of(drawn), "a run knows no year"
    reached = counted(drawn)["no_reply_or_refusal"]["experts"]
    (cause,) = (cause for of in reached for cause in of["causes"])
    assert (cause["draw"], cause["answer"], cause["reason"]) == ("d-1", "decline", "other")
    ratings = counted(drawn)["poor_ratings"]
    assert (ratings["counted"], [of["declared"] for of in ratings["experts"]]) == (False, [1])


def test_only_with_all_those_far_from_the_threshold(office: Office) -> None:
    office.pool()
    office.inviting()
    office.run(
        "reply", "d-1", "--file", office.replies(*(f"1,{n},decline,other" for n in (1, 2, 3)))
    )
    office.accept_all()
    office.run("release", "d-1", *BY)
    assert (run_of(office), run_of(office, "--all")) == ([], [(1, "below")] * 3)


@pytest.mark.parametrize(
    ("lang", "wanted"),
    [
        ("zh", ["未按时回复或无正当理由拒绝：连续满 3 次", "已达到", "只差一次", "d-1 2026-06-10 婉拒（其他）"]),
        ("en", ["3 times, in a row", "reached", "lacks one", "d-1 2026-06-10 declined (other)"]),
    ],
)  # fmt: skip
def test_it_is_said_as_a_proposal(drawn: Office, lang: str, wanted: list[str]) -> None:
    proposal = {"zh": "建议：请专家库领导小组", "en": "Proposed: the pool's leading group"}[lang]
    ratings = {"zh": "抽取中看不出", "en": "Draws do not tell it"}[lang]
    said = drawn.say("pool", "counters", "xin", lang=lang)
    assert proposal not in said
    assert ratings in said
    drawn.run("release", "d-1", *BY)
    said = drawn.say("pool", "counters", "xin", lang=lang)
    for text in (*wanted, proposal):
        assert text in said
    assert KEYS.findall(said) == []
    assert "—" not in said


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whoever_assumes_says_so(office: Office, lang: str) -> None:
    """HN-27 does not say from when the year runs; the profile of Changzhi counts nothing."""
    office.pool("hunan", "hunan_reservoir_2016")
    said = office.say("pool", "counters", "hunan", "--all", lang=lang)
    assert {"zh": "连续十二个月（推定）满 3 次", "en": "(assumed)"}[lang] in said
    office.run("pool", "create", "chang", "--profile", "changzhi_2023")
    said = office.say("pool", "counters", "chang", lang=lang)
    assert {"zh": "规则没有计数条款", "en": "counts nothing"}[lang] in said


def test_reading_changes_nothing(drawn: Office) -> None:
    drawn.run("release", "d-1", *BY)
    before = drawn.leaves()
    assert counted(drawn) == counted(drawn)
    assert drawn.leaves() == before


def test_what_is_asked_wrongly_is_refused(office: Office) -> None:
    office.pool()
    words = ("pool", "counters")
    assert office.refuse(*words, "nowhere", code=NOT_NOW)["code"] == "no_pool"
    assert office.refuse(*words, "xin", "--on", "10.6.2026", code=UNUSABLE)["code"] == "day"
