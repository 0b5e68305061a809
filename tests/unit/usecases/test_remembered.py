"""Attempts that are remembered: found by their last entry alone, by one at a time, and not too many."""

from datetime import date

import pytest

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.errors import PhaseError
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.remembered import Cited, Remembered
from tests.refusing import refused
from tests.scenario.play import XINXIAN, Play, pool

ROWS = 6


@pytest.fixture
def attempts() -> list[Attempt]:
    play = Play(XINXIAN, pool(X1=ROWS))
    for draw in ("D1", "D2", "D3"):
        play.start(draw, X1=1)
    return [play.attempt(draw) for draw in ("D1", "D2", "D3")]


def last(attempt: Attempt) -> str:
    return attempt.chain.entries[-1].leaf


def test_whoever_takes_one_has_it_alone(attempts: list[Attempt]) -> None:
    remembered = Remembered()
    remembered.keep(attempts[0])
    assert remembered.take(last(attempts[1])) is None
    assert remembered.take(last(attempts[0])) is attempts[0]
    assert remembered.take(last(attempts[0])) is None


def test_the_least_recent_is_forgotten(attempts: list[Attempt]) -> None:
    remembered = Remembered(2 * ROWS)
    for attempt in attempts:
        remembered.keep(attempt)
    assert [remembered.take(last(attempt)) for attempt in attempts] == [None, *attempts[1:]]
    remembered.keep(attempts[0])
    assert remembered.take(last(attempts[0])) is attempts[0]


def test_one_that_is_too_large_drives_out_nobody(attempts: list[Attempt]) -> None:
    remembered = Remembered(ROWS)
    remembered.keep(attempts[0])
    attempts[1].groups = [*attempts[1].groups, *attempts[1].groups]
    remembered.keep(attempts[1])
    assert remembered.take(last(attempts[1])) is None
    assert remembered.take(last(attempts[0])) is attempts[0]


def test_the_same_again_counts_once(attempts: list[Attempt]) -> None:
    remembered = Remembered(2 * ROWS)
    for attempt in (attempts[0], attempts[0], attempts[1]):
        remembered.keep(attempt)
    assert remembered.take(last(attempts[0])) is attempts[0]


def test_before_the_freeze_none_is_remembered() -> None:
    play = Play(XINXIAN, pool(X1=ROWS))
    play.request("D1", {"X1": 1})
    remembered = Remembered()
    remembered.keep(play.attempt("D1"))
    assert remembered.take(last(play.attempt("D1"))) is None


def test_a_call_that_fails_leaves_nothing_behind() -> None:
    play = Play(XINXIAN, pool(X1=ROWS))
    play.start("D1", X1=2)
    before = last(play.attempt("D1"))
    with refused(PhaseError, "phase"):
        play.reschedule("D1", date(2020, 1, 1))
    assert last(play.attempt("D1")) == before
    assert play.office.remembered.take(before) is None


def test_one_for_which_nothing_was_due_is_remembered_again() -> None:
    play = Play(XINXIAN, pool(X1=ROWS))
    play.start("D1", X1=2)
    before = play.attempt("D1")
    play.office.remembered.keep(before)
    assert advance_draw(play.office, "D1") == []
    assert play.office.remembered.take(last(before)) is before


def test_what_is_cited_is_read_once_and_the_least_recent_forgotten() -> None:
    read, cited = list[str](), Cited[str](most=2)

    def reading(leaf: str) -> str:
        read.append(leaf)
        return leaf.upper()

    for leaf in ("a", "b", "a", "c", "a", "b"):
        assert cited.at(leaf, reading) == leaf.upper()
    assert read == ["a", "b", "c", "b"]
