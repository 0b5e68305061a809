"""Counters of a pool, read after draws that were played through the use cases: HN-27, XX-13."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from drawsvc.domain.times import parse_time
from drawsvc.usecases.adopt_profile import adopt_profile
from drawsvc.usecases.erase_disclosures import Rows, erase_disclosures
from drawsvc.usecases.import_opening import Opening, import_opening
from drawsvc.usecases.read_counters import CountersReading, read_counters
from tests.scenario.play import APPROVAL, HUNAN, OTHER_APPROVAL, POOL, XINXIAN, Play, pool

NOVEMBER = parse_time("2025-11-03T01:00:00Z")


def found(play: Play, day: date | None = None) -> CountersReading:
    return read_counters(play.office, POOL, day)


def counted(play: Play, day: date | None = None) -> dict[str, tuple[int, str]]:
    """Number and stand by expert."""
    return {of.expert: (of.number, of.stand) for of in found(play, day).counts}


def numbers(play: Play) -> dict[str, int]:
    return {expert: number for expert, (number, _) in counted(play).items()}


def drawn(play: Play, name: str, answers: str, /, **changed: Any) -> None:
    """A draw among one or two experts of X1 or H1, whose seats are taken or cannot be, and its release."""
    group = "H1" if play.profile.mode == "serial" else "X1"
    day = play.now.date() + timedelta(days=30)
    play.request(name, {group: 1}, activity_date=day, **changed)
    play.start_requested(name)
    for letter in answers:
        play.answer(name, letter)
    if play.phase(name) == "short":
        play.decide(name)
    play.release(name)
    play.wait(days=1)


def test_three_refusals_across_new_year() -> None:
    play = Play(HUNAN, pool(H1=1), start=NOVEMBER)
    drawn(play, "D1", "o")
    play.now = parse_time("2025-12-31T16:30:00Z")  # half past midnight there: it is New Year
    drawn(play, "D2", "o")
    assert counted(play, date(2025, 12, 31)) == {"H1-1": (1, "below")}
    assert counted(play, date(2026, 1, 1)) == {"H1-1": (2, "near")}
    play.now = parse_time("2026-02-02T01:00:00Z")
    drawn(play, "D3", "o")
    (count,) = found(play).counts
    assert (count.number, count.stand) == (3, "reached")
    causes = [(cause.draw, cause.attempt, cause.day) for cause in count.causes]
    assert causes == [
        ("D1", 1, date(2025, 11, 3)),
        ("D2", 1, date(2026, 1, 1)),
        ("D3", 1, date(2026, 2, 2)),
    ]
    assert counted(play, date(2026, 11, 3)) == {"H1-1": (3, "reached")}
    assert counted(play, date(2026, 11, 4)) == {"H1-1": (2, "near")}


def test_three_in_a_row_with_an_acceptance_between() -> None:
    play = Play(XINXIAN, pool(X1=1))
    drawn(play, "D1", "-")
    drawn(play, "D2", "o")
    assert counted(play) == {"X1-1": (2, "near")}
    drawn(play, "D3", "a")
    assert counted(play) == {}
    for name, letter in (("D4", "-"), ("D5", "r"), ("D6", "o"), ("D7", "-")):
        drawn(play, name, letter)
    assert counted(play) == {"X1-1": (3, "reached")}


def test_nothing_counts_before_the_release() -> None:
    play = Play(XINXIAN, pool(X1=2))
    asked = play.start("D1", X1=1)
    for letter in "oa":
        assert (counted(play), found(play).not_released) == ({}, 1)
        play.answer("D1", letter)
    assert play.phase("D1") == "completed"
    assert (counted(play), found(play).not_released) == ({}, 1)
    play.release("D1")
    assert (numbers(play), found(play).not_released) == ({asked[0]: 1}, 0)


def test_a_draw_that_goes_on_after_its_release_counts_as_far_as_it_was_released() -> None:
    """Whoever withdraws, and whoever is asked in his place, is named by no count before the next release."""
    play = Play(XINXIAN, pool(X1=3))
    first = play.start("D1", X1=1)
    play.answer("D1", "a")
    play.release("D1")
    second = play.withdraw("D1", *first)
    play.answer("D1", "o")
    assert counted(play) == {}
    play.answer("D1", "a")
    assert counted(play) == {}
    play.release("D1")
    assert numbers(play) == {first[0]: 1, second[0]: 1}


def test_a_correction_after_the_next_invitation_counts() -> None:
    """It is too late for the panel, and changes only counts."""
    play = Play(XINXIAN, pool(X1=2))
    play.start("D1", X1=1)
    (seat,) = play.open_seats("D1")
    play.answer("D1", "o")
    entry, *_ = play.correct("D1", seat, "r")
    assert entry.body["effect"] == "counters"
    play.answer("D1", "a")
    play.release("D1")
    assert counted(play) == {}


def test_a_correction_may_make_a_refusal() -> None:
    play = Play(XINXIAN, pool(X1=2))
    (asked, *_), (seat, *_) = play.start("D1", X1=2), play.open_seats("D1")
    play.answer("D1", "rr")
    play.correct("D1", seat, "o")
    play.decide("D1")
    play.release("D1")
    assert counted(play) == {asked: (1, "below")}


def test_a_voided_attempt_does_not_count() -> None:
    play = Play(XINXIAN, pool(X1=2))
    play.start("D1", X1=2)
    play.answer("D1", "oo")
    play.void("D1")
    play.wait(minutes=5)
    assert (counted(play), found(play).voided, found(play).not_released) == ({}, 1, 0)
    drawn(play, "D1", "oo", kind="retry", filing_number="抽〔2026〕D1号")
    assert numbers(play) == {"X1-1": 1, "X1-2": 1}
    assert {cause.attempt for of in found(play).counts for cause in of.causes} == {2}


def test_a_draw_of_nobody_is_released_too() -> None:
    play = Play(XINXIAN, pool(X1=1))
    play.request("D1", {"X2": 1})
    play.start_requested("D1")
    play.decide("D1")
    play.release("D1")
    assert (counted(play), found(play).not_released) == ({}, 0)


def test_whoever_was_erased_is_not_counted() -> None:
    play = Play(XINXIAN, pool(X1=1))
    drawn(play, "D1", "o")
    rows = Rows(0, "eligible", [0])
    erase_disclosures(play.office, "D1", rows, ground="保存期满", approval=APPROVAL)
    assert (counted(play), found(play).erased) == ({}, 1)


def opened(play: Play, counters: Mapping[str, Mapping[str, int]]) -> None:
    approvals = (APPROVAL, OTHER_APPROVAL)
    import_opening(play.office, POOL, Opening(counters=counters), approvals=approvals)


def test_counts_go_on_from_what_was_declared() -> None:
    play = Play(XINXIAN, pool(X1=1))
    opened(play, {"X1-1": {"no_reply_or_refusal": 2, "poor_ratings": 1}})
    drawn(play, "D1", "o")
    run, ratings = found(play).counts
    assert (run.counter.id, run.number, run.declared, run.stand) == (
        *("no_reply_or_refusal", 3, 2),
        "reached",
    )
    assert (ratings.counter.id, ratings.number, ratings.declared) == ("poor_ratings", 1, 1)
    drawn(play, "D2", "a")
    assert [of.counter.id for of in found(play).counts] == ["poor_ratings"]


def test_of_two_draws_at_once_the_later_invitation_comes_last() -> None:
    play = Play(XINXIAN, pool(X1=1))
    play.start("D1", X1=1)
    play.wait(minutes=5)
    play.start("D2", X1=1)
    play.answer("D2", "a")
    play.answer("D1", "o")
    play.decide("D1")
    play.release("D2")
    play.release("D1")
    assert counted(play) == {}, "the refusal is of the invitation before the one that was accepted"


def test_a_second_invitation_of_a_draw_that_was_moved_is_counted_too() -> None:
    play = Play(XINXIAN, pool(X1=1))
    play.start("D1", X1=1)
    play.answer("D1", "a")
    play.reschedule("D1", date(2026, 5, 6))
    play.answer("D1", "o")
    play.decide("D1")
    play.release("D1")
    assert counted(play) == {"X1-1": (1, "below")}


def test_the_counters_are_those_of_the_profile_in_force() -> None:
    play = Play(XINXIAN, pool(X1=1))
    drawn(play, "D1", "-")
    stricter = replace(XINXIAN.counters[0], threshold=1)
    newer = replace(XINXIAN, version=2, valid_from="2026-06-01", counters=(stricter,))
    adopt_profile(play.office, POOL, newer, keep=lambda: None)
    assert counted(play) == {"X1-1": (1, "below")}
    play.now = parse_time("2026-06-01T01:00:00Z")
    assert counted(play) == {"X1-1": (1, "reached")}
