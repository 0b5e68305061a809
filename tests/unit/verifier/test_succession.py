"""Who is next, against SPEC §9.2 and §9.3 taken literally."""

from collections.abc import Callable
from typing import Any

from drawverify.candidates import Rows
from drawverify.succession import Bars, FixedOrder, FreshOrder
from hypothesis import given
from hypothesis import strategies as st

persons = st.integers(0, 12).map(lambda number: f"p{number}")
units = st.sampled_from(["", "a", "b", "c"])


def rows_of(pairs: list[tuple[str, str]]) -> list[dict[str, Any]]:
    """Rows with distinct persons, as within a group."""
    return [{"person": person, "unit": unit} for person, unit in dict(pairs).items()]


def whole(rows: list[dict[str, Any]]) -> Rows:
    return Rows(rows, len(rows), slim=False)


groups = st.lists(
    st.lists(st.tuples(persons, units), max_size=9).map(rows_of), min_size=1, max_size=3
)


class Literally:
    """The state of SPEC §9.1 as a table; looks through every row each time."""

    def __init__(self, groups: list[list[dict[str, Any]]], unit_limit: int) -> None:
        self.groups = groups
        self.unit_limit = unit_limit
        self.state: dict[tuple[int, int], str] = {}

    def held(self, unit: str) -> int:
        return sum(
            state == "held" and self.groups[group][row]["unit"] == unit
            for (group, row), state in self.state.items()
        )

    def is_barred(self, group: int, row: int) -> bool:
        item = self.groups[group][row]
        invited = (self.groups[g][r]["person"] for g, r in self.state if g != group)
        limited = self.unit_limit and item["unit"]
        return item["person"] in invited or (
            bool(limited) and self.held(item["unit"]) >= self.unit_limit
        )

    def take(self, group: int) -> int | None:
        for row in range(len(self.groups[group])):
            if (group, row) not in self.state and not self.is_barred(group, row):
                self.state[group, row] = "held"
                return row
        return None


@given(
    groups, st.integers(0, 2), st.lists(st.tuples(st.booleans(), st.integers(0, 30)), max_size=40)
)
def test_the_next_is_the_first_that_is_not_barred(
    lists: list[list[dict[str, Any]]], unit_limit: int, moves: list[tuple[bool, int]]
) -> None:
    bars, expected = Bars(unit_limit), Literally(lists, unit_limit)
    orders = [FixedOrder(whole(rows), range(len(rows)), bars) for rows in lists]
    held: list[tuple[int, int]] = []
    for gives_up, number in moves:
        if gives_up and held:
            spot = held.pop(number % len(held))
            expected.state[spot] = "out"
            unit = lists[spot[0]][spot[1]]["unit"]
            bars.hold(unit, -1)
            for order in orders:
                order.offer(unit)
        else:
            group = number % len(lists)
            taken = orders[group].take()
            assert taken == expected.take(group)
            if taken is not None:
                held.append((group, taken))


def limited(*units: str) -> list[dict[str, Any]]:
    return [{"person": f"p{n}", "unit": unit} for n, unit in enumerate(units)]


def test_a_row_passed_over_by_the_unit_limit_comes_back_in_its_place() -> None:
    bars = Bars(1)
    order = FixedOrder(whole(limited("a", "a", "b", "c")), range(4), bars)
    assert [order.take(), order.take()] == [0, 2]
    bars.hold("a", -1)
    order.offer("a")
    assert [order.take(), order.take(), order.take()] == [1, 3, None]


def test_each_row_is_looked_at_few_times() -> None:
    """A million visits would be needed if every search began anew."""
    looks = 0

    class Counting(Bars):
        def is_full(self, unit: str) -> bool:
            nonlocal looks
            looks += 1
            return super().is_full(unit)

    rows = whole(limited(*(["a"] * 1000 + ["b"] * 1000)))
    bars = Counting(1)
    order = FixedOrder(rows, range(2000), bars)
    for _ in range(500):
        order.take()
        for unit in ("a", "b"):
            if bars.is_full(unit):
                bars.hold(unit, -1)
                order.offer(unit)
    assert looks < 20_000


def seeds() -> Callable[[], bytes]:
    number = iter(range(1000))
    return lambda: next(number).to_bytes(32, "big")


def test_fresh_order_leaves_out_barred_and_invited_rows() -> None:
    bars, seed = Bars(1), seeds()
    order = FreshOrder(whole(limited("a", "a", "b")), bars, ())
    taken = {order.take(seed()), order.take(seed())}
    assert taken in ({0, 2}, {1, 2})
    assert not order.has_next()
    assert order.take(seed()) is None
    bars.hold("a", -1)
    assert order.has_next()
    assert {order.take(seed()), *taken} == {0, 1, 2}


def test_fresh_order_does_not_take_a_row_of_round_one_again() -> None:
    order = FreshOrder(whole(limited("", "")), Bars(0), {1})
    assert order.take(bytes(32)) == 0
    assert not order.has_next()
