"""What may be asked for: SPEC §5.3 REQUEST, §13 step 20."""

import json
import sys
import unicodedata
from collections.abc import Sequence
from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from drawseeds import H, unassigned
from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.entries import NO_LEAF, Entry
from drawsvc.domain.errors import RequestError
from drawsvc.domain.regulation import parse_profile
from drawsvc.domain.request import check_request, matter_of, normalised
from drawsvc.domain.times import parse_time
from tests.refusing import refused
from tests.unit.domain import sample

REFUSED = {*map(chr, range(0x20)), "\x7f"} - {"\n"}  # SPEC §3.1
DIGESTS = Path(__file__).parents[2] / "vectors/stages/digests.json"
PROFILE = parse_profile({"profile": deepcopy(sample.PROFILE)})


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("2026-1", "2026-1"),
        ("新工信〔2026〕1号", "新工信(2026)1号"),
        ("新工信【2026】1号", "新工信(2026)1号"),
        ("新工信［2026］1号", "新工信(2026)1号"),
        ("新工信〖2026〗1号", "新工信(2026)1号"),
        ("新工信[2026]1号", "新工信(2026)1号"),
        ("新工信（２０２６）１号", "新工信(2026)1号"),
        (" a b\u3000c\t", "ABC"),
        ("a\u00a0b\u2009c\u202fd", "ABCD"),
        ("straße", "STRASSE"),
        ("①", "1"),
        ("ΐ", "Ϊ́"),
        ("café", "CAFÉ"),
        ("cafe\u0301", "CAFÉ"),
        ("新工\u200b信(2026)\ufeff1号", "新工信(2026)1号"),
        ("新工信﹝2026︼1号", "新工信(2026)1号"),
        ("新工\ufe0f信\u3164(2026)\U000e01001号", "新工信(2026)1号"),
        ("\u1fb3\u034f\u0301", "\u0386\u0399"),  # as U+1FB4
        ("\x80新工信(2026)\x9f1号\x85", "新工信(2026)1号"),
        ("\u2c5f\u0264\u019b", "\u2c5f\u0264\u019b"),  # cased by Unicode 14.0 and 16.0
    ],
)
def test_filing_number_has_one_form(number: str, expected: str) -> None:
    assert normalised(number) == expected
    assert normalised(expected) == expected


@given(st.text(max_size=8))
def test_form_has_itself_as_its_form(text: str) -> None:
    form = normalised(text)
    assert normalised(form) == form


@given(st.lists(st.sampled_from("aß(\u03b1\u1fb3\u0301\u0345\u0323\u1100\u1161\u304b\u3099")))
def test_unseen_characters_change_no_form(characters: list[str]) -> None:
    assert normalised("\u034f".join(characters)) == normalised("".join(characters))


@pytest.mark.parametrize(
    ("member", "items"), [("number", "filing_numbers"), ("organiser", "organisers")]
)
def test_forms_are_those_of_the_vectors(member: str, items: str) -> None:
    for case in json.loads(DIGESTS.read_bytes())[items]:
        assert normalised(case[member]) == case["normalised"]


def test_what_is_not_seen_is_what_unicode_13_ignores() -> None:
    others = [0x34F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x180E), *range(0xFE00, 0xFE10)]
    expected = {*map(chr, others), *map(chr, range(0xE0100, 0xE01F0)), *"\u3164\uffa0"}
    everything = [c for c in map(chr, range(sys.maxunicode + 1)) if not unassigned(c)]
    expected |= {c for c in everything if unicodedata.category(c) in ("Cc", "Cf")}
    expected |= {c for c in everything if c.isspace()} - REFUSED
    assert {c for c in everything if not normalised(c)} - REFUSED == expected - REFUSED


def test_matter_is_organiser_and_filing_number() -> None:
    matter = matter_of("规划科", "新工信〔2026〕1号")
    assert matter == H("matter", "规划科", "新工信(2026)1号")
    assert matter == matter_of("规划科", " 新工信[２０２６]1号 ")
    assert matter == matter_of("规 划\u200b科", "新工信〔2026〕1号")
    assert matter != matter_of("安全科", "新工信〔2026〕1号")
    assert matter != matter_of("规划科", "新工信〔2026〕2号")


@pytest.mark.parametrize("number", ["", "  ", "\u3000"])
def test_matter_has_a_filing_number(number: str) -> None:
    with refused(RequestError, "filing_number"):
        matter_of("规划科", number)


def test_matter_has_an_organiser() -> None:
    with refused(RequestError, "organiser"):
        matter_of("\u200b", "1")


@pytest.mark.parametrize(
    ("organiser", "number"),
    [
        ("cafe\u0301", "1"),
        ("科", "cafe\u0301"),
        ("科", "1\x00"),
        # NFKC, or what ignores a character, is newer than Unicode 13.0.
        ("科", "1\ua7f2"),
        ("科", "1\U0001ccd6"),
        ("科", "1\u180f"),
    ],
)
def test_text_without_canonical_form_is_refused(organiser: str, number: str) -> None:
    with refused(RequestError, "text"):
        matter_of(organiser, number)


def entry(kind: str, attempt: int, /, **changed: Any) -> Entry:
    place = replace(sample.DRAW, attempt=attempt)
    return Entry(place, 0, NO_LEAF, sample.NOW, kind, sample.body(kind, **changed))


def check(attempt: int = 1, ends: Sequence[Entry] = (), **changed: Any) -> None:
    cited = {"earlier": [end.leaf for end in ends]}
    check_request(entry("REQUEST", attempt, **cited | changed), PROFILE, ends)


def group(specialty: str, seats: int = 1) -> dict[str, Any]:
    return {"filters": [], "seats": seats, "specialty": specialty}


def test_request_within_the_limits() -> None:
    check()
    check(groups=[group(str(n), 100) for n in range(100)])
    check(groups=[group("1", 10_000)])
    check(groups=[group("1", 1)])
    check(groups=[group("1.1"), group("1.10")])


@pytest.mark.parametrize(
    ("groups", "code", "got"),
    [
        ([], "seats", 0),
        ([group(str(n)) for n in range(101)], "too_many_groups", 101),
        ([group("1", 10_000), group("2", 1)], "seats", 10_001),
        ([group("1"), group("2"), group("1"), group("2"), group("3")], "specialty_twice", "1, 2"),
    ],
)
def test_limits(groups: list[Any], code: str, got: object) -> None:
    with refused(RequestError, code, got=got):
        check(groups=groups)


STEP = {"ref": "1", "role": "organiser", "step": "plan"}


@pytest.mark.parametrize(
    ("approvals", "got"),
    [
        ([], "none"),
        ([STEP, STEP], "organiser: plan, organiser: plan"),
        ([STEP | {"step": "budget"}], "organiser: budget"),
        ([STEP | {"role": "pool_office"}], "pool_office: plan"),
    ],
)
def test_approvals_are_those_of_the_profile_in_order(approvals: list[Any], got: str) -> None:
    with refused(RequestError, "approvals", expected="organiser: plan", got=got):
        check(approvals=approvals)


def test_profile_is_in_force_by_the_local_date() -> None:
    request = entry("REQUEST", 1)
    check_request(replace(request, time=parse_time("2025-12-31T16:00:00Z")), PROFILE, [])
    expected = {"expected": "2026-01-01", "got": "2025-12-31"}
    with refused(RequestError, "profile_not_valid_yet", **expected):
        check_request(replace(request, time=parse_time("2025-12-31T15:59:59Z")), PROFILE, [])


VOIDED, COMPLETED = entry("VOID", 1), entry("COMPLETED", 1)
SMALLER, WIDER = (
    entry("DECIDED", 2, kind="smaller_panel"),
    entry("DECIDED", 2, kind="wider_attempt"),
)


@pytest.mark.parametrize(
    ("ends", "kind"),
    [
        ([], "first"),
        ([VOIDED], "retry"),
        ([COMPLETED], "second_panel"),
        ([VOIDED, SMALLER], "second_panel"),
        ([COMPLETED, WIDER], "retry"),
    ],
)
def test_kind_follows_from_how_the_attempt_before_ended(ends: list[Entry], kind: str) -> None:
    attempt = len(ends) + 1
    check(attempt, ends, kind=kind)
    for other in {"first", "retry", "second_panel"} - {kind}:
        with refused(RequestError, "attempt_kind", attempt=attempt, expected=kind, got=other):
            check(attempt, ends, kind=other)


@pytest.mark.parametrize(
    ("attempt", "ends"),
    [
        (1, [VOIDED]),
        (2, []),
        (3, [VOIDED]),
        (2, [replace(VOIDED, place=replace(sample.DRAW, draw="D-9"))]),
        (3, [SMALLER, VOIDED]),
    ],
)
def test_ends_are_those_of_the_attempts_before(attempt: int, ends: list[Entry]) -> None:
    kinds = {"VOID": "retry", "DECIDED": "second_panel"}
    kind = kinds[ends[-1].type] if ends else "first"
    with refused(RequestError, "attempt_kind"):
        check(attempt, ends, kind=kind)


def test_ends_are_those_that_are_cited() -> None:
    with refused(RequestError, "attempt_kind"):
        check(2, [VOIDED], kind="retry", earlier=[sample.LEAF])
