"""The specialties of a pool and the limits its regulation sets for the roster."""

from pathlib import Path

import pytest

from drawsvc.domain.errors import ProfileError
from drawsvc.domain.taxonomy import Specialty, Taxonomy, parse_taxonomy_toml

REGULATIONS = Path(__file__).parents[3] / "drawsvc" / "regulations"


def taxonomy(name: str) -> Taxonomy:
    return parse_taxonomy_toml((REGULATIONS / f"{name}.toml").read_bytes())


def test_hunan_has_seven_categories_of_at_least_seven() -> None:
    hunan = taxonomy("hunan_reservoir_2016")
    assert [entry.code for entry in hunan.categories] == [f"H{n}" for n in range(1, 8)]
    assert {entry.minimum for entry in hunan.categories} == {7}  # HN-03
    assert hunan.specialties_per_expert == 1  # HN-08
    assert hunan.by_code["H4.3"].category == "H4"


def test_xinxian_has_four_fields() -> None:
    xinxian = taxonomy("xinxian_2021")
    assert [entry.zh for entry in xinxian.categories] == [
        "政策法律",
        "产业技术",
        "财务审计",
        "特殊行业",
    ]  # XX-05
    assert xinxian.specialties_per_expert == 0


def test_codes_are_text() -> None:
    codes = b"""
        [roster]
        experts_per_employer = 3
        [specialties]
        1 = { zh = "a", en = "a", quota = 100 }
        "1.1" = { zh = "b", en = "b", category = "1" }
        "1.10" = { zh = "c", en = "c", category = "1" }
    """
    found = parse_taxonomy_toml(codes)
    assert list(found.by_code) == ["1", "1.1", "1.10"]
    assert found.by_code["1"] == Specialty("1", "a", "a", "", 0, 100)
    assert found.experts_per_employer == 3


@pytest.mark.parametrize(
    ("data", "code", "fact"),
    [
        (b"\xff", "profile_toml", {}),
        (b"", "profile_field", {"field": "specialties"}),
        (b"[specialties]", "profile_field", {"field": "specialties"}),
        (b"[specialties]\nA = 1", "profile_field", {"field": 'specialties."A"'}),
        (b"[specialties]\nA = {zh='a'}", "profile_field", {"field": 'specialties."A"'}),
        (
            b"[specialties]\nA = {zh='a', en=''}",
            "profile_field",
            {"field": 'specialties."A".en'},
        ),
        (
            b"[specialties]\nA = {zh='a', en='a', quota=1.5}",
            "profile_field",
            {"field": 'specialties."A".quota'},
        ),
        # a code with a dot that was not put in quotes is a table within a table
        (
            b"[specialties]\nA = {zh='a', en='a'}\nB.1 = {zh='a', en='a'}",
            "profile_field",
            {"field": 'specialties."B"'},
        ),
        (
            b"[specialties]\n'A B' = {zh='a', en='a'}",
            "profile_field",
            {"field": 'specialties."A B"'},
        ),
        (
            b"[specialties]\n'A.1' = {zh='a', en='a', category='B'}",
            "specialty_category",
            {"specialty": "A.1", "got": "B"},
        ),
        (
            b"roster = 1\n[specialties]\nA = {zh='a', en='a'}",
            "profile_field",
            {"field": "roster"},
        ),
        (
            b"roster = {most = 1}\n[specialties]\nA = {zh='a', en='a'}",
            "profile_field",
            {"field": "roster"},
        ),
    ],
)
def test_malformed_file_is_refused(data: bytes, code: str, fact: dict[str, str]) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_taxonomy_toml(data)
    assert caught.value.code == code
    assert caught.value.facts.items() >= fact.items()
