"""Simulated draws follow the rule that is simulated."""

from collections import Counter
from dataclasses import replace
from datetime import date

from drawsvc.domain.regulation import Age, Bye, Profile
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.simulation import (
    ACCEPT,
    DECLINE,
    SILENT,
    SimulatedDraw,
    SimulationPlan,
    simulate,
)
from drawsvc.domain.simulation_summary import Summary, ascending, binned
from tests.scenario.play import HUNAN, XINXIAN, pool

SEED = b"\x05" * 32
DAY = date(2026, 3, 2)


def plan(specialty: str = "X1", seats: int = 3, draws: int = 60, **changed: int) -> SimulationPlan:
    return SimulationPlan(DAY, draws, 12, [[SeatGroup(specialty, seats)]], **changed)


def played(profile: Profile, plan: SimulationPlan, size: int = 12) -> list[SimulatedDraw]:
    category = plan.requests[0][0].specialty
    return list(simulate(profile, pool(**{category: size}), plan, SEED))


def chosen(draw: SimulatedDraw) -> set[str]:
    return {expert for expert, answer in draw.answers.items() if answer == ACCEPT}


def test_same_seed_gives_the_same_draws() -> None:
    asked = plan(declining=200, silent=100, recused=100)
    assert played(XINXIAN, asked) == played(XINXIAN, asked)
    other = list(simulate(XINXIAN, pool(X1=12), asked, b"\x06" * 32))
    assert other != played(XINXIAN, asked)


def test_nobody_is_chosen_three_times_in_a_row_where_two_bring_a_bye() -> None:
    draws = played(XINXIAN, plan(seats=6))
    for first, second, third in zip(draws, draws[1:], draws[2:], strict=False):
        assert not chosen(first) & chosen(second) & chosen(third)
    assert sum(draw.excluded["bye"] for draw in draws) > 0
    without = played(replace(XINXIAN, bye=Bye(0)), plan(seats=6))
    assert all("bye" not in draw.excluded for draw in without)


def test_turns_go_round() -> None:
    """Twelve serials, three seats, everybody accepts: each is chosen every fourth time."""
    draws = played(HUNAN, plan("H1", draws=8))
    assert [chosen(draw) for draw in draws[:4]] == [chosen(draw) for draw in draws[4:]]
    assert Counter(e for draw in draws for e in chosen(draw)).most_common()[-1][1] == 2


def test_refusals_and_silence_are_replaced() -> None:
    draws = played(XINXIAN, plan(seats=2, declining=300, silent=200))
    answers = Counter(answer for draw in draws for answer in draw.answers.values())
    assert answers[ACCEPT] == sum(len(chosen(draw)) for draw in draws)
    assert answers[DECLINE] > 20
    assert answers[SILENT] > 10
    assert max(draw.rounds for draw in draws) > 1
    assert all(len(chosen(draw)) == 2 for draw in draws if draw.is_complete)


def test_more_seats_than_candidates_are_short() -> None:
    draw = played(XINXIAN, plan(seats=5, draws=1), size=3)[0]
    assert (draw.is_complete, draw.eligible, draw.seats) == (False, 3, 5)


def test_unit_limit() -> None:
    draws = played(replace(XINXIAN, unit_limit=1), plan(seats=3, draws=5))
    assert all(len(chosen(draw)) <= 3 for draw in draws)


def test_recusals_and_standing_reasons() -> None:
    draws = played(XINXIAN, plan(recused=500))
    assert sum(draw.excluded.get("recused", 0) for draw in draws) > 100
    strict = replace(XINXIAN, age=Age(limit=0, rule="enforce"))
    over = played(strict, plan(draws=1))[0]
    assert over.excluded == {"over_age": 12}


def test_days_are_spread_over_the_year() -> None:
    draws = played(XINXIAN, plan(draws=25))
    assert draws[0].day == DAY
    assert (draws[12].day - DAY).days == 365
    assert [draw.day for draw in draws] == sorted(draw.day for draw in draws)


def test_summary() -> None:
    draws = played(XINXIAN, plan(seats=2, declining=300, silent=200, draws=40))
    summary = Summary.of([f"X1-{n}" for n in range(1, 13)])
    for draw in draws:
        summary.add(draw)
    assert summary.draws == 40
    assert summary.incomplete == sum(not draw.is_complete for draw in draws)
    assert summary.invited == sum(len(draw.answers) for draw in draws)
    assert summary.chosen.total() == summary.invited - summary.declined - summary.silent
    assert sum(summary.selections.values()) == 12
    assert summary.rounds.total() == 40
    assert min(summary.waiting_days) >= 28


def test_bars_are_put_together() -> None:
    assert binned({}, 5) == {}
    assert binned({1: 2, 3: 4}, 5) == {"1": 2, "2": 0, "3": 4}
    assert binned({1: 1, 10: 1, 5: 2}, 5) == {"1–2": 1, "3–4": 0, "5–6": 2, "7–8": 0, "9–10": 1}
    assert binned({1: 1, 5: 2}, 2) == {"1–3": 1, "4–5": 2}
    assert binned({0: 1, 9: 1, 4: 2}, 4) == {"0": 1, "1–3": 0, "4–6": 2, "7–9": 1}
    assert binned({0: 7}, 4) == {"0": 7}
    assert ascending({3: 1, 1: 2}) == {1: 2, 3: 1}
