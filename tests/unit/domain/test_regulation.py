"""Regulation profiles: SPEC §5.2 PROFILE, and the files that hold them."""

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from drawsvc.domain.errors import ProfileError
from drawsvc.domain.regulation import Counter, Profile, Step, parse_profile, parse_profile_toml

REGULATIONS = Path(__file__).parents[3] / "drawsvc" / "regulations"
FILES = {path.stem: path for path in sorted(REGULATIONS.glob("*.toml"))}
HUNAN = parse_profile_toml(FILES["hunan_reservoir_2016"].read_bytes())
XINXIAN = parse_profile_toml(FILES["xinxian_2021"].read_bytes())

SMALL = """
id = "small"
version = 1
name = "小专家库"
regulation = "办法"
valid_from = 2026-01-01
mode = "random"
sources = ["witness"]
replacements = ["fixed"]
roles = ["discipline"]
approvals = [{ role = "organiser", step = "plan" }]
recusal_grounds = []
term_years = 3
unit_limit = { assumed = 0 }
publicity_working_days = 0
publication = "masked"
retention_years = 15
readings = []
age = { assumed = { limit = 65, rule = "warn" } }
bye = { after = 0 }

[counters.refusals]
threshold = 3
window = { assumed = "run" }

[windows]
contact_days = "every_day"
contact_from = "08:00"
contact_to = "20:00"
reply_minutes = { assumed = 120 }
utc_offset_minutes = 480
"""


def small(*replacements: tuple[str, str]) -> Profile:
    text = SMALL
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    return parse_profile_toml(text.encode())


@pytest.mark.parametrize("name", FILES)
def test_file_is_named_by_its_id(name: str) -> None:
    assert parse_profile_toml(FILES[name].read_bytes()).id == name


@pytest.mark.parametrize("profile", [HUNAN, XINXIAN, small()], ids=lambda profile: profile.id)
def test_body_survives_reading_and_writing(profile: Profile) -> None:
    body = profile.to_body()
    assert parse_profile(body) == profile
    assert parse_profile(body).to_body() == body


def test_hunan() -> None:
    assert (HUNAN.mode, HUNAN.sources, HUNAN.replacements) == ("serial", ("none",), ("fixed",))
    assert HUNAN.roles == ("discipline", "organiser", "pool_office")  # HN-19, HN-26
    assert (HUNAN.age.limit, HUNAN.age.rule) == (70, "warn")  # HN-06
    assert (HUNAN.term_years, HUNAN.bye.after) == (3, 0)  # HN-04
    assert HUNAN.recusal_grounds == ("economic_interest", "social_relation")  # HN-22
    assert HUNAN.counters == (Counter("unjustified_refusals", 3, "rolling_12_months"),)  # HN-27
    assert HUNAN.approvals == (
        Step("organiser", "service_plan"),  # HN-17
        Step("pool_office", "application"),  # HN-18
    )
    assert HUNAN.assumed == (
        "bye.after",
        "counters.unjustified_refusals.window",
        "publication",
        "publicity_working_days",
        "retention_years",
        "unit_limit",
        "valid_from",
        "windows.contact_days",
        "windows.contact_from",
        "windows.contact_to",
        "windows.reply_minutes",
        "windows.utc_offset_minutes",
    )


def test_xinxian() -> None:
    assert (XINXIAN.mode, XINXIAN.sources) == ("random", ("dice", "witness"))  # XX-16
    assert XINXIAN.roles == ("discipline", "pool_office")  # XX-16
    assert (XINXIAN.age.limit, XINXIAN.age.rule) == (65, "warn")  # XX-03
    assert (XINXIAN.term_years, XINXIAN.bye.after) == (3, 2)  # XX-09, XX-19
    assert XINXIAN.publicity_working_days == 5  # XX-08
    assert XINXIAN.counters == (
        Counter("no_reply_or_refusal", 3, "run"),  # XX-13
        Counter("poor_ratings", 2, "term"),  # XX-11
    )
    windows = XINXIAN.windows
    assert (windows.contact_from, windows.contact_to) == ("08:00", "20:00")
    assert windows.reply_minutes == 120
    assert {"windows.reply_minutes", "sources"} <= set(XINXIAN.assumed)  # XX-17, XX-16


CLAUSE = re.compile(r"\b(CZ|HN|XX)-[0-9]{2}\b")
OURS = {"id", "version", "role", "readings"}  # `step` cites for its `role`, readings line by line


def members_with_comments(text: str) -> Iterator[tuple[str, str]]:
    """Each member of a file with its line and the comment lines right above it."""
    above = ""
    for line in text.splitlines():
        member = re.match(r"([a-z_]+) = ", line)
        if member:
            yield member[1], above + line
        above = above + line if line.startswith("#") else ""


@pytest.mark.parametrize("name", FILES)
def test_every_value_cites_its_clause_or_is_marked_assumed(name: str) -> None:
    profile_part = FILES[name].read_text(encoding="utf-8").split("[specialties]")[0]
    found = dict(members_with_comments(profile_part))
    assert found.keys() >= {"mode", "reply_minutes", *OURS - {"role"}}
    uncited = {
        member
        for member, words in members_with_comments(profile_part)
        if member not in OURS and "{ assumed = " not in words and not CLAUSE.search(words)
    }
    assert uncited == set()


@pytest.mark.parametrize("name", FILES)
def test_every_reading_cites_its_clause(name: str) -> None:
    text = FILES[name].read_text(encoding="utf-8")
    readings = text.split("readings = [\n")[1].split("\n]")[0].splitlines()
    assert readings
    assert all(re.search(rf'", # {CLAUSE.pattern}', line) for line in readings)


def test_assumed_values_are_listed_by_path() -> None:
    assert small().assumed == (
        "age",
        "counters.refusals.window",
        "unit_limit",
        "windows.reply_minutes",
    )
    assert small().age.limit == 65


def test_an_assumed_value_within_a_list_is_listed_by_its_place() -> None:
    profile = small(('step = "plan"', 'step = { assumed = "plan" }'))
    assert profile.approvals == (Step("organiser", "plan"),)
    assert "approvals[0].step" in profile.assumed


@pytest.mark.parametrize(
    ("old", "new", "code", "field"),
    [
        ('id = "small"', 'id = "Small"', "profile_field", "id"),
        ("version = 1", "version = 0", "profile_field", "version"),
        ("version = 1", "version = 1.0", "profile_field", "version"),
        ("version = 1", "", "profile_field", ""),
        ("version = 1", "version = 1\nextra = 1", "profile_field", ""),
        ('name = "小专家库"', 'name = ""', "profile_field", "name"),
        ('name = "小专家库"', 'name = "a\\nb"', "profile_field", "name"),
        ("2026-01-01", "2026-01-01T00:00:00Z", "profile_field", "valid_from"),
        ("2026-01-01", '"2026-1-1"', "profile_field", "valid_from"),
        ('mode = "random"', 'mode = "dispatch"', "profile_field", "mode"),
        ('["witness"]', "[]", "profile_field", "sources"),
        ('["witness"]', '["witness", "beacon"]', "profile_field", "sources"),
        ('["witness"]', '["coin"]', "profile_field", "sources[0]"),
        ('["fixed"]', '["fixed", "fixed"]', "profile_field", "replacements"),
        ('["discipline"]', '"discipline"', "profile_field", "roles"),
        ('step = "plan"', 'stage = "plan"', "profile_field", "approvals[0]"),
        ("term_years = 3", "term_years = -1", "profile_field", "term_years"),
        ('publication = "masked"', 'publication = "all"', "profile_field", "publication"),
        ("retention_years = 15", "retention_years = 0", "profile_field", "retention_years"),
        ('rule = "warn"', 'rule = "block"', "profile_field", "age.rule"),
        ("limit = 65", "limit = 0", "profile_age", "age.limit"),
        ("threshold = 3", "threshold = 0", "profile_field", "counters[0].threshold"),
        ("[counters.refusals]", "[[counters]]", "profile_field", "counters"),
        ("[counters.refusals]", "[counters]", "profile_field", "counters"),
        ('"08:00"', '"20:00"', "windows_empty", "windows.contact_to"),
        ("reply_minutes = { assumed = 120 }", "", "profile_field", "windows"),
        ('id = "small"', 'id = "small"\nassumed = []', "profile_field", "assumed"),
    ],
)
def test_malformed_file_is_refused(old: str, new: str, code: str, field: str) -> None:
    with pytest.raises(ProfileError) as caught:
        small((old, new))
    assert caught.value.code == code
    assert caught.value.facts["field"] == field


@pytest.mark.parametrize(
    ("mode", "sources"),
    [
        ("random", ["none"]),
        ("random", ["none", "witness"]),
        ("serial", ["witness"]),
        ("serial", ["none", "witness"]),
    ],
)
def test_sources_belong_to_the_mode(mode: str, sources: list[str]) -> None:
    body = copy.deepcopy(small().to_body())
    body["profile"] |= {"mode": mode, "sources": sources}
    with pytest.raises(ProfileError) as caught:
        parse_profile(body)
    assert caught.value.code == "profile_sources"
    assert caught.value.facts == {"field": "sources", "mode": mode, "got": sources}


def test_a_counter_over_a_term_needs_a_term() -> None:
    with pytest.raises(ProfileError) as caught:
        small(('{ assumed = "run" }', '"term"'), ("term_years = 3", "term_years = 0"))
    assert caught.value.code == "profile_term"
    assert caught.value.facts["field"] == "counters.refusals.window"


@pytest.mark.parametrize("data", [b"\xff", b"id = ", b"a = 1\na = 2", b"x=" + b"[" * 5000])
def test_what_is_no_toml_is_refused(data: bytes) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile_toml(data)
    assert caught.value.code == "profile_toml"


@pytest.mark.parametrize("name", ["e\u0301", "a\\tb"])
def test_a_text_no_entry_can_hold_is_refused(name: str) -> None:
    with pytest.raises(ProfileError) as caught:
        small(("小专家库", name))
    assert caught.value.code == "profile_text"


@pytest.mark.parametrize("body", [{}, {"profile": 1}, {"profile": {}, "more": 1}])
def test_what_is_no_body_is_refused(body: dict[str, Any]) -> None:
    with pytest.raises(ProfileError) as caught:
        parse_profile(body)
    assert caught.value.code == "profile_field"


@pytest.mark.parametrize("replacements", [["fresh"], ["fixed", "fresh"]])
def test_serial_mode_knows_no_fresh_replacement(replacements: list[str]) -> None:
    body = copy.deepcopy(small().to_body())
    body["profile"] |= {"mode": "serial", "sources": ["none"], "replacements": replacements}
    with pytest.raises(ProfileError) as caught:
        parse_profile(body)
    assert caught.value.code == "profile_replacements"
    assert caught.value.facts["got"] == replacements
