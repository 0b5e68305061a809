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
OF_A_RULE = {"no_term", "no_publicity", "no_birth", "no_serial"}


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
    return [
        warning for warning in all_found(*experts, rules=rules) if warning.code not in OF_A_RULE
    ]


def all_found(*experts: Expert, rules: RosterRules = RULES) -> list[RosterWarning]:
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
    over = RosterWarning(
        "over_age", {"expert": "E2", "expected": 65, "got": 65, "day": "2026-03-02"}
    )
    assert found(birthday, day_after) == [over]
    off = replace(RULES, profile=replace(XINXIAN, age=Age(65, "off")))
    assert found(birthday, day_after, rules=off) == []
    hard = replace(RULES, profile=replace(XINXIAN, age=Age(65, "enforce")))
    assert [of.code for of in found(birthday, day_after, rules=hard)] == ["over_age_enforced"]


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


def test_a_rule_with_nothing_to_go_by() -> None:
    """Somebody without a beginning of the term counts as in term: that must be said."""
    whole = {"birth": "1970-01-01", "publicity_until": "2025-01-01"}
    people = [expert(n, **whole) for n in (1, 2, 3)]
    assert all_found(*people) == []
    people[1] = replace(people[1], term_start="")
    people[2] = replace(people[2], birth="", publicity_until="", status="removed")
    one = {"got": 1, "of": 2, "experts": ("E2",)}
    assert all_found(*people) == [
        RosterWarning("no_term", {"column": "term_start", "expected": 3, **one})
    ]
    lone = all_found(replace(people[2], status="active"), people[0])
    assert [(w.code, w.facts["expected"]) for w in lone] == [("no_publicity", 5), ("no_birth", 65)]


def test_serials_are_missed_where_they_are_turns() -> None:
    assert "no_serial" not in [warning.code for warning in all_found(expert(1), expert(2))]
    serial = replace(RULES, profile=replace(XINXIAN, mode="serial"))
    assert "no_serial" in [w.code for w in all_found(expert(1), expert(2), rules=serial)]


def test_birth_that_the_identity_number_contradicts() -> None:
    number = "99030319700214513X"
    differing = [
        expert(1, birth="1970-02-14", id_number=number),
        expert(2, birth="1970-02-28", id_number=f"98{number[2:]}"),  # given as a month
        expert(3, birth="1970-02-15", id_number=f"97{number[2:]}"),
        expert(4, birth="", id_number=f"96{number[2:]}"),
        expert(5, birth="1970-02-15", id_number="99030319701314513X"),
        expert(6, birth="1971-02-28", id_number=f"95{number[2:]}"),
    ]
    warned = [w.facts["expert"] for w in all_found(*differing) if w.code == "birth_differs"]
    assert warned == ["E3", "E6"]


def test_employers_of_several_names_or_codes() -> None:
    """Full, short and former names of one employer: recusals by name would not find all."""
    people = [
        expert(1, employer_code="U1", employer="示例设计院"),
        expert(2, employer_code="U1", employer="示例设计院（原）"),
        expert(3, employer_code="U3", employer="示例局"),
        expert(4, employer_code="U4", employer="示例局"),
        expert(5, employer_code="", employer="示例局"),
    ]
    odd = [warning for warning in found(*people) if warning.code.startswith("employer")]
    assert odd == [
        RosterWarning(
            "employer_names", {"employer": "U1", "names": ["示例设计院", "示例设计院（原）"]}
        ),
        RosterWarning("employer_codes", {"employer": "示例局", "codes": ["U3", "U4"]}),
    ]


def test_people_of_one_name_and_employer() -> None:
    same = {"name": "王甲", "employer_code": "U1"}
    codes = [warning.code for warning in found(expert(1, **same), expert(2, **same))]
    assert codes == ["same_name", "same_name_and_employer"]
