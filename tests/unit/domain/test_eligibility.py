"""Who may be drawn: SPEC §6.1, §6.2, HN-04, HN-22, XX-08, XX-09, XX-19, XX-20."""

from copy import deepcopy
from datetime import date
from typing import Any

import pytest

from drawsvc.domain.candidates import ELIGIBLE
from drawsvc.domain.eligibility import Conditions, candidates_of, finding_about, public_text
from drawsvc.domain.regulation import Profile, parse_profile
from tests.unit.domain import sample
from tests.unit.domain.people import expert

TODAY, ACTIVITY = date(2026, 3, 2), date(2026, 3, 9)


def profile(**changed: Any) -> Profile:
    body = deepcopy(sample.PROFILE) | {"age": {"limit": 65, "rule": "enforce"}} | changed
    return parse_profile({"profile": body})


def conditions(**changed: Any) -> Conditions:
    values: dict[str, Any] = {"profile": profile(), "today": TODAY, "activity": ACTIVITY}
    return Conditions(**values | changed)


def test_nothing_speaks_against_him() -> None:
    assert finding_about(expert(), conditions()) == (ELIGIBLE, {})


@pytest.mark.parametrize(
    ("about", "changed", "reason", "evidence"),
    [
        ({"status": "removed"}, {}, "removed", {"status": "removed"}),
        ({"status": "suspended"}, {}, "suspended", {"status": "suspended"}),
        # XX-08: the last day of publicity is not over
        (
            {"publicity_until": "2026-03-02"},
            {},
            "publicity_open",
            {"publicity_until": "2026-03-02"},
        ),
        ({"publicity_until": "2026-03-01"}, {}, ELIGIBLE, {}),
        # HN-04, XX-09: in term on both days, to the last day of it
        ({"term_start": "2023-03-09"}, {}, ELIGIBLE, {}),
        (
            {"term_start": "2023-03-08"},
            {},
            "out_of_term",
            {"term_end": "2026-03-08", "term_start": "2023-03-08"},
        ),
        ({"term_start": "2026-03-02"}, {}, ELIGIBLE, {}),
        (
            {"term_start": "2026-03-03"},
            {},
            "out_of_term",
            {"term_end": "2029-03-03", "term_start": "2026-03-03"},
        ),
        ({"term_start": "2001-01-01"}, {"profile": profile(term_years=0)}, ELIGIBLE, {}),
        ({"term_start": ""}, {}, ELIGIBLE, {}),
        # the birthday itself is not yet over the limit
        ({"birth": "1961-03-09"}, {}, ELIGIBLE, {}),
        ({"birth": "1961-03-08"}, {}, "over_age", {"birth": "1961-03-08", "limit": 65}),
        ({"birth": "1961-03-08"}, {"activity": TODAY}, ELIGIBLE, {}),
        (
            {"birth": "1931-03-08"},
            {"profile": profile(age={"limit": 65, "rule": "warn"})},
            ELIGIBLE,
            {},
        ),
        ({"birth": ""}, {}, ELIGIBLE, {}),
        (
            {"unavailable_from": "2026-03-09", "unavailable_until": "2026-03-20"},
            {},
            "unavailable",
            {"from": "2026-03-09", "until": "2026-03-20"},
        ),
        (
            {"unavailable_from": "2026-03-01", "unavailable_until": "2026-03-09"},
            {},
            "unavailable",
            {"from": "2026-03-01", "until": "2026-03-09"},
        ),
        ({"unavailable_from": "2026-03-01", "unavailable_until": "2026-03-08"}, {}, ELIGIBLE, {}),
        ({"unavailable_from": "2026-03-10", "unavailable_until": "2026-03-11"}, {}, ELIGIBLE, {}),
        # HN-22, XX-20: by code, by name, by decision
        (
            {},
            {"related_units": frozenset({"U1", "U9"})},
            "recused",
            {"ground": "same_employer", "units": ["U1"]},
        ),
        (
            {},
            {"related_units": frozenset({"示例单位1", "U1"})},
            "recused",
            {"ground": "same_employer", "units": ["U1", "示例单位1"]},
        ),
        ({"employer": "", "employer_code": ""}, {"related_units": frozenset({""})}, ELIGIBLE, {}),
        ({}, {"recusals": {"E1": "kinship"}}, "recused", {"ground": "kinship"}),
        ({}, {"recusals": {"E2": "kinship"}}, ELIGIBLE, {}),
        ({}, {"engaged": frozenset({"E1"})}, "engaged", {"on": "2026-03-09"}),
        ({}, {"byes": frozenset({"E1"})}, "bye", {"after": 2}),
    ],
)
def test_finding(
    about: dict[str, str], changed: dict[str, Any], reason: str, evidence: dict[str, Any]
) -> None:
    assert finding_about(expert(**about), conditions(**changed)) == (reason, evidence)


def test_bye_comes_last_so_that_it_is_used_up_only_by_who_could_be_drawn() -> None:
    everything: dict[str, Any] = {
        "byes": frozenset({"E1"}),
        "engaged": frozenset({"E1"}),
        "recusals": {"E1": "kinship"},
    }
    order = []
    about = {
        "status": "removed",
        "publicity_until": "2026-12-31",
        "term_start": "2001-01-01",
        "birth": "1931-03-08",
        "unavailable_from": "2026-03-01",
        "unavailable_until": "2026-03-31",
    }
    healed = {"status": "active", "publicity_until": "", "term_start": "", "birth": ""}
    healed |= {"unavailable_from": ""}
    for name in ("status", "publicity_until", "term_start", "birth", "unavailable_from"):
        order.append(finding_about(expert(**about), conditions(**everything))[0])
        about |= {name: healed[name]}
    for name in ("recusals", "engaged", "byes"):
        order.append(finding_about(expert(), conditions(**everything))[0])
        everything.pop(name)
    assert order == [
        *("removed", "publicity_open", "out_of_term", "over_age", "unavailable"),
        *("recused", "engaged", "bye"),
    ]


def test_candidates_of_a_random_group_hold_its_specialty() -> None:
    experts = [
        expert(1, specialties=("1.1", "1.10")),
        expert(2, specialties=("1.10",), home_category="1.1"),
        expert(3, specialties=("1.1",), status="removed"),
    ]
    found = list(candidates_of(experts, "1.1", conditions()))
    assert [(c.expert.expert_id, c.reason) for c in found] == [("E1", ""), ("E3", "removed")]


def test_candidates_of_a_serial_group_are_its_home_category() -> None:
    """Serials count within it (HN-08); a serial of another category would be a false turn."""
    experts = [
        expert(1, specialties=("H4.2",), home_category="H4"),
        expert(2, specialties=("H4",), home_category="H1"),
    ]
    serial = conditions(profile=profile(mode="serial", sources=["none"]))
    found = list(candidates_of(experts, "H4", serial))
    assert [candidate.expert.expert_id for candidate in found] == ["E1"]


@pytest.mark.parametrize(
    ("publication", "expected"),
    [("full", "王1 高级工程师 H1"), ("masked", "王*"), ("codes", "")],
)
def test_what_a_release_would_publish(publication: str, expected: str) -> None:
    assert public_text(expert(), publication) == expected
    (candidate,) = candidates_of(
        [expert()], "H1", conditions(profile=profile(publication=publication))
    )
    assert candidate.public == expected
