"""Random draws as Xin County makes them: XX-16 to XX-20, and what can happen on the way."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest

from drawsvc.domain.errors import PhaseError
from tests.refusing import refused
from tests.scenario.play import XINXIAN, Play, member, pool, regulation


def test_refusal_and_silence_are_supplemented_until_all_seats_are_taken() -> None:
    """XX-17; then the panel is released and anybody can check it."""
    play = Play(XINXIAN, pool(X1=9, X2=4))
    assert len(play.start("D1", X1=3, X2=1)) == 4
    assert len(play.answer("D1", "ad-a")) == 2
    assert len(play.answer("D1", "-r")) == 2
    assert play.answer("D1", "aa") == []
    assert play.phase("D1") == "completed"
    assert len(play.panel("D1")) == 4
    play.release("D1")
    assert play.types("D1").count("INVITED") == 3
    result = play.verify("D1", disclosed=True)
    assert (result.verdict, result.grade, result.status) == ("verified", "B", "released")


def test_somebody_in_two_groups_has_one_row_in_both() -> None:
    """SPEC §6.1."""
    both = member("X1", 9, specialties=("X1", "X2"))
    play = Play(XINXIAN, [*pool(X1=3, X2=2), both])
    play.request("D1", {"X1": 1, "X2": 1})
    play.freeze("D1")
    with play.store.reading() as reader:
        first, second = reader.lists(play.attempt("D1").chain.place)
    assert (len(first.eligible), len(second.eligible)) == (4, 3)
    (shared,) = [item for item in first.eligible if item in second.eligible]
    assert shared.opened.expert_id == both.expert_id


def test_everybody_asked_is_asked_in_the_order_of_the_seed() -> None:
    play = Play(XINXIAN, pool(X1=6))
    asked = play.start("D1", X1=1)
    while len(asked) < 6:
        asked += play.answer("D1", "d")
    play.answer("D1", "d")
    assert sorted(asked) == [f"X1-{n}" for n in range(1, 7)]
    assert play.phase("D1") == "short"


def accept_all(play: Play, draw: str) -> list[str]:
    play.answer(draw, "a" * len(play.open_seats(draw)))
    return play.panel(draw)


def test_selected_twice_in_a_row_sits_out_the_third_draw() -> None:
    """XX-19."""
    play = Play(XINXIAN, pool(X1=6))
    panels = []
    for draw in ("D1", "D2"):
        play.start(draw, X1=4)
        panels.append(set(accept_all(play, draw)))
        play.wait(days=1)
    twice = panels[0] & panels[1]
    assert twice
    third = play.start("D3", X1=2)
    assert play.excluded("D3") == dict.fromkeys(twice, "bye")
    assert not twice & set(third)
    assert play.verify("D2").verdict == "verified"
    accept_all(play, "D3")
    assert play.verify("D3").verdict == "verified"
    play.start("D4", X1=4)
    assert not twice & set(play.excluded("D4")), "the bye is used up"


def test_void_draw_neither_counts_nor_uses_up_a_bye() -> None:
    play = Play(XINXIAN, pool(X1=2))
    for draw in ("D1", "D2"):
        play.start(draw, X1=1)
        # The same one accepts each time; the other declines.
        play.answer(draw, "a" if play.invited(draw) == ["X1-1"] else "d")
        if play.phase(draw) == "inviting":
            play.answer(draw, "a")
    assert play.panel("D1") == play.panel("D2") == ["X1-1"]
    play.start("D3", X1=1)
    assert play.excluded("D3") == {"X1-1": "bye"}
    play.void("D3")
    play.start("D4", X1=1)
    assert play.excluded("D4") == {"X1-1": "bye"}
    result = play.verify("D3")
    assert (result.verdict, result.status) == ("unverifiable", "voided")
    assert result.not_checkable == ["end.finished"]


def test_recusals_decided_before_the_draw_are_excluded() -> None:
    """XX-20."""
    play = Play(XINXIAN, pool(X1=6))
    play.request(
        "D1",
        {"X1": 2},
        related_units=["U3", "示例单位4"],
        recusals=[("X1-5", "kinship"), ("X1-6", "other")],
    )
    play.start_requested("D1")
    assert play.excluded("D1") == dict.fromkeys(["X1-3", "X1-4", "X1-5", "X1-6"], "recused")


def test_accepted_elsewhere_on_that_day_is_engaged() -> None:
    play = Play(XINXIAN, pool(X1=4))
    play.request("D1", {"X1": 1}, activity_date=date(2026, 3, 20))
    play.start_requested("D1")
    (chosen,) = accept_all(play, "D1")
    play.request("D2", {"X1": 1}, activity_date=date(2026, 3, 20))
    play.start_requested("D2")
    assert play.excluded("D2") == {chosen: "engaged"}
    play.request("D3", {"X1": 1}, activity_date=date(2026, 3, 21))
    play.start_requested("D3")
    assert play.excluded("D3") == {}


def test_rescheduled_draw_engages_its_experts_on_the_new_day() -> None:
    play = Play(XINXIAN, pool(X1=4))
    play.start("D1", X1=1)
    (chosen,) = accept_all(play, "D1")
    play.reschedule("D1", date(2026, 5, 6))
    assert play.invited("D1") == [chosen]
    accept_all(play, "D1")
    assert play.panel("D1") == [chosen]
    play.request("D2", {"X1": 1}, activity_date=date(2026, 5, 6))
    play.start_requested("D2")
    assert play.excluded("D2") == {chosen: "engaged"}
    assert play.verify("D1").verdict == "verified"


def test_publicity_must_be_over() -> None:
    """XX-08."""
    fresh = member("X1", 9, published_at="2026-02-24", publicity_until="2026-03-02")
    play = Play(XINXIAN, [*pool(X1=2), fresh])
    play.start("D1", X1=1)
    assert play.excluded("D1") == {"X1-9": "publicity_open"}


def test_local_date_decides_not_utc() -> None:
    """Half past midnight in China is still yesterday in UTC."""
    fresh = member("X1", 9, published_at="2026-02-24", publicity_until="2026-03-02")
    play = Play(XINXIAN, [*pool(X1=2), fresh])
    play.wait(hours=15, minutes=30)
    play.start("D1", X1=1)
    assert play.excluded("D1") == {}


# Witnesses


def test_outcome_is_confirmed_by_both_witnesses() -> None:
    play = Play(XINXIAN, pool(X1=4))
    play.start("D1", X1=2)
    accept_all(play, "D1")
    play.confirm("D1")
    assert play.types("D1")[-2:] == ["WITNESSED", "WITNESSED"]
    assert play.verify("D1").verdict == "verified"


def test_replies_may_be_countersigned() -> None:
    play = Play(XINXIAN, pool(X1=6))
    play.start("D1", X1=2)
    play.answer("D1", "da", "countersigned")
    play.answer("D1", "a", "link")
    result = play.verify("D1")
    assert (result.verdict, result.grade) == ("verified", "B")


def test_draw_with_the_parties_alone_is_never_verified() -> None:
    """A3: neither the pool office nor the operator is independent."""
    play = Play(
        regulation("xinxian_2021", sources=("witness",), roles=()),
        pool(X1=4),
        roles=["pool_office", "operator"],
    )
    play.start("D1", X1=1)
    accept_all(play, "D1")
    result = play.verify("D1")
    assert (result.verdict, result.grade) == ("unverifiable", "C")
    assert result.not_checkable == ["trust.grade"]


def test_dice() -> None:
    play = Play(regulation("xinxian_2021"), pool(X1=6), roles=["discipline", "pool_office"])
    play.start("D1", "dice", X1=2)
    accept_all(play, "D1")
    assert play.attempt("D1").entry("SEEDED").body["values"] == [play.throw]
    result = play.verify("D1")
    assert (result.verdict, result.grade) == ("verified", "A")


def test_another_throw_gives_another_order() -> None:
    orders = []
    for throw in ("1" * 20, "1" * 19 + "2"):
        play = Play(regulation("xinxian_2021"), pool(X1=30))
        play.throw = throw
        orders.append(play.start("D1", "dice", X1=8))
    assert orders[0] != orders[1]


# Outcomes


def test_shortage_is_decided_and_released() -> None:
    play = Play(XINXIAN, pool(X1=3))
    play.start("D1", X1=3)
    play.answer("D1", "a-r")
    assert play.attempt("D1").entry("SHORTAGE").body == {"accepted": [1], "missing": [2]}
    with refused(PhaseError, "phase", phase="short"):
        play.release("D1")
    unfinished = play.verify("D1")
    assert (unfinished.verdict, unfinished.not_checkable) == ("unverifiable", ["end.finished"])
    play.decide("D1")
    assert play.verify("D1").verdict == "verified"
    play.release("D1")
    assert play.verify("D1", disclosed=True).verdict == "verified"


def test_person_of_two_groups_is_asked_once() -> None:
    both = [member("X1", n, specialties=("X1", "X2")) for n in range(1, 4)]
    play = Play(XINXIAN, [*both, *pool(X2=2)])
    play.start("D1", X1=2, X2=3)
    asked = play.invited("D1")
    assert len(asked) == len(set(asked)) == 5
    accept_all(play, "D1")
    assert sorted(play.panel("D1")) == sorted(asked)
    assert play.verify("D1").verdict == "verified"


def test_unit_limit() -> None:
    profile = regulation("xinxian_2021", sources=("witness",), unit_limit=1)
    experts = [member("X1", n, employer_code=f"U{n % 3}") for n in range(1, 10)]
    employer = {expert.expert_id: expert.employer_code for expert in experts}
    play = Play(profile, experts)
    first = play.start("D1", X1=3)
    assert sorted(employer[each] for each in first) == ["U0", "U1", "U2"]
    (second,) = play.answer("D1", "daa")
    assert employer[second] == employer[first[0]], "only that unit has a seat left"
    accept_all(play, "D1")
    assert play.verify("D1").verdict == "verified"


def test_one_reply_changes_the_panel() -> None:
    def panel(answers: Sequence[str]) -> list[str]:
        play = Play(XINXIAN, pool(X1=8))
        play.start("D1", X1=2)
        for letters in answers:
            play.answer("D1", letters)
        assert play.verify("D1").verdict == "verified"
        return play.panel("D1")

    panels = [panel(answers) for answers in (["aa"], ["da", "a"], ["ad", "a"], ["dd", "aa"])]
    assert all(set(one) != set(other) for one, other in pairwise(panels))
    assert len({frozenset(found) for found in panels}) == 4


def test_withdrawal_after_the_release_asks_the_next_and_is_released_again() -> None:
    play = Play(XINXIAN, pool(X1=5))
    play.start("D1", X1=2)
    leaver, _ = accept_all(play, "D1")
    play.release("D1")
    (following,) = play.withdraw("D1", leaver)
    with refused(PhaseError, "phase", phase="inviting", expected="released"):
        play.disclosures("D1")
    accept_all(play, "D1")
    assert following in play.panel("D1")
    assert play.verify("D1").verdict == "verified"
    play.release("D1")
    assert play.verify("D1", disclosed=True).verdict == "verified"


# Further attempts


def test_harmless_void_and_a_second_attempt() -> None:
    play = Play(XINXIAN, pool(X1=5))
    play.request("D1", {"X1": 2})
    play.freeze("D1")
    play.void("D1")
    assert play.attempt("D1").entry("VOID").body["class"] == "harmless"
    play.wait(minutes=1)
    play.request("D1", {"X1": 2}, kind="retry")
    assert play.attempt("D1").chain.place.attempt == 2
    play.start_requested("D1")
    accept_all(play, "D1")
    assert play.verify("D1").verdict == "verified"


def test_second_panel_leaves_out_the_first() -> None:
    play = Play(XINXIAN, pool(X1=5))
    day = date(2026, 3, 20)
    play.request("D1", {"X1": 2}, activity_date=day)
    play.start_requested("D1")
    first = accept_all(play, "D1")
    play.request("D1", {"X1": 3}, kind="second_panel", activity_date=day)
    play.start_requested("D1")
    second = accept_all(play, "D1")
    assert play.excluded("D1") == dict.fromkeys(first, "engaged")
    assert not set(first) & set(second)
    assert play.verify("D1").verdict == "verified"


def test_roster_changed_after_the_request_is_said_in_the_freeze() -> None:
    """A7."""
    play = Play(XINXIAN, pool(X1=5))
    play.request("D1", {"X1": 2})
    remaining = [each for each in pool(X1=5) if each.expert_id not in {"X1-4", "X1-5"}]
    edited = [member("X1", 1, phone="100"), *remaining[1:], member("X1", 9)]
    play.import_roster("R2", edited)
    entry = play.freeze("D1")
    assert entry.body["since_request"] == {"added": 1, "edited": 1, "removed": 2}
    play.join("D1")
    play.seal("D1")
    play.reveal("D1")
    play.advance("D1")
    accept_all(play, "D1")
    assert play.verify("D1").verdict == "verified"


@pytest.mark.parametrize("publication", ["full", "masked", "codes"])
def test_what_is_released_is_what_the_profile_publishes(publication: str) -> None:
    profile = regulation("xinxian_2021", sources=("witness",), publication=publication)
    play = Play(profile, pool(X1=4))
    play.start("D1", X1=1)
    accept_all(play, "D1")
    play.release("D1")
    assert (b"10000000" in play.disclosures("D1")) is False, "no telephone number"
    assert ("王".encode() in play.disclosures("D1")) == (publication != "codes")
    assert play.verify("D1", disclosed=True).verdict == "verified"
