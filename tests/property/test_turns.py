"""Turns of serial draws over many draws: HN-19, walked serial by serial, against lists and history."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from drawsvc.domain.candidates import Candidate, GroupLists
from drawsvc.domain.history import PastGroup
from drawsvc.domain.listing import Terms
from tests.past import PastDraw, turn_of
from tests.scenario.play import member
from tests.unit.domain.freezing import list_group

DAY = date(2026, 3, 9)


@dataclass(frozen=True)
class Asked:
    """One draw: how many seats, who recuses himself before it, who declines when asked."""

    seats: int
    recused: frozenset[int]
    declining: frozenset[int]


@dataclass
class Ring:
    """The rule as a person at a list would follow it: a finger on a serial, and a list of debts."""

    serials: list[int]
    finger: int = 0
    owed: list[int] = field(default_factory=list)

    def offer(self, asked: Asked) -> list[int]:
        """Who is asked, in order; moves the finger and the debts."""
        offered: list[int] = []
        left = asked.seats
        ring = [s for s in self.after_finger() if s not in self.owed]
        passed: list[int] = []
        for serial in [*self.owed, *ring]:
            if left == 0:
                break
            if serial in asked.recused:
                if serial not in self.owed:
                    passed.append(serial)
                continue
            offered.append(serial)
            left -= serial not in asked.declining
            if serial in self.owed:
                self.owed.remove(serial)
            else:
                self.finger = serial
                self.owed += passed
                passed = []
        return offered

    def after_finger(self) -> list[int]:
        return [s for s in self.serials if s > self.finger] + [
            s for s in self.serials if s <= self.finger
        ]


def offered_from(lists: GroupLists, asked: Asked) -> Iterator[int]:
    """The walk along the list, one after the other."""
    left = asked.seats
    for item in lists.eligible:
        if left == 0:
            return
        serial = int(item.row.serial)
        yield serial
        left -= serial not in asked.declining


def frozen(serials: list[int], asked: Asked, draws: list[PastDraw]) -> GroupLists:
    turn = turn_of(draws, "H1")
    numbers = count(1)
    people = [
        Candidate(member("H1", serial), "recused" if serial in asked.recused else "", {}, "")
        for serial in serials
    ]
    terms = Terms("serial", False, turn.cursor, turn.carried)  # noqa: FBT003 - no units
    return list_group(people, terms, lambda: f"{next(numbers):064x}")


def past(number: int, lists: GroupLists, offered: list[int], asked: Asked) -> PastDraw:
    invited = frozenset(f"H1-{serial}" for serial in offered)
    declined = frozenset(f"H1-{serial}" for serial in asked.declining)
    items = (*lists.eligible, *lists.excluded)
    group = PastGroup(
        "H1",
        frozenset(item.opened.expert_id for item in lists.eligible),
        {item.opened.expert_id: item.row.reason for item in lists.excluded},
        {item.opened.expert_id: item.row.serial for item in items},
        invited,
        invited - declined,
        lists.cursor,
        lists.carried,
    )
    return PastDraw(number, counts=True, activity=DAY, groups=(group,))


def some(serials: list[int]) -> st.SearchStrategy[frozenset[int]]:
    return st.frozensets(st.sampled_from(serials), max_size=3)


@st.composite
def pools(draw: st.DrawFn) -> tuple[list[int], list[Asked]]:
    serials = sorted(draw(st.sets(st.integers(1, 30), min_size=1, max_size=8)))
    asked = st.builds(Asked, st.integers(1, 4), some(serials), some(serials))
    return serials, draw(st.lists(asked, max_size=8))


@given(pools())
def test_turns_go_round_as_a_person_at_the_list_would_go(
    pool: tuple[list[int], list[Asked]],
) -> None:
    serials, matters = pool
    ring, draws = Ring(serials), list[PastDraw]()
    for number, asked in enumerate(matters):
        lists = frozen(serials, asked, draws)
        offered = list(offered_from(lists, asked))
        assert offered == ring.offer(asked)
        draws.append(past(number, lists, offered, asked))


@given(st.integers(1, 8), st.lists(st.integers(1, 4), max_size=12))
def test_without_recusals_nobody_is_asked_twice_before_all_were_asked_once(
    size: int, seats: list[int]
) -> None:
    serials, draws, asked_so_far = list(range(1, size + 1)), list[PastDraw](), list[int]()
    for number, wanted in enumerate(seats):
        asked = Asked(min(wanted, size), frozenset(), frozenset())
        lists = frozen(serials, asked, draws)
        offered = list(offered_from(lists, asked))
        asked_so_far += offered
        draws.append(past(number, lists, offered, asked))
        counts = [asked_so_far.count(serial) for serial in serials]
        assert max(counts) - min(counts) <= 1
