"""What earlier draws mean for the next one: HN-19, HN-22, XX-19."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import count

import pytest

from drawsvc.domain.history import PastGroup, Turn
from tests.past import PastDraw, engaged_on, on_bye, turn_of

DAY = date(2026, 3, 9)
numbers = count()


def group(
    eligible: Iterable[object],
    *,
    invited: Iterable[object] = (),
    accepted: Iterable[object] = (),
    excluded: Mapping[int, str] | None = None,
    turn: Turn | None = None,
    specialty: str = "H1",
) -> PastGroup:
    """Experts are called by their serial: 7 is E7."""
    out = {f"E{serial}": reason for serial, reason in (excluded or {}).items()}
    present = frozenset(f"E{serial}" for serial in eligible)
    return PastGroup(
        specialty,
        present,
        out,
        {expert: expert[1:] for expert in (*present, *out)},
        frozenset(f"E{serial}" for serial in (*invited, *accepted)),
        frozenset(f"E{serial}" for serial in accepted),
        turn.cursor if turn else "",
        turn.carried if turn else (),
    )


def draw(*groups: PastGroup, counts: bool = True, activity: date = DAY) -> PastDraw:
    number = next(numbers)
    return PastDraw(number, counts, activity, groups)


def experts(*serials: object) -> frozenset[str]:
    return frozenset(f"E{serial}" for serial in serials)


# Turns


def test_first_draw_begins_with_the_lowest_serial() -> None:
    assert turn_of([], "H1") == Turn("", ())


def test_cursor_continues_after_the_last_serial_taken() -> None:
    first = draw(group(range(1, 8), accepted=[1, 2, 3]))
    assert turn_of([first], "H1") == Turn("3", ())
    second = draw(group(range(1, 8), invited=[4], accepted=[5, 6], turn=Turn("3")))
    assert turn_of([first, second], "H1") == Turn("6", ())


def test_cursor_wraps() -> None:
    drawn = draw(group(range(1, 8), accepted=[7, 1, 2], turn=Turn("6")))
    assert turn_of([drawn], "H1") == Turn("2", ())


def test_a_full_turn_ends_where_it_began() -> None:
    drawn = draw(group(range(1, 8), accepted=range(1, 8), turn=Turn("3")))
    assert turn_of([drawn], "H1") == Turn("3", ())


@pytest.mark.parametrize("reason", ["recused", "unavailable"])
def test_passed_over_without_choice_keeps_his_turn(reason: str) -> None:
    drawn = draw(group([1, 3, 4, 5], accepted=[1, 3], excluded={2: reason, 6: reason}))
    assert turn_of([drawn], "H1") == Turn("3", ("2",))


@pytest.mark.parametrize(
    "reason",
    ["suspended", "removed", "engaged", "out_of_term", "over_age", "publicity_open", "bye"],
)
def test_other_reasons_lose_the_turn(reason: str) -> None:
    drawn = draw(group([1, 3, 4, 5], accepted=[1, 3], excluded={2: reason}))
    assert turn_of([drawn], "H1") == Turn("3", ())


def test_refusal_silence_and_late_recusal_use_the_turn_up() -> None:
    drawn = draw(group(range(1, 8), invited=[1, 2, 3], accepted=[4]))
    assert turn_of([drawn], "H1") == Turn("4", ())


def test_owed_turn_is_offered_once() -> None:
    taken = group([1, 2, 3, 4, 5], invited=[2], accepted=[4], turn=Turn("3", ("2",)))
    assert turn_of([draw(taken)], "H1") == Turn("4", ())


def test_owed_turn_not_reached_stays_owed() -> None:
    # Two are owed a turn, one seat is asked for and taken by the first.
    drawn = draw(group(range(1, 8), accepted=[2], turn=Turn("5", ("2", "4"))))
    assert turn_of([drawn], "H1") == Turn("5", ("4",))


def test_owed_turn_of_somebody_recused_again_stays_owed() -> None:
    drawn = draw(group([1, 3, 4, 5], accepted=[4], excluded={2: "recused"}, turn=Turn("3", ("2",))))
    assert turn_of([drawn], "H1") == Turn("4", ("2",))


def test_owed_turn_of_somebody_excluded_otherwise_is_lost() -> None:
    drawn = draw(group([1, 3, 4], accepted=[4], excluded={2: "suspended"}, turn=Turn("3", ("2",))))
    assert turn_of([drawn], "H1") == Turn("4", ())


def test_owed_turn_of_somebody_gone_from_the_roster_is_lost() -> None:
    drawn = draw(group([1, 3, 4], accepted=[4], turn=Turn("3", ("2",))))
    assert turn_of([drawn], "H1") == Turn("4", ())


def test_oldest_debt_comes_first() -> None:
    excluded = {4: "recused", 5: "recused", 9: "recused"}
    drawn = draw(group([1, 2, 3, 6, 7, 8], accepted=[6], excluded=excluded, turn=Turn("3", ("9",))))
    assert turn_of([drawn], "H1") == Turn("6", ("9", "4", "5"))


def test_debts_of_a_wrapped_turn_stand_in_turn_order() -> None:
    drawn = draw(
        group([2, 3, 6], accepted=[2], excluded={1: "recused", 7: "recused"}, turn=Turn("6"))
    )
    assert turn_of([drawn], "H1") == Turn("2", ("7", "1"))


def test_nobody_taken_leaves_the_turn_as_it_was() -> None:
    drawn = draw(group([], excluded={2: "recused", 3: "suspended"}, turn=Turn("7")))
    assert turn_of([drawn], "H1") == Turn("7", ())


def test_serials_are_compared_by_value() -> None:
    drawn = draw(group(["007", "010", "9"], accepted=["007"], turn=Turn("6", ("7",))))
    assert turn_of([drawn], "H1") == Turn("6", ())
    later = draw(group(["007", "010", "9"], accepted=["010"], excluded={}, turn=Turn("9")))
    assert turn_of([drawn, later], "H1") == Turn("010", ())


def test_each_category_has_its_own_turn() -> None:
    drawn = draw(group([1, 2, 3], accepted=[1]), group([1, 2, 3], accepted=[1, 2], specialty="H2"))
    assert turn_of([drawn], "H1").cursor == "1"
    assert turn_of([drawn], "H2").cursor == "2"
    assert turn_of([drawn], "H3") == Turn()


def test_void_and_open_draws_move_no_turn() -> None:
    first = draw(group(range(1, 8), accepted=[1]))
    void = draw(group(range(1, 8), accepted=[2, 3], turn=Turn("1")), counts=False)
    assert turn_of([first, void], "H1") == Turn("1", ())


def test_draw_reopened_later_does_not_set_the_cursor_back() -> None:
    first = draw(group(range(1, 8), invited=[1], accepted=[2]))  # 1 withdrew, 2 took his place
    second = draw(group(range(1, 8), accepted=[2, 3, 4], turn=Turn("1")))
    assert turn_of([second, first], "H1") == Turn("4", ())  # in the order they ended


def test_random_draws_of_the_category_move_no_turn() -> None:
    first = draw(group(range(1, 8), accepted=[1]))
    random = PastGroup("H1", experts(1), {}, {"E1": ""}, invited=experts(1), accepted=experts(1))
    assert turn_of([first, draw(random)], "H1") == Turn("1", ())


# Byes


def chosen(*serials: object, among: Sequence[object] = range(1, 6)) -> PastDraw:
    return draw(group(among, accepted=serials))


def test_two_selections_in_a_row_bring_a_bye() -> None:
    assert on_bye([chosen(1, 2)], 2) == frozenset()
    assert on_bye([chosen(1, 2), chosen(1, 3)], 2) == experts(1)


def test_not_chosen_in_between_begins_anew() -> None:
    assert on_bye([chosen(1), chosen(2), chosen(1)], 2) == frozenset()


def test_draws_without_him_do_not_interrupt_a_run() -> None:
    elsewhere = chosen(7, among=[7, 8])
    assert on_bye([chosen(1), elsewhere, chosen(1)], 2) == experts(1)


@pytest.mark.parametrize("reason", ["recused", "engaged", "suspended", "publicity_open"])
def test_draws_he_could_not_be_chosen_in_do_not_interrupt_a_run(reason: str) -> None:
    excluded = draw(group([2, 3], accepted=[2], excluded={1: reason}))
    assert on_bye([chosen(1), excluded, chosen(1)], 2) == experts(1)


def test_invited_and_not_accepting_is_not_chosen() -> None:
    declined = draw(group([1, 2], invited=[1], accepted=[2]))
    assert on_bye([chosen(1), declined, chosen(1)], 2) == frozenset()


def test_bye_is_used_up_by_one_draw() -> None:
    resting = draw(group([2, 3], accepted=[2], excluded={1: "bye"}))
    assert on_bye([chosen(1), chosen(1), resting], 2) == frozenset()
    assert on_bye([chosen(1), chosen(1), resting, chosen(1)], 2) == frozenset()
    assert on_bye([chosen(1), chosen(1), resting, chosen(1), chosen(1)], 2) == experts(1)


def test_void_and_open_draws_neither_count_nor_use_up_a_bye() -> None:
    void = draw(group([1, 2], accepted=[1]), counts=False)
    assert on_bye([chosen(1), void], 2) == frozenset()
    resting = draw(group([2], accepted=[2], excluded={1: "bye"}), counts=False)
    assert on_bye([chosen(1), chosen(1), resting], 2) == experts(1)


def test_several_groups_are_one_draw() -> None:
    both = draw(group([1, 2], accepted=[1]), group([1, 3], accepted=[3], specialty="H2"))
    assert on_bye([both, both], 2) == experts(1, 3)


@pytest.mark.parametrize(("after", "expected"), [(0, []), (1, [1]), (3, [1]), (4, [])])
def test_length_of_a_run(after: int, expected: list[int]) -> None:
    assert on_bye([chosen(1), chosen(1), chosen(1)], after) == experts(*expected)


# Engagements


def test_engaged_is_who_accepted_for_that_day() -> None:
    other_day = date(2026, 3, 10)
    draws = [
        draw(group([1, 2, 3], invited=[2], accepted=[1])),
        draw(group([4], accepted=[4]), counts=False),
        draw(group([5], accepted=[5]), activity=other_day),
    ]
    assert engaged_on(draws, DAY) == experts(1, 4)
    assert engaged_on(draws, other_day) == experts(5)
    assert engaged_on([], DAY) == frozenset()
