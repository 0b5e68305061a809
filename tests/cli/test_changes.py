"""Changes until the activity ends, each played by commands alone and verified at the end."""

from typing import Any

import pytest

from drawsvc.words import LANGUAGES
from tests.cli.office import Office

UNUSABLE, NOT_NOW = 2, 3
BY = ("--approved-by", "leader", "--ref", "批复1号")


@pytest.fixture
def pool(office: Office) -> Office:
    office.pool()
    return office


def types(answer: Any) -> list[str]:
    return [entry["type"] for entry in answer["entries"]]


def verdict(pool: Office) -> tuple[str, str]:
    report = pool.verified()
    return report["verdict"], report["status"]


# Withdrawing


def test_withdrawn_expert_is_replaced_by_the_next_in_order(pool: Office) -> None:
    pool.completed()
    place = ("--round", 1, "--nth", 2, "--reason", "illness")
    gone = pool.run("withdraw", "d-1", *place, *BY)
    assert types(gone) == ["WITHDRAWN", "CLOSED", "INVITED"]
    assert gone["walk"][1]["answer"] == "withdrawn"
    assert pool.accept_all()["phase"] == "completed"
    assert verdict(pool) == ("verified", "completed")


def test_withdrawal_after_the_release_goes_on_and_is_released_again(pool: Office) -> None:
    pool.completed()
    pool.run("release", "d-1", *BY)
    pool.run("withdraw", "d-1", "--round", 1, "--nth", 1, "--reason", "absence", *BY)
    assert pool.run("show", "d-1")["panel"] == []
    pool.accept_all()
    assert len(pool.run("release", "d-1", *BY)["panel"]) == 3
    assert verdict(pool) == ("verified", "released")


def test_withdrawal_by_countersignature(pool: Office) -> None:
    row = pool.completed()["walk"][0]
    file = pool.said("withdrawn", row, reason="engagement")
    gone = pool.run("withdraw", "d-1", "--statement", file, *BY)
    assert gone["walk"][0]["attestation"] == "countersigned"
    assert gone["walk"][0]["reason"] == "engagement"
    pool.accept_all()
    assert verdict(pool) == ("verified", "completed")


@pytest.mark.parametrize(
    ("words", "code", "exit_code"),
    [
        ((), "withdraw_what", UNUSABLE),
        (("--round", 1, "--reason", "illness"), "reply_place", UNUSABLE),
        (("--round", 1, "--nth", 1, "--reason", "bored"), "reply_reason", UNUSABLE),
        (("--round", 1, "--nth", 1), "reply_reason", UNUSABLE),
        (("--round", 1, "--nth", 9, "--reason", "illness"), "no_such_invitation", NOT_NOW),
        (("--round", 1, "--nth", 3, "--reason", "illness"), "place_not_accepted", NOT_NOW),
    ],
)
def test_withdrawal_of_nobody(
    pool: Office, words: tuple[object, ...], code: str, exit_code: int
) -> None:
    pool.inviting()
    pool.run("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    assert pool.refuse("withdraw", "d-1", *words, *BY, code=exit_code)["code"] == code


def test_withdrawal_before_anybody_was_invited(pool: Office) -> None:
    pool.sealed()
    place = ("--round", 1, "--nth", 1, "--reason", "illness")
    assert pool.refuse("withdraw", "d-1", *place, *BY, code=NOT_NOW)["code"] == "phase"


def test_statement_of_another_kind(pool: Office) -> None:
    row = pool.completed()["walk"][0]
    file = pool.said("reply", row, answer="decline", reason="illness")
    words = ("withdraw", "d-1", "--statement", file, *BY)
    error = pool.refuse(*words, code=UNUSABLE)
    assert (error["code"], error["facts"]["expected"]) == ("statement_kind", "withdrawn")
    file = pool.said("withdrawn", row)
    assert pool.refuse(*words, code=UNUSABLE)["code"] == "statement_shape"


# Another day


def test_everybody_who_has_accepted_is_asked_again(pool: Office) -> None:
    panel = {row["row"] for row in pool.completed()["walk"]}
    moved = pool.run("reschedule", "d-1", "--date", "2026-06-25", "--reason", "weather", *BY)
    assert types(moved) == ["RESCHEDULED", "CLOSED", "INVITED"]
    assert moved["warnings"] == []
    again = [row for row in moved["walk"] if row["round"] == 2]
    assert {row["row"] for row in again} == panel
    pool.run("reply", "d-1", "decline", "--round", 2, "--nth", 1, "--reason", "engagement")
    pool.run("reply", "d-1", "accept", "--round", 2, "--nth", 2)
    pool.run("reply", "d-1", "accept", "--round", 2, "--nth", 3)
    assert pool.accept_all()["phase"] == "completed"
    assert verdict(pool) == ("verified", "completed")


@pytest.mark.parametrize(
    ("date", "code"), [("25.6.2026", "day"), ("2026-06-31", "day"), ("2026-06-09", "date_past")]
)
def test_day_that_cannot_be(pool: Office, date: str, code: str) -> None:
    pool.completed()
    words = ("reschedule", "d-1", "--date", date, "--reason", "weather", *BY)
    assert pool.refuse(*words, code=UNUSABLE)["code"] == code


def test_reason_that_nobody_knows_is_warned_of_and_one_that_is_no_code_refused(
    pool: Office,
) -> None:
    pool.completed()
    words = ("reschedule", "d-1", "--date", "2026-06-25", *BY, "--reason")
    error = pool.refuse(*words, "bad weather", code=UNUSABLE)
    assert error["code"] == "entry_shape"
    said = pool.say(*words, "wether", lang="zh")
    assert "“wether”" in said
    assert "天气（weather）" in said


def test_nothing_to_reschedule(pool: Office) -> None:
    pool.inviting()
    words = ("reschedule", "d-1", "--date", "2026-06-25", "--reason", "weather", *BY)
    assert pool.refuse(*words, code=NOT_NOW)["code"] == "phase"


# More seats


def test_added_seats_are_filled_in_the_same_order(pool: Office) -> None:
    pool.completed()
    more = pool.run("add-seats", "d-1", "--seats", "X2=2", "--reason", "scope_grown", *BY)
    assert types(more) == ["SEATS_ADDED", "CLOSED", "INVITED"]
    assert more["outcome"][0] == {"accepted": 3, "open": 2, "seats": 5, "specialty": "X2"}
    pool.accept_all()
    assert verdict(pool) == ("verified", "completed")


@pytest.mark.parametrize(
    ("seats", "code"),
    [
        ("X1=1", "draw_specialty"),
        ("X2", "seats_form"),
        ("X2=0", "entry_shape"),
        ("X2=10000", "too_many_seats"),
    ],
)
def test_seats_that_cannot_be_added(pool: Office, seats: str, code: str) -> None:
    pool.completed()
    words = ("add-seats", "d-1", "--seats", seats, "--reason", "scope_grown", *BY)
    assert pool.refuse(*words, code=UNUSABLE)["code"] == code


# Corrections


def test_mistyped_reply_is_corrected_by_countersignature(pool: Office) -> None:
    row = pool.completed()["walk"][0]
    file = pool.said("reply", row, answer="decline", reason="illness")
    mended = pool.run("correct", "d-1", file)
    assert types(mended) == ["CORRECTED", "CLOSED", "INVITED"]
    assert mended["effect"] == "walk"
    assert mended["walk"][0]["answer"] == "decline"
    pool.accept_all()
    assert verdict(pool) == ("verified", "completed")


def test_correction_after_the_next_invitation_changes_counts_only(pool: Office) -> None:
    first = pool.inviting()["walk"][0]
    leaf = pool.entry("INVITED")["leaf"]
    pool.run("reply", "d-1", "decline", "--round", 1, "--nth", 1, "--reason", "illness")
    pool.run("reply", "d-1", "accept", "--round", 1, "--nth", 2)
    pool.run("reply", "d-1", "accept", "--round", 1, "--nth", 3)
    said = {"answer": "accept", "group": 0, "reason": "none", "row": first["row"]}
    (file,) = pool.files(pool.witnesses[1].sign("reply", leaf, said))
    assert pool.run("correct", "d-1", file)["effect"] == "counters"
    pool.accept_all()
    assert verdict(pool) == ("verified", "completed")


def test_correction_of_what_was_not_answered(pool: Office) -> None:
    row = pool.inviting()["walk"][0]
    file = pool.said("reply", row, answer="accept", reason="none")
    assert pool.refuse("correct", "d-1", file, code=NOT_NOW)["code"] == "not_answered"


def test_reply_that_differs_says_how_to_correct(pool: Office) -> None:
    pool.inviting()
    words = ("reply", "d-1", "accept", "--round", 1, "--nth", 1)
    pool.run(*words)
    error = pool.refuse(
        "reply", "d-1", "decline", "--round", 1, "--nth", 1, "--reason", "other", code=NOT_NOW
    )
    assert "drawsvc correct" in error["do"]


# Words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_changes_say_what_comes_next(pool: Office, lang: str) -> None:
    pool.completed()
    said = pool.say(
        "withdraw", "d-1", "--round", 1, "--nth", 1, "--reason", "illness", *BY, lang=lang
    )
    assert "drawsvc calls d-1" in said
    assert "—" not in said
    pool.accept_all()
    assert "drawsvc release d-1" in pool.say("show", "d-1", lang=lang)


def test_all_that_is_missing_is_told_at_once(pool: Office) -> None:
    error = pool.refuse("reschedule", "d-1", "--reason", "weather", code=UNUSABLE)
    assert error["code"] == "usage_missing"
    assert error["facts"]["expected"] == ["--date", "--approved-by", "--ref"]
