"""The walk, rule by rule: SPEC §9. Times, signatures and phases are the attempt's, see test_attempt."""

from collections.abc import Sequence
from itertools import count
from typing import Any

import pytest

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import InputError, ReplyError, StateError
from drawsvc.domain.seating import Seat, WalkGroup
from drawsvc.domain.walk import MAX_ROWS_PER_ENTRY, Walk
from tests.refusing import refused

DEADLINE = "2026-03-02T03:00:00Z"


def group(seats: int, persons: str, units: str = "", order: Sequence[int] = ()) -> WalkGroup:
    """One letter for each row: its person, its unit; "." for none. Invited in list order unless said otherwise."""
    units = units or "." * len(persons)
    in_order = iter(order or range(len(persons)))
    return WalkGroup(seats, in_order, list(persons), [unit.replace(".", "") for unit in units])


class Walker:
    """A walk whose entries are numbered; answers are given as letters in the order of the invitations."""

    def __init__(self, *groups: WalkGroup, unit_limit: int = 0) -> None:
        self.walk = Walk(groups, unit_limit)
        self.numbers = count(1)
        self.leaves: dict[Seat, str] = {}

    def leaf(self) -> str:
        return f"{next(self.numbers):064x}"

    def invite(self) -> list[Seat]:
        before = set(self.walk.open_seats)
        for body in self.walk.invitation_bodies(DEADLINE):
            self.walk.take_invited(body, self.leaf())
        return [seat for seat in self.walk.open_seats if seat not in before]

    def answer(self, seat: Seat, answer: str) -> None:
        reasons = {"accept": "none", "decline": "illness", "recuse": "kinship"}
        body: Body = {"group": seat[0], "row": seat[1]}
        if answer != "expired":
            body |= {"answer": answer, "reason": reasons[answer]}
        self.leaves[seat] = self.leaf()
        self.walk.take_reply(body, self.leaves[seat])

    def round(self, answers: str) -> list[Seat]:
        """Invite, answer (a, d, r, e) and close; returns who was invited."""
        words = {"a": "accept", "d": "decline", "r": "recuse", "e": "expired"}
        seats = self.invite()
        for seat, letter in zip(seats, answers, strict=True):
            self.answer(seat, words[letter])
        self.close()
        return seats

    def close(self) -> None:
        self.walk.take_closed({"next": [], "round": self.walk.round})

    def outcome(self) -> tuple[str, Body]:
        kind, body = self.walk.outcome_body()
        self.walk.take_outcome(kind, body)
        return kind, body

    def correct(self, seat: Seat, answer: str, reason: str, **changed: Any) -> None:
        body = {
            "answer": answer,
            "effect": self.walk.correction_effect(seat),
            "group": seat[0],
            "leaf": self.leaves[seat],
            "reason": reason,
            "row": seat[1],
        } | changed
        leaf = self.leaf()
        self.walk.take_corrected(body, leaf)
        self.leaves[seat] = leaf

    def withdraw(self, seat: Seat, reason: str = "illness") -> None:
        self.walk.take_withdrawn({"group": seat[0], "reason": reason, "row": seat[1]})


# SPEC §9.1, §9.3, §9.4: rounds


def test_first_round_invites_in_order() -> None:
    walker = Walker(group(2, "abcd", order=[2, 0, 3, 1]))
    assert walker.walk.invitation_bodies(DEADLINE) == [
        {
            "beacon": [],
            "deadline": DEADLINE,
            "invitations": [{"group": 0, "rows": [2, 0]}],
            "round": 1,
        }
    ]
    assert walker.invite() == [(0, 2), (0, 0)]
    assert walker.walk.vacancies() == [0]


def test_everybody_accepts() -> None:
    walker = Walker(group(1, "ab"), group(2, "cde"))
    assert walker.round("aaa") == [(0, 0), (1, 0), (1, 1)]
    assert walker.outcome() == ("COMPLETED", {"accepted": [1, 2]})
    assert walker.walk.accepted == [[0], [0, 1]]
    assert walker.walk.invited == [{0}, {0, 1}]


@pytest.mark.parametrize("letter", "dre")
def test_vacancy_is_filled_by_the_next_in_order(letter: str) -> None:
    walker = Walker(group(2, "abcd"))
    walker.round(letter + "a")
    assert walker.round("a") == [(0, 2)]
    assert walker.outcome() == ("COMPLETED", {"accepted": [2]})


def test_replacements_go_out_together_after_the_round() -> None:
    walker = Walker(group(2, "abcd"), group(1, "ef"))
    walker.invite()
    walker.answer((1, 0), "decline")
    assert walker.walk.vacancies() == [0, 1]
    for body in walker.walk.invitation_bodies(DEADLINE):
        with refused(StateError, "round_open", open=2):
            walker.walk.take_invited(body, "")
    walker.answer((0, 1), "expired")
    walker.answer((0, 0), "accept")
    with refused(StateError, "round_open", open=0):
        walker.walk.take_invited(walker.walk.invitation_bodies(DEADLINE)[0], "")
    walker.close()
    assert walker.invite() == [(0, 2), (1, 1)]


def test_too_few_candidates_are_a_shortage() -> None:
    walker = Walker(group(3, "ab"), group(1, "c"))
    walker.round("ada")
    assert walker.walk.next_invitations() == []
    assert walker.outcome() == ("SHORTAGE", {"accepted": [1, 1], "missing": [2, 0]})


def test_nobody_to_invite_at_all() -> None:
    walker = Walker(group(1, ""))
    assert walker.walk.invitation_bodies(DEADLINE) == []
    assert walker.outcome() == ("SHORTAGE", {"accepted": [0], "missing": [1]})
    walker.close()
    assert walker.walk.round == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"invitations": []},
        {"invitations": [{"group": 0, "rows": []}]},
        {"invitations": [{"group": 0, "rows": [0]}]},
        {"invitations": [{"group": 0, "rows": [0, 2]}]},
        {"invitations": [{"group": 0, "rows": [1, 0]}]},
        {"invitations": [{"group": 0, "rows": [0, 1, 2]}]},
        {"invitations": [{"group": 0, "rows": [0]}, {"group": 0, "rows": [1]}]},
        {"invitations": [{"group": 0, "rows": [0, 1]}, {"group": 1, "rows": []}]},
        {"invitations": [{"group": 1, "rows": [0, 1]}]},
        {"invitations": [{"group": 0, "rows": [0, 99]}]},
    ],
)
def test_only_the_next_may_be_invited(changed: Body) -> None:
    walker = Walker(group(2, "abcd"))
    body = walker.walk.invitation_bodies(DEADLINE)[0]
    with refused(StateError, "not_next", round=1):
        walker.walk.take_invited(body | changed, "")


def test_empty_round_is_refused() -> None:
    body = {"beacon": [], "deadline": DEADLINE, "invitations": [], "round": 1}
    with refused(StateError, "not_next"):
        Walker(group(1, "")).walk.take_invited(body, "")


def test_rounds_are_counted_from_one() -> None:
    walker = Walker(group(1, "abc"))
    body = walker.walk.invitation_bodies(DEADLINE)[0]
    for number in (0, 2):
        with refused(StateError, "round", expected=1, got=number):
            walker.walk.take_invited(body | {"round": number}, "")
    walker.round("d")
    assert walker.walk.invitation_bodies(DEADLINE)[0]["round"] == 2


def test_fixed_replacement_pins_no_round() -> None:
    walker = Walker(group(1, "ab"))
    walker.invite()
    walker.answer((0, 0), "decline")
    with refused(StateError, "beacon_pinned", round=1):
        walker.walk.take_closed({"next": [{"chain": "00" * 32, "round": 1}], "round": 1})


def test_round_closes_with_its_number_when_nobody_is_open() -> None:
    walker = Walker(group(1, "ab"))
    walker.invite()
    with refused(StateError, "round_open", open=1):
        walker.close()
    walker.answer((0, 0), "accept")
    for number in (0, 2):
        with refused(StateError, "round", expected=1, got=number):
            walker.walk.take_closed({"next": [], "round": number})
    walker.close()


@pytest.mark.parametrize(
    ("kind", "body", "expected"),
    [
        ("SHORTAGE", {"accepted": [1], "missing": [0]}, "COMPLETED"),
        ("COMPLETED", {"accepted": [2]}, "COMPLETED"),
        ("COMPLETED", {"accepted": []}, "COMPLETED"),
    ],
)
def test_only_the_outcome_that_follows_is_taken(kind: str, body: Body, expected: str) -> None:
    walker = Walker(group(1, "ab"))
    walker.round("a")
    with refused(StateError, "outcome", expected=expected, got=kind):
        walker.walk.take_outcome(kind, body)


def test_no_outcome_while_somebody_can_be_invited() -> None:
    walker = Walker(group(1, "ab"))
    walker.round("d")
    with refused(StateError, "outcome", expected="INVITED", got="SHORTAGE"):
        walker.walk.take_outcome(*walker.walk.outcome_body())


# SPEC §9.2: the two bars


def test_person_invited_in_one_group_is_passed_over_in_others() -> None:
    walker = Walker(group(1, "ab"), group(2, "acd"))
    assert walker.round("aaa") == [(0, 0), (1, 1), (1, 2)]


@pytest.mark.parametrize("letter", "dre")
def test_seated_never_lifts(letter: str) -> None:
    walker = Walker(group(1, "ab"), group(2, "ac"))
    assert walker.round(letter + "a") == [(0, 0), (1, 1)]
    assert walker.round("a") == [(0, 1)]
    assert walker.outcome() == ("SHORTAGE", {"accepted": [1, 1], "missing": [0, 1]})


def test_unit_limit_counts_over_all_groups() -> None:
    walker = Walker(group(2, "abc", "xxy"), group(1, "de", "xz"), unit_limit=1)
    assert walker.round("aaa") == [(0, 0), (0, 2), (1, 1)]


def test_unit_limit_counts_the_open() -> None:
    walker = Walker(group(3, "abcd", "xxxy"), unit_limit=2)
    assert walker.invite() == [(0, 0), (0, 1), (0, 3)]


def test_people_without_unit_are_not_limited() -> None:
    walker = Walker(group(3, "abc", "..."), unit_limit=1)
    assert walker.round("aaa") == [(0, 0), (0, 1), (0, 2)]


def test_row_passed_over_by_unit_limit_comes_back_in_its_place() -> None:
    walker = Walker(group(2, "abcd", "xxyz"), unit_limit=1)
    assert walker.round("da") == [(0, 0), (0, 2)]
    assert walker.round("d") == [(0, 1)]
    assert walker.round("a") == [(0, 3)]


def test_unit_limit_of_a_withdrawn_row_is_free_again() -> None:
    walker = Walker(group(1, "abc", "xxy"), unit_limit=1)
    walker.round("a")
    walker.withdraw((0, 0))
    walker.close()
    assert walker.round("a") == [(0, 1)]


def test_two_bars_on_two_rows_of_one_group() -> None:
    walker = Walker(group(1, "a", "x"), group(2, "abcd", "xxyz"), unit_limit=1)
    assert walker.invite() == [(0, 0), (1, 2), (1, 3)]


# SPEC §9.5: replies


def test_row_must_be_open() -> None:
    walker = Walker(group(1, "ab"))
    walker.invite()
    with refused(ReplyError, "not_invited", group=0, row=1):
        walker.answer((0, 1), "accept")
    with refused(ReplyError, "no_such_row", group=0, row=2):
        walker.answer((0, 2), "accept")
    with refused(ReplyError, "no_such_row", group=1, row=0):
        walker.answer((1, 0), "accept")
    walker.answer((0, 0), "accept")
    with refused(ReplyError, "already_answered", group=0, row=0):
        walker.answer((0, 0), "decline")


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        ("accept", "illness"),
        ("accept", "other"),
        ("decline", "none"),
        ("decline", "kinship"),
        ("recuse", "none"),
        ("recuse", "absence"),
    ],
)
def test_reason_belongs_to_the_answer(answer: str, reason: str) -> None:
    walker = Walker(group(1, "ab"))
    walker.invite()
    with refused(InputError, "reply_reason", answer=answer, got=reason):
        walker.walk.take_reply({"answer": answer, "group": 0, "reason": reason, "row": 0}, "")


@pytest.mark.parametrize(
    ("answer", "reasons"),
    [
        ("accept", ["none"]),
        ("decline", ["illness", "absence", "engagement", "other"]),
        ("recuse", ["interest", "kinship", "participation", "other"]),
    ],
)
def test_reasons_of_each_answer(answer: str, reasons: list[str]) -> None:
    for reason in reasons:
        walker = Walker(group(1, "ab"))
        walker.invite()
        walker.walk.take_reply({"answer": answer, "group": 0, "reason": reason, "row": 0}, "")
        assert walker.walk.accepted == [[0] if answer == "accept" else []]


def test_invitation_that_a_statement_is_about() -> None:
    walker = Walker(group(1, "ab"))
    walker.walk.take_invited(walker.walk.invitation_bodies(DEADLINE)[0], "first")
    assert walker.walk.invitation((0, 0)) == "first"
    with refused(ReplyError, "not_invited"):
        walker.walk.invitation((0, 1))
    with refused(ReplyError, "not_answered", group=0, row=0):
        walker.walk.answered_invitation((0, 0))
    with refused(ReplyError, "no_such_row"):
        walker.walk.answered_invitation((0, 7))
    walker.answer((0, 0), "accept")
    assert walker.walk.answered_invitation((0, 0)) == "first"


# SPEC §9.6: changes


def test_withdrawn_row_becomes_out() -> None:
    walker = Walker(group(1, "abc"))
    walker.round("a")
    assert walker.outcome()[0] == "COMPLETED"
    walker.withdraw((0, 0))
    assert walker.walk.vacancies() == [1]
    walker.close()
    assert walker.round("a") == [(0, 1)]
    assert walker.walk.accepted == [[1]]


def test_only_an_accepted_row_is_withdrawn() -> None:
    walker = Walker(group(2, "abc"))
    walker.invite()
    walker.answer((0, 1), "decline")
    for row in (0, 1, 2):
        with refused(ReplyError, "not_accepted", group=0, row=row):
            walker.withdraw((0, row))
    with refused(ReplyError, "no_such_row"):
        walker.withdraw((0, 3))


def test_withdrawal_has_a_reason_of_a_decline() -> None:
    walker = Walker(group(1, "a"))
    walker.round("a")
    with refused(InputError, "reply_reason", answer="decline", got="none"):
        walker.withdraw((0, 0), "none")


def test_seats_are_added_at_once() -> None:
    walker = Walker(group(1, "abc"), group(1, "de"))
    walker.invite()
    walker.walk.take_seats_added({"group": 0, "seats": 2})
    assert walker.walk.seats == [3, 1]
    assert walker.walk.vacancies() == [2, 0]
    walker.answer((0, 0), "accept")
    walker.answer((1, 0), "accept")
    walker.close()
    assert walker.round("aa") == [(0, 1), (0, 2)]
    assert walker.outcome() == ("COMPLETED", {"accepted": [3, 1]})


def test_all_seats_together_are_limited() -> None:
    walker = Walker(group(9_000, ""), group(500, ""))
    walker.walk.take_seats_added({"group": 1, "seats": 500})
    with refused(InputError, "too_many_seats", expected=10_000, got=10_001):
        walker.walk.take_seats_added({"group": 0, "seats": 1})


def test_seats_of_no_group() -> None:
    with refused(InputError, "no_such_group", expected=1, got=1):
        Walker(group(1, "a")).walk.take_seats_added({"group": 1, "seats": 1})


def test_rescheduled_asks_the_accepted_again_in_place() -> None:
    walker = Walker(group(2, "abcd", order=[3, 1, 0, 2]), group(1, "e"))
    walker.round("aaa")
    walker.walk.take_rescheduled()
    assert walker.walk.vacancies() == [0, 0]
    assert not walker.walk.is_complete()
    walker.close()
    assert walker.walk.next_invitations() == [(0, 1), (0, 3), (1, 0)]
    with refused(StateError, "outcome", expected="INVITED"):
        walker.walk.take_outcome("COMPLETED", {"accepted": [0, 0]})
    assert walker.round("dad") == [(0, 1), (0, 3), (1, 0)]
    assert walker.round("a") == [(0, 0)]
    assert walker.outcome() == ("SHORTAGE", {"accepted": [2, 0], "missing": [0, 1]})


def test_rows_asked_again_come_before_the_next_of_their_group() -> None:
    walker = Walker(group(2, "abc", order=[2, 1, 0]), group(1, "de"))
    walker.round("aaa")
    walker.withdraw((0, 2))
    walker.close()
    walker.round("a")
    walker.walk.take_seats_added({"group": 1, "seats": 1})
    walker.walk.take_rescheduled()
    walker.close()
    assert walker.walk.next_invitations() == [(0, 0), (0, 1), (1, 0), (1, 1)]


def test_rows_to_be_asked_again_hold_their_unit() -> None:
    walker = Walker(group(2, "abcd", "xyxz"), unit_limit=1)
    walker.round("aa")
    walker.withdraw((0, 1))
    walker.walk.take_rescheduled()
    walker.close()
    assert walker.round("da") == [(0, 0), (0, 3)]
    assert walker.round("a") == [(0, 2)]


def test_person_asked_again_and_declining_is_not_asked_a_third_time() -> None:
    walker = Walker(group(1, "ab"))
    walker.round("a")
    walker.walk.take_rescheduled()
    walker.close()
    walker.round("d")
    assert walker.round("a") == [(0, 1)]


@pytest.mark.parametrize(("before", "after"), [("d", "accept"), ("e", "accept"), ("a", "decline")])
def test_correction_moves_the_walk_until_the_next_invitation(before: str, after: str) -> None:
    walker = Walker(group(1, "abc"))
    walker.round(before)
    assert walker.walk.correction_effect((0, 0)) == "walk"
    walker.correct((0, 0), after, "none" if after == "accept" else "illness")
    assert walker.walk.accepted == [[0] if after == "accept" else []]
    assert walker.walk.vacancies() == [0 if after == "accept" else 1]


def test_correction_to_the_same_side_changes_nothing() -> None:
    walker = Walker(group(2, "ab"))
    walker.round("da")
    walker.correct((0, 0), "recuse", "kinship")
    walker.correct((0, 1), "accept", "none")
    assert walker.walk.accepted == [[1]]


def test_corrected_answer_counts_for_the_unit_limit() -> None:
    walker = Walker(group(2, "abc", "xyx"), unit_limit=1)
    walker.round("da")
    assert walker.walk.next_invitations() == [(0, 2)]
    walker.correct((0, 0), "accept", "none")
    walker.correct((0, 1), "decline", "illness")
    assert walker.walk.next_invitations() == []
    assert walker.outcome() == ("SHORTAGE", {"accepted": [1], "missing": [1]})


def test_corrected_refusal_frees_one_place_of_its_unit() -> None:
    walker = Walker(group(3, "abcdef", "xyzyyz"), unit_limit=1)
    walker.round("aaa")
    walker.correct((0, 1), "decline", "illness")
    walker.correct((0, 2), "decline", "illness")
    assert walker.walk.next_invitations() == [(0, 3), (0, 5)]


def test_correction_may_be_corrected() -> None:
    walker = Walker(group(1, "ab"))
    walker.round("d")
    first = walker.leaves[0, 0]
    assert walker.walk.latest_reply((0, 0)) == first
    walker.correct((0, 0), "accept", "none")
    assert walker.walk.latest_reply((0, 0)) != first
    with refused(ReplyError, "not_the_latest_reply", group=0, row=0):
        walker.correct((0, 0), "decline", "illness", leaf=first)
    walker.correct((0, 0), "decline", "illness")
    assert walker.walk.accepted == [[]]


def test_correction_after_the_next_invitation_only_counts() -> None:
    walker = Walker(group(1, "abc"))
    walker.round("d")
    walker.invite()
    with refused(StateError, "correction_effect", expected="counters", got="walk"):
        walker.correct((0, 0), "accept", "none", effect="walk")
    walker.correct((0, 0), "accept", "none")
    assert walker.walk.accepted == [[]]
    walker.correct((0, 0), "recuse", "kinship")  # the leaf is still followed


def test_correction_after_a_withdrawal_only_counts() -> None:
    walker = Walker(group(1, "ab"))
    walker.round("a")
    walker.withdraw((0, 0))
    assert walker.walk.correction_effect((0, 0)) == "counters"
    walker.correct((0, 0), "decline", "illness")
    assert walker.walk.vacancies() == [1]


def test_effect_is_checked_when_the_correction_would_move_the_walk() -> None:
    walker = Walker(group(1, "ab"))
    walker.round("d")
    with refused(StateError, "correction_effect", expected="walk", got="counters"):
        walker.correct((0, 0), "accept", "none", effect="counters")


def test_only_an_answered_row_is_corrected() -> None:
    walker = Walker(group(1, "ab"))
    walker.invite()
    body = {
        "answer": "accept",
        "effect": "walk",
        "group": 0,
        "leaf": "",
        "reason": "none",
        "row": 0,
    }
    with refused(ReplyError, "not_answered"):
        walker.walk.take_corrected(body, "")
    with refused(InputError, "reply_reason"):
        walker.walk.take_corrected(body | {"reason": "illness"}, "")


# SPEC §9.4: lists that do not fit into one entry


def test_long_list_is_cut_after_4096_rows() -> None:
    first, second = "a" * 4_000, "b" * 200
    groups = [
        WalkGroup(
            4_000, iter(range(4_000)), [f"{c}{i}" for i, c in enumerate(first)], [""] * 4_000
        ),
        WalkGroup(200, iter(range(200)), [f"{c}{i}" for i, c in enumerate(second)], [""] * 200),
    ]
    walk = Walk(groups, 0)
    one, two = walk.invitation_bodies(DEADLINE)
    sizes = [[len(item["rows"]) for item in body["invitations"]] for body in (one, two)]
    assert sizes == [[4_000, 96], [104]]
    assert [item["group"] for item in one["invitations"]] == [0, 1]
    assert two == one | {"invitations": [{"group": 1, "rows": list(range(96, 200))}]}
    with refused(StateError, "not_next"):
        walk.take_invited(two, "")
    walk.take_invited(one, "one")
    assert walk.invitation_bodies(DEADLINE) == [two]
    with refused(StateError, "round_open", open=4_096):
        walk.take_closed({"next": [], "round": 1})
    with refused(StateError, "round", expected=1, got=2):
        walk.take_invited(two | {"round": 2}, "")
    walk.take_invited(two, "two")
    assert not walk.is_cut
    assert walk.invitation((1, 95)) == "one"
    assert walk.invitation((1, 96)) == "two"


def test_list_of_exactly_4096_is_not_cut() -> None:
    size = MAX_ROWS_PER_ENTRY
    rows = [f"{i}" for i in range(size)]
    walk = Walk([WalkGroup(size, iter(range(size)), rows, [""] * size)], 0)
    (body,) = walk.invitation_bodies(DEADLINE)
    walk.take_invited(body, "")
    assert not walk.is_cut


def test_order_is_read_only_as_far_as_needed() -> None:
    read: list[int] = []

    def order() -> Any:
        for row in range(1_000_000):
            read.append(row)
            yield row

    size = 1_000_000
    walker = Walker(WalkGroup(2, order(), "x" * size, [""] * size))
    walker.invite()
    assert len(read) == 2


# Which rows were looked at (SPEC §11.1)


def test_rows_are_looked_at_no_sooner_than_needed() -> None:
    walker = Walker(group(2, "abcdef"))
    assert walker.walk.looked_at == [[]]
    walker.round("ad")
    assert walker.walk.looked_at == [[0, 1]]
    walker.round("d")
    walker.round("a")
    walker.walk.take_outcome("COMPLETED", {"accepted": [2]})
    assert walker.walk.looked_at == [[0, 1, 2, 3]]


def test_row_passed_over_was_looked_at() -> None:
    """In the second group `a` and `b` are seated; in the first the unit of `b` is full until `a` declines."""
    walker = Walker(group(2, "abcd", "xxy."), group(1, "bace"), unit_limit=1)
    assert walker.invite() == [(0, 0), (0, 2), (1, 0)]
    assert walker.walk.looked_at == [[0, 1, 2], [0]]
    for seat, answer in (((0, 0), "decline"), ((0, 2), "accept"), ((1, 0), "decline")):
        walker.answer(seat, answer)
    walker.close()
    assert walker.invite() == [(0, 3), (1, 3)]
    assert walker.walk.looked_at == [[0, 1, 2, 3], [0, 1, 2, 3]]


def test_whoever_finds_nobody_has_looked_at_all() -> None:
    walker = Walker(group(2, "abc", "xxx"), unit_limit=1)
    assert walker.invite() == [(0, 0)]
    assert walker.walk.looked_at == [[0, 1, 2]]


def test_order_is_looked_at_not_the_list() -> None:
    walker = Walker(group(1, "abcdef", order=(4, 1, 5, 0, 2, 3)))
    walker.round("d")
    walker.round("a")
    assert walker.walk.looked_at == [[1, 4]]
