"""Serial draws as Hunan's reservoir pool makes them: HN-04, HN-08, HN-19 to HN-22."""

import pytest

from drawsvc.domain.errors import DuplicateError, RosterError
from tests.refusing import refused
from tests.scenario.play import HUNAN, MONDAY, Play, member, pool, regulation


def drawn(play: Play, name: str, answers: str, /, **seats: int) -> list[str]:
    """A draw with the answers of all who are asked in turn; returns who was asked."""
    asked = play.start(name, **seats)
    left = answers
    while play.open_seats(name):
        letters, left = left[: len(play.open_seats(name))], left[len(play.open_seats(name)) :]
        asked += play.answer(name, letters)
    assert left == ""
    result = play.verify(name)
    assert (result.verdict, result.grade) == ("verified", "S")
    play.wait(days=1)
    play.now = play.now.replace(hour=MONDAY.hour, minute=0, second=0)
    return asked


def named(*serials: int) -> list[str]:
    return [f"H1-{serial}" for serial in serials]


def test_cursor_continues_and_wraps() -> None:
    play = Play(HUNAN, pool(H1=7))
    assert drawn(play, "D1", "aaa", H1=3) == named(1, 2, 3)
    assert drawn(play, "D2", "aaa", H1=3) == named(4, 5, 6)
    assert drawn(play, "D3", "aaa", H1=3) == named(7, 1, 2)
    assert drawn(play, "D4", "a", H1=1) == named(3)


def test_refusal_is_refilled_by_the_next_serial_and_uses_the_turn_up() -> None:
    """HN-21."""
    play = Play(HUNAN, pool(H1=7))
    assert drawn(play, "D1", "da-aa"[:3] + "aa", H1=3) == named(1, 2, 3, 4, 5)
    assert play.panel("D1") == named(2, 4, 5)
    assert drawn(play, "D2", "aa", H1=2) == named(6, 7)


def test_recused_is_offered_first_next_time_and_only_once() -> None:
    """HN-19, HN-22."""
    play = Play(HUNAN, pool(H1=7))
    play.request("D1", {"H1": 2}, related_units=["U2"])
    assert play.start_requested("D1") == named(1, 3)
    play.answer("D1", "aa")
    assert play.excluded("D1") == {"H1-2": "recused"}
    frozen = play.attempt("D1").entry("FREEZE").body["groups"][0]
    assert (frozen["cursor"], frozen["carried"]) == ("", [])
    assert drawn(play, "D2", "da", H1=1) == named(2, 4)
    frozen = play.attempt("D2").entry("FREEZE").body["groups"][0]
    assert (frozen["cursor"], frozen["carried"]) == ("3", ["2"])
    assert drawn(play, "D3", "a", H1=1) == named(5)


def test_two_recused_are_offered_in_turn_order_and_one_stays_owed() -> None:
    play = Play(HUNAN, pool(H1=7))
    play.request(
        "D1", {"H1": 2}, recusals=[("H1-1", "social_relation"), ("H1-3", "economic_interest")]
    )
    assert play.start_requested("D1") == named(2, 4)
    play.answer("D1", "aa")
    assert drawn(play, "D2", "a", H1=1) == named(1)
    assert drawn(play, "D3", "aa", H1=2) == named(3, 5)


def test_absence_notified_before_keeps_the_turn() -> None:
    away = member("H1", 2, unavailable_from="2026-03-01", unavailable_until="2026-03-31")
    play = Play(HUNAN, [member("H1", 1), away, *(member("H1", n) for n in (3, 4, 5))])
    assert drawn(play, "D1", "aa", H1=2) == named(1, 3)
    back = [member("H1", n) for n in range(1, 6)]
    play.import_roster("R2", back)
    assert drawn(play, "D2", "aa", H1=2) == named(2, 4)


def test_recusal_declared_when_asked_uses_the_turn_up() -> None:
    play = Play(HUNAN, pool(H1=5))
    assert drawn(play, "D1", "ra", H1=1) == named(1, 2)
    assert drawn(play, "D2", "a", H1=1) == named(3)


def test_removed_expert_leaves_a_gap_and_newcomers_wait() -> None:
    """HN-08."""
    play = Play(HUNAN, pool(H1=4))
    assert drawn(play, "D1", "aa", H1=2) == named(1, 2)
    changed = [member("H1", 3, status="removed"), *(member("H1", n) for n in (1, 2, 4, 5))]
    play.import_roster("R2", changed)
    assert drawn(play, "D2", "aaa", H1=3) == named(4, 5, 1)


def test_cursor_of_a_serial_that_is_gone() -> None:
    play = Play(HUNAN, pool(H1=5))
    assert drawn(play, "D1", "aaa", H1=3) == named(1, 2, 3)
    play.import_roster("R2", [member("H1", n) for n in (1, 2, 4, 5)])
    assert drawn(play, "D2", "aa", H1=2) == named(4, 5)


def test_out_of_term_is_passed_over_without_a_debt() -> None:
    """HN-04."""
    old = member("H1", 2, term_start="2023-03-01")
    play = Play(HUNAN, [member("H1", 1), old, member("H1", 3), member("H1", 4)])
    assert drawn(play, "D1", "aa", H1=2) == named(1, 3)
    play.import_roster("R2", pool(H1=4))
    assert drawn(play, "D2", "aa", H1=2) == named(4, 1)


def test_categories_turn_apart() -> None:
    play = Play(HUNAN, pool(H1=3, H2=3))
    assert drawn(play, "D1", "aaa", H1=2, H2=1) == ["H1-1", "H1-2", "H2-1"]
    assert drawn(play, "D2", "aa", H1=1, H2=1) == ["H1-3", "H2-2"]


def test_void_draw_moves_no_cursor() -> None:
    play = Play(HUNAN, pool(H1=5))
    assert play.start("D1", H1=2) == named(1, 2)
    play.void("D1")
    assert play.attempt("D1").entry("VOID").body["class"] == "discarded"
    assert drawn(play, "D2", "aa", H1=2) == named(1, 2)


def test_one_open_draw_of_a_category() -> None:
    play = Play(HUNAN, pool(H1=5, H2=5))
    play.start("D1", H1=1)
    with refused(DuplicateError, "serial_draw_open", draw="D1", specialty="H1"):
        play.request("D2", {"H1": 1, "H2": 1})
    play.request("D3", {"H2": 1})
    play.answer("D1", "a")
    play.request("D4", {"H1": 1})


def test_shortage_leaves_the_category_closed_until_it_is_decided() -> None:
    play = Play(HUNAN, pool(H1=2))
    play.start("D1", H1=3)
    play.answer("D1", "ad")
    assert play.phase("D1") == "short"
    with refused(DuplicateError, "serial_draw_open", draw="D1"):
        play.request("D2", {"H1": 1})
    play.decide("D1")
    assert drawn(play, "D2", "a", H1=1) == named(1), "all serials were taken once"


def test_draw_reopened_by_a_withdrawal_does_not_set_the_cursor_back() -> None:
    play = Play(HUNAN, pool(H1=9))
    drawn(play, "D1", "aa", H1=2)
    drawn(play, "D2", "aaa", H1=3)
    assert play.withdraw("D1", "H1-1") == named(3)
    with refused(DuplicateError, "serial_draw_open", draw="D1"):
        play.request("D3", {"H1": 1})
    play.answer("D1", "a")
    assert drawn(play, "D3", "a", H1=1) == named(6)


def test_group_is_the_home_category_whatever_the_specialties() -> None:
    experts = [
        member("H4", 1, specialties=("H4.2",)),
        member("H1", 1, specialties=("H1", "H4")),
        member("H4", 2, specialties=("H4.1", "H4.2")),
    ]
    play = Play(HUNAN, experts)
    assert drawn(play, "D1", "aa", H4=2) == ["H4-1", "H4-2"]


def test_expert_without_serial_stops_the_freeze() -> None:
    play = Play(HUNAN, [member("H1", 1), member("H1", 2, serial="")])
    play.request("D1", {"H1": 1})
    with refused(RosterError, "serial_missing", got=1):
        play.freeze("D1")


@pytest.mark.parametrize("letters", ["aaa", "aad", "ada", "daa"])
def test_no_witness_is_needed_for_the_order(letters: str) -> None:
    play = Play(regulation("hunan_reservoir_2016", roles=()), pool(H1=6), roles=[])
    play.start("D1", H1=3)
    play.answer("D1", letters)
    play.answer("D1", "a" * letters.count("d"))
    assert play.phase("D1") == "completed"
    assert play.verify("D1").verdict == "verified"
