"""The call desk: nobody's name is shown before the log says to whom it was opened."""

import re
from pathlib import Path

import pytest

from drawsvc.words import LANGUAGES
from tests.cli.office import Office

UNUSABLE, NOT_NOW = 2, 3
PERSON = re.compile("甲X2[0-9]+|100[0-9]{8}")
THERE = ("--handler", "wang-1", "--supervisor", "li-2")


@pytest.fixture
def pool(office: Office) -> Office:
    office.pool()
    office.inviting()
    return office


def test_calls_name_places_and_nobody(pool: Office) -> None:
    listed = pool.run("calls", "d-1")["calls"]
    assert [call["nth"] for call in listed] == [1, 2, 3]
    assert {call["opened"] for call in listed} == {0}
    for lang in LANGUAGES:
        assert PERSON.findall(pool.say("calls", "d-1", lang=lang)) == []


def test_one_contact_is_opened_and_the_log_says_to_whom(pool: Office) -> None:
    opened = pool.run("contact", "d-1", "--round", 1, "--nth", 2, *THERE)
    assert [entry["type"] for entry in opened["entries"]] == ["CONTACT_OPENED"]
    number = opened["name"].removeprefix("甲X2")
    assert opened["phone"] == f"100{int(number):08}"
    assert opened["employer"] == ""
    body = pool.entry("CONTACT_OPENED")["entry"]["body"]
    assert body == {
        "group": 0,
        "handler": "wang-1",
        "row": opened["row"],
        "supervisor": "li-2",
    }
    pool.run("contact", "d-1", "--round", 1, "--nth", 2, *THERE)
    listed = pool.run("calls", "d-1")["calls"]
    assert [call["opened"] for call in listed] == [0, 2, 0]
    pool.accept_all()
    assert pool.verified()["verdict"] == "verified"


def test_where_a_supervisor_has_to_vouch_ids_as_typed_are_not_enough(pool: Office) -> None:
    settings = Path("drawsvc-home/drawsvc.toml")
    settings.write_text("[pools.xin]\nvouching = true\n", encoding="utf-8")
    place = ("--round", 1, "--nth", 2)
    for words in (("contact", "d-1", *place, *THERE), ("reply", "d-1", "accept", *place)):
        error = pool.run(*words, code=NOT_NOW)["error"]
        assert error["code"] == "vouch_needed"
    assert [call["opened"] for call in pool.run("calls", "d-1")["calls"]] == [0] * 3


@pytest.mark.parametrize("lang", LANGUAGES)
def test_contact_says_how_to_note_the_answer(pool: Office, lang: str) -> None:
    said = pool.say("contact", "d-1", "--round", 1, "--nth", 3, *THERE, lang=lang)
    assert len(set(PERSON.findall(said))) == 2
    assert "drawsvc reply d-1 accept --round 1 --nth 3" in said


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        (("--round", 0, "--nth", 1, *THERE), "reply_place", UNUSABLE),
        (("--round", 1, "--nth", 4, *THERE), "no_such_invitation", NOT_NOW),
        (("--round", 2, "--nth", 1, *THERE), "no_such_invitation", NOT_NOW),
        (("--round", 1, "--nth", 1, *THERE), "already_answered", NOT_NOW),
        (
            ("--round", 1, "--nth", 2, "--handler", "王 一", "--supervisor", "li-2"),
            "entry_shape",
            UNUSABLE,
        ),
        (("--round", 1, "--nth", 2), "usage_missing", UNUSABLE),
    ],
)
def test_contact_of_nobody(
    pool: Office, words: tuple[object, ...], code: str, exit_code: int
) -> None:
    pool.run("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    error = pool.refuse("contact", "d-1", *words, code=exit_code)
    assert error["code"] == code
    assert PERSON.findall(str(error)) == []


def test_no_calls_once_nobody_is_open(pool: Office) -> None:
    pool.accept_all()
    assert pool.refuse("calls", "d-1", code=NOT_NOW)["code"] == "phase"
    place = ("--round", 1, "--nth", 1)
    assert pool.refuse("contact", "d-1", *place, *THERE, code=NOT_NOW)["code"] == "phase"


# Silence


def test_silence_is_recorded_at_the_deadline_with_its_tries(pool: Office) -> None:
    row = pool.run("show", "d-1")["walk"][0]
    file = pool.said("expired", row, tries=3)
    noted = pool.run("silence", "d-1", file)
    assert (noted["entries"], noted["tries"]) == ([], 3)
    pool.run("reply", "d-1", "accept", "--round", 1, "--nth", 2)
    pool.run("reply", "d-1", "accept", "--round", 1, "--nth", 3)
    walked = pool.run("advance", "d-1", at=pool.LATER)
    assert walked["walk"][0]["attestation"] == "countersigned"
    assert pool.entry("EXPIRED")["entry"]["body"]["tries"] == 3
    pool.accept_all(at=pool.LATER)
    assert pool.verified()["verdict"] == "verified"


def test_reply_in_time_counts_whatever_was_said_before(pool: Office) -> None:
    row = pool.run("show", "d-1")["walk"][0]
    pool.run("silence", "d-1", pool.said("expired", row, tries=3))
    assert pool.accept_all()["phase"] == "completed"


def test_silence_of_somebody_who_has_answered(pool: Office) -> None:
    row = pool.run("show", "d-1")["walk"][0]
    file = pool.said("expired", row, tries=3)
    pool.run("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    assert pool.refuse("silence", "d-1", file, code=NOT_NOW)["code"] == "already_answered"


def test_silence_by_another_statement(pool: Office) -> None:
    row = pool.run("show", "d-1")["walk"][0]
    file = pool.said("reply", row, answer="accept", reason="none")
    assert pool.refuse("silence", "d-1", file, code=UNUSABLE)["code"] == "statement_kind"
