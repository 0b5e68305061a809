"""What is odd about a roster: HN-03, HN-06, HN-08, CZ-10, CZ-11, FX-09."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from drawsvc.domain.regulation import Age, parse_profile_toml
from drawsvc.domain.roster import Expert, Roster
from drawsvc.domain.roster_warnings import RosterRules, RosterWarning, warnings_of
from drawsvc.domain.taxonomy import parse_taxonomy_toml

XINXIAN = parse_profile_toml(
    (Path(__file__).parents[3] / "drawsvc/regulations/xinxian_2021.toml").read_bytes()
)
TAXONOMY = parse_taxonomy_toml(
    """
    [roster]
    specialties_per_expert = 3
    experts_per_employer = 3
    [specialties]
    A = { zh = "甲", en = "a", minimum = 2, quota = 3 }
    "A.1" = { zh = "子", en = "a1", category = "A" }
    B = { zh = "乙", en = "b" }
    """.encode()
)
RULES = RosterRules(XINXIAN, TAXONOMY, date(2026, 3, 2))


def expert(number: int, **changed: object) -> Expert:
    plain = Expert(
        expert_id=f"E{number}",
        name=f"王{number}",
        sex="",
        birth="",
        id_number="",
        phone="",
        employer_code=f"U{number}",
        employer="",
        on_duty="",
        title="",
        specialties=("A.1",),
        home_category="A",
        serial="",
        years="",
        term_start="2025-01-01",
        status="active",
    )
    return replace(plain, **changed)  # type: ignore[arg-type]


def found(*experts: Expert, rules: RosterRules = RULES) -> list[RosterWarning]:
    return list(warnings_of(Roster(experts), rules))


def test_nothing_odd() -> None:
    assert found(expert(1), expert(2)) == []


def test_a_category_below_its_minimum_counts_only_who_could_be_drawn() -> None:
    small = RosterWarning("category_small", {"category": "A", "got": 1, "expected": 2})
    assert found(expert(1), expert(2, status="suspended")) == [small]
    assert found(expert(1), expert(2, status="removed")) == [small]
    assert found(expert(1), expert(2, term_start="2023-03-01")) == [small]
    assert found(expert(1), expert(2, term_start="2023-03-02")) == []
    assert found(expert(1), expert(2, term_start="")) == []


def test_without_a_term_nobody_is_out_of_it() -> None:
    rules = replace(RULES, profile=replace(XINXIAN, term_years=0))
    assert found(expert(1), expert(2, term_start="1990-01-01"), rules=rules) == []


def test_without_a_home_category_the_specialties_count() -> None:
    homeless = {"home_category": "", "specialties": ("A.1", "B", "Z")}
    assert found(expert(1, **homeless), expert(2, **homeless)) == []


def test_a_category_over_its_quota() -> None:
    assert found(*map(expert, range(4))) == [
        RosterWarning("category_large", {"category": "A", "got": 4, "expected": 3})
    ]


def test_more_than_three_specialties() -> None:
    many = expert(1, specialties=("1", "2", "3", "4"))
    assert found(many, expert(2)) == [
        RosterWarning("many_specialties", {"expert": "E1", "expected": 3, "got": 4})
    ]


def test_over_age_from_the_day_after_the_birthday() -> None:
    birthday, day_after = expert(1, birth="1961-03-02"), expert(2, birth="1961-03-01")
    over = RosterWarning("over_age", {"expert": "E2", "expected": 65, "got": 65})
    assert found(birthday, day_after) == [over]
    off = replace(RULES, profile=replace(XINXIAN, age=Age(65, "off")))
    assert found(birthday, day_after, rules=off) == []


def test_too_many_of_one_employer() -> None:
    of_one = [expert(n, employer_code="U1", home_category="AB"[n % 2]) for n in range(4)]
    assert found(*of_one) == [
        RosterWarning("many_of_one_employer", {"employer": "U1", "expected": 3, "got": 4})
    ]


def test_a_category_mostly_of_one_employer() -> None:
    of_one = [
        expert(1, employer_code="", employer="局"),
        expert(2, employer_code="", employer="局"),
    ]
    concentrated = RosterWarning(
        "category_of_one_employer", {"category": "A", "employer": "局", "got": 2, "of": 3}
    )
    assert found(*of_one, expert(3)) == [concentrated]
    assert found(*of_one) == []  # two people
    assert found(*of_one, *map(expert, (3, 4)))[1:] == []  # just half of four


def test_experts_without_employer_are_not_of_one_employer() -> None:
    assert found(*(expert(n, employer_code="") for n in range(3))) == []


def test_people_of_one_name() -> None:
    assert found(expert(1, name="欧阳·甲"), expert(2, name="欧阳 甲"), expert(3)) == [
        RosterWarning("same_name", {"experts": ("E1", "E2")})
    ]


def test_people_who_may_be_one() -> None:
    same = {"name": "王甲", "birth": "1970-01-01", "id_number": "99x", "phone": "100"}
    experts = ("E1", "E2")
    assert found(expert(1, **same), expert(2, **same | {"id_number": "99X"})) == [
        RosterWarning(code, {"experts": experts})
        for code in ("same_name", "same_id_number", "same_phone", "same_name_and_birth")
    ]
