"""What may be asked for: SPEC §5.3 REQUEST, §13 step 20."""

from copy import deepcopy
from typing import Any

import pytest
from drawseeds import H

from drawsvc.domain.errors import RequestError
from drawsvc.domain.regulation import parse_profile
from drawsvc.domain.request import check_request, matter_of, normalised_filing_number
from tests.refusing import refused
from tests.unit.domain import sample

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
    ],
)
def test_filing_number_has_one_form(number: str, expected: str) -> None:
    assert normalised_filing_number(number) == expected
    assert normalised_filing_number(expected) == expected


def test_matter_is_organiser_and_filing_number() -> None:
    matter = matter_of("规划科", "新工信〔2026〕1号")
    assert matter == H("matter", "规划科", "新工信(2026)1号")
    assert matter == matter_of("规划科", " 新工信[２０２６]1号 ")
    assert matter != matter_of("安全科", "新工信〔2026〕1号")
    assert matter != matter_of("规划科", "新工信〔2026〕2号")


@pytest.mark.parametrize("number", ["", "  ", "\u3000"])
def test_matter_has_a_filing_number(number: str) -> None:
    with refused(RequestError, "filing_number"):
        matter_of("规划科", number)


@pytest.mark.parametrize(("organiser", "number"), [("cafe\u0301", "1"), ("科", "1\x00")])
def test_text_without_canonical_form_is_refused(organiser: str, number: str) -> None:
    with refused(RequestError, "text"):
        matter_of(organiser, number)


def check(attempt: int = 1, **changed: Any) -> None:
    check_request(sample.body("REQUEST", **changed), PROFILE, attempt)


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


@pytest.mark.parametrize(
    ("attempt", "kind", "earlier"),
    [(1, "first", 0), (2, "retry", 1), (2, "second_panel", 1), (3, "retry", 2)],
)
def test_kind_goes_with_the_attempt(attempt: int, kind: str, earlier: int) -> None:
    check(attempt, kind=kind, earlier=[sample.LEAF] * earlier)


@pytest.mark.parametrize(
    ("attempt", "kind", "earlier"),
    [
        (1, "retry", 0),
        (1, "second_panel", 0),
        (1, "first", 1),
        (2, "first", 1),
        (2, "retry", 0),
        (2, "retry", 2),
    ],
)
def test_another_kind_or_number_of_earlier_attempts_is_refused(
    attempt: int, kind: str, earlier: int
) -> None:
    with refused(RequestError, "attempt_kind", attempt=attempt, got=kind):
        check(attempt, kind=kind, earlier=[sample.LEAF] * earlier)
