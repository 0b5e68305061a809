"""Rows and seats of a walk, and who is next (SPEC §9.1 to §9.3, §9.7).

The state notes which rows it has looked at to tell, because a slim record shows exactly these (SPEC §11.1).
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from drawseeds import fresh_seed, order

from drawsvc.domain.bodies import MAX_SEATS
from drawsvc.domain.errors import InputError, ReplyError

Seat = tuple[int, int]
"""A row of a draw: group index, index in the group's eligible list."""


@dataclass(frozen=True)
class WalkGroup:
    """What the walk knows of a group.

    Args:
        seats: how many are asked for.
        order: row indexes in the order of invitation (SPEC §8.3); read only as far as needed.
        persons: person digest of each eligible row; read where the walk looks, and nowhere else.
        units: unit digest of each eligible row, or ""; read likewise.
    """

    seats: int
    order: Iterator[int]
    persons: Sequence[str]
    units: Sequence[str]


@dataclass
class _Group:
    seats: int
    source: Iterator[int]
    persons: Sequence[str]
    units: Sequence[str]
    known: list[int] = field(default_factory=list)
    accepted: set[int] = field(default_factory=set)
    open: dict[int, str] = field(default_factory=dict)
    again: set[int] = field(default_factory=set)
    invited: list[int] = field(default_factory=list)  # ascending
    looked_at: set[int] = field(default_factory=set)
    replaced: int = 0

    def in_order(self) -> Iterator[int]:
        """All rows in order, remembering what was read."""
        yield from self.known
        for row in self.source:
            self.known.append(row)
            yield row

    def was_invited(self, row: int) -> bool:
        place = bisect_right(self.invited, row)
        return place > 0 and self.invited[place - 1] == row

    def vacancies(self) -> int:
        taken = len(self.accepted) + len(self.open) + len(self.again)
        return max(0, self.seats - taken)


@dataclass
class _Tally:
    """What the two bars are judged by (SPEC §9.2): where a person was invited, how many seats a unit holds."""

    unit_limit: int
    invited_in: dict[str, int] = field(default_factory=dict)
    held: Counter[str] = field(default_factory=Counter)

    def copy(self) -> _Tally:
        return _Tally(self.unit_limit, dict(self.invited_in), Counter(self.held))

    def bars(self, g: int, person: str, unit: str) -> bool:
        """Whether a row of group `g` must be passed over: `seated`, or `unit_limit`."""
        seated = self.invited_in.get(person, g) != g
        limited = bool(self.unit_limit and unit)
        return seated or (limited and self.held[unit] >= self.unit_limit)

    def add(self, g: int, person: str, unit: str) -> None:
        """Count an invitation."""
        self.invited_in[person] = g
        self.held[unit] += 1


class Seating:
    """The state of every row.

    Args:
        groups: in the order of the request.
        unit_limit: seats per unit in the draw; 0 for none.
        seed: of the draw, for `fresh` replacement; "" for `fixed`.
    """

    def __init__(self, groups: Sequence[WalkGroup], unit_limit: int, seed: str = "") -> None:
        self._groups = [_Group(g.seats, g.order, g.persons, g.units) for g in groups]
        self._tally = _Tally(unit_limit)
        self._seed = seed

    # What the state is.

    @property
    def open_seats(self) -> dict[Seat, str]:
        """Open invitations with the leaf hash of the INVITED entry that made each."""
        return {
            (g, r): leaf for g, group in enumerate(self._groups) for r, leaf in group.open.items()
        }

    @property
    def accepted(self) -> list[list[int]]:
        """Accepted rows of each group, ascending."""
        return [sorted(group.accepted) for group in self._groups]

    @property
    def invited(self) -> list[set[int]]:
        """Rows of each group that were ever invited."""
        return [set(group.invited) for group in self._groups]

    @property
    def looked_at(self) -> list[list[int]]:
        """Rows of each group that were looked at so far to tell who is next, invited or passed over; ascending."""
        return [sorted(group.looked_at) for group in self._groups]

    @property
    def again(self) -> list[Seat]:
        """Rows to be asked again (SPEC §9.6), ascending."""
        return sorted((g, row) for g, group in enumerate(self._groups) for row in group.again)

    @property
    def seats(self) -> list[int]:
        """Seats of each group, added ones included."""
        return [group.seats for group in self._groups]

    def accepted_counts(self) -> list[int]:
        """Number of accepted rows of each group."""
        return [len(group.accepted) for group in self._groups]

    def vacancies(self) -> list[int]:
        """Vacancies of each group (SPEC §9.1)."""
        return [group.vacancies() for group in self._groups]

    def is_open(self, seat: Seat) -> bool:
        """Whether a row that exists has an open invitation."""
        return seat[1] in self._groups[seat[0]].open

    def is_accepted(self, seat: Seat) -> bool:
        """Whether a row that exists has accepted."""
        return seat[1] in self._groups[seat[0]].accepted

    def check_exists(self, seat: Seat) -> None:
        """Refuse a row that does not exist."""
        g, row = seat
        if g >= len(self._groups) or row >= len(self._groups[g].persons):
            raise ReplyError("no_such_row", group=g, row=row)

    def check_open(self, seat: Seat) -> None:
        """Refuse a row that does not exist or has no open invitation.

        Raises:
            ReplyError: says which it is.
        """
        self.check_exists(seat)
        if not self.is_open(seat):
            invited = self._groups[seat[0]].was_invited(seat[1])
            code = "already_answered" if invited else "not_invited"
            raise ReplyError(code, group=seat[0], row=seat[1])

    def check_accepted(self, seat: Seat) -> None:
        """Refuse a row that does not exist or has not accepted.

        Raises:
            ReplyError: says which it is.
        """
        self.check_exists(seat)
        if not self.is_accepted(seat):
            raise ReplyError("not_accepted", group=seat[0], row=seat[1])

    # Who is next (SPEC §9.2, §9.3).

    def first_in_order(self, randomness: str = "") -> list[Seat]:
        """The next invitations: in each group the first rows in order that are not barred, as many as it has vacancies.

        Args:
            randomness: of the round pinned for `fresh` replacement, hex32 (SPEC §9.7); "" for the fixed order. Whether
                there are any does not depend on it.
        """
        tally = self._tally.copy()
        chosen: list[Seat] = []
        for g in range(len(self._groups)):
            rows = self._fresh(g, tally, randomness) if randomness else self._first(g, tally)
            chosen += [(g, row) for row in rows]
        return chosen

    def _first(self, g: int, tally: _Tally) -> list[int]:
        """The first uninvited rows of a group that are not barred; notes them in the tally.

        One pass is enough: within a call bars only come, so a row passed over stays barred.
        """
        group = self._groups[g]
        rows: list[int] = []
        wanted = group.vacancies()
        if wanted == 0:
            return rows
        for row in group.in_order():
            if group.was_invited(row) or not self._takes(g, row, tally):
                continue
            rows.append(row)
            if len(rows) == wanted:
                break
        return rows

    def _fresh(self, g: int, tally: _Tally, randomness: str) -> list[int]:
        """The same with a new order for each replacement (SPEC §9.7)."""
        group = self._groups[g]
        taken = list(group.invited)
        rows: list[int] = []
        for k in range(group.replaced, group.replaced + group.vacancies()):
            seed = fresh_seed(self._seed, g, k, randomness)
            row = self._first_fresh(g, tally, taken, seed)
            if row is None:
                break
            insort(taken, row)
            rows.append(row)
        return rows

    def _first_fresh(self, g: int, tally: _Tally, taken: Sequence[int], seed: str) -> int | None:
        """The first row in a new order of those not taken that is not barred; notes it in the tally."""
        group = self._groups[g]
        for place in order(seed, len(group.persons) - len(taken)):
            row = _nth_left(place, taken)
            if self._takes(g, row, tally):
                return row
        return None

    def _takes(self, g: int, row: int, tally: _Tally) -> bool:
        """Look at an uninvited row: unless it is barred, note it in the tally."""
        group = self._groups[g]
        group.looked_at.add(row)
        person, unit = group.persons[row], group.units[row]
        if tally.bars(g, person, unit):
            return False
        tally.add(g, person, unit)
        return True

    # What happens to rows.

    def invite(self, seat: Seat, leaf: str, *, replaces: bool) -> None:
        """A row is asked, for the first time or again; `replaces` in rounds after the first."""
        g, row = seat
        group = self._groups[g]
        if row in group.again:
            group.again.discard(row)
        else:
            self._tally.add(g, group.persons[row], group.units[row])
            insort(group.invited, row)
            group.replaced += replaces
        group.open[row] = leaf

    def settle(self, seat: Seat, *, accept: bool) -> str:
        """An open row becomes accepted or out; returns the leaf hash of the INVITED that had opened it."""
        group = self._groups[seat[0]]
        invited = group.open.pop(seat[1])
        if accept:
            group.accepted.add(seat[1])
        else:
            self._tally.held[group.units[seat[1]]] -= 1
        return invited

    def resettle(self, seat: Seat, *, accept: bool) -> None:
        """A settled row becomes the one or the other after all."""
        group, row = self._groups[seat[0]], seat[1]
        if accept != self.is_accepted(seat):
            group.accepted ^= {row}
            self._tally.held[group.units[row]] += 1 if accept else -1

    def reopen_all(self) -> None:
        """Every accepted row is to be asked again."""
        for group in self._groups:
            group.again |= group.accepted
            group.accepted.clear()

    def add_seats(self, g: int, seats: int) -> None:
        """A group gets more seats.

        Raises:
            InputError: `no_such_group`, `too_many_seats`.
        """
        if g >= len(self._groups):
            raise InputError("no_such_group", expected=len(self._groups), got=g)
        total = sum(self.seats) + seats
        if total > MAX_SEATS:
            raise InputError("too_many_seats", expected=MAX_SEATS, got=total)
        self._groups[g].seats += seats


def _nth_left(n: int, taken: Sequence[int]) -> int:
    """The n-th (from 0) whole number that is not among `taken`, which ascend."""
    low, high = 0, len(taken)
    while low < high:
        middle = (low + high) // 2
        if taken[middle] - middle <= n:
            low = middle + 1
        else:
            high = middle
    return n + low
