"""The walk: who is invited when (SPEC §9). A state machine over entries; it decides nothing but replays.

`Walk.take_*` methods take an entry into the state and refuse what the rules do not allow; `invitation_bodies` and
`outcome_body` say what must follow. Both sides of a rule stand here once: only what must follow can be taken. What
Attempt knows better is left to it: times, signatures, and which entry types the phase allows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from drawsvc.domain.bodies import MAX_SEATS, REPLY_REASONS
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import InputError, ReplyError, StateError

MAX_ROWS_PER_ENTRY = 4_096  # SPEC §9.4

Seat = tuple[int, int]
"""A row of a draw: group index, index in the group's eligible list."""


@dataclass(frozen=True)
class WalkGroup:
    """What the walk knows of a group.

    Args:
        seats: how many are asked for.
        order: row indexes in the order of invitation (SPEC §8.3); read only as far as needed.
        persons: person digest of each eligible row.
        units: unit digest of each eligible row, or "".
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
    invited: set[int] = field(default_factory=set)

    def in_order(self) -> Iterator[int]:
        """All rows in order, remembering what was read."""
        yield from self.known
        for row in self.source:
            self.known.append(row)
            yield row

    def vacancies(self) -> int:
        return max(0, self.seats - len(self.accepted) - len(self.open))


@dataclass(frozen=True)
class _Noted:
    """The latest reply of a row.

    Args:
        leaf: of the latest REPLIED, EXPIRED or CORRECTED.
        invited: of the INVITED entry that was answered.
        round: in which it was answered.
    """

    leaf: str
    invited: str
    round: int


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


class Walk:
    """The state of a walk.

    Args:
        groups: in the order of the request.
        unit_limit: seats per unit in the draw; 0 for none.
    """

    def __init__(self, groups: Sequence[WalkGroup], unit_limit: int) -> None:
        self._groups = [_Group(g.seats, g.order, g.persons, g.units) for g in groups]
        self._tally = _Tally(unit_limit)
        self._again: set[Seat] = set()
        self._noted: dict[Seat, _Noted] = {}
        self._withdrawn: set[Seat] = set()
        self._cut: list[Seat] = []
        self._in_round = False
        self.round = 0

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
    def seats(self) -> list[int]:
        """Seats of each group, added ones included."""
        return [group.seats for group in self._groups]

    @property
    def is_cut(self) -> bool:
        """Whether the list of the round goes on in another INVITED entry, which must come next (SPEC §9.4)."""
        return bool(self._cut)

    def accepted_counts(self) -> list[int]:
        """Number of accepted rows of each group."""
        return [len(group.accepted) for group in self._groups]

    def vacancies(self) -> list[int]:
        """Vacancies of each group (SPEC §9.1)."""
        return [
            max(0, group.vacancies() - sum(1 for g, _ in self._again if g == index))
            for index, group in enumerate(self._groups)
        ]

    # Who is next (SPEC §9.2, §9.3).

    def next_invitations(self) -> list[Seat]:
        """Rows the next round invites: those to be asked again, then the first in order that are not barred."""
        tally = self._tally.copy()
        chosen: list[Seat] = []
        for g, vacancies in enumerate(self.vacancies()):
            chosen += sorted(seat for seat in self._again if seat[0] == g)
            chosen += [(g, row) for row in self._take(g, vacancies, tally)]
        return chosen

    def _take(self, g: int, count: int, tally: _Tally) -> list[int]:
        """The first `count` uninvited rows of a group that are not barred; notes them in the tally.

        One pass is enough: within a call bars only come, so a row passed over stays barred.
        """
        group = self._groups[g]
        rows: list[int] = []
        if count == 0:
            return rows
        for row in group.in_order():
            person, unit = group.persons[row], group.units[row]
            if row in group.invited or tally.bars(g, person, unit):
                continue
            tally.add(g, person, unit)
            rows.append(row)
            if len(rows) == count:
                break
        return rows

    # What must follow (SPEC §9.4).

    def invitation_bodies(self, deadline: str) -> list[Body]:
        """Bodies of the INVITED entries of the next round, or of what is left of a cut list.

        Empty when nobody is left to invite.
        """
        number, seats = self._coming()
        parts = [
            seats[start : start + MAX_ROWS_PER_ENTRY]
            for start in range(0, len(seats), MAX_ROWS_PER_ENTRY)
        ]
        return [
            {
                "beacon": [],
                "deadline": deadline,
                "invitations": _by_group(part),
                "round": number,
            }
            for part in parts
        ]

    def _coming(self) -> tuple[int, list[Seat]]:
        """The round that goes out, and whom it still has to invite."""
        if self._cut:
            return self.round, self._cut
        return self.round + 1, self.next_invitations()

    def is_complete(self) -> bool:
        """No vacancies, and nobody is to be asked again."""
        return not self._again and not any(self.vacancies())

    def outcome_body(self) -> tuple[str, Body]:
        """COMPLETED or SHORTAGE with its body, for when nobody is open and nobody can be invited."""
        if self.is_complete():
            return "COMPLETED", {"accepted": self.accepted_counts()}
        return "SHORTAGE", {"accepted": self.accepted_counts(), "missing": self.vacancies()}

    # Entries taken into the state.

    def take_invited(self, body: Body, leaf: str) -> None:
        """A round, or the next part of a cut list, goes out."""
        if self._in_round and not self._cut:
            raise StateError("round_open", open=len(self.open_seats))
        number, seats = self._coming()
        if body["round"] != number:
            raise StateError("round", expected=number, got=body["round"])
        part = seats[:MAX_ROWS_PER_ENTRY]
        if not part or body["invitations"] != _by_group(part):
            raise StateError("not_next", round=number)
        if body["beacon"]:
            raise StateError("beacon_unexpected", round=number)
        self._cut = seats[MAX_ROWS_PER_ENTRY:]
        self._in_round = True
        self.round = number
        for seat in part:
            self._open(seat, leaf)

    def _open(self, seat: Seat, leaf: str) -> None:
        g, row = seat
        group = self._groups[g]
        if seat in self._again:
            self._again.discard(seat)
        else:
            self._tally.add(g, group.persons[row], group.units[row])
        group.invited.add(row)
        group.open[row] = leaf

    def take_reply(self, body: Body, leaf: str) -> None:
        """REPLIED or EXPIRED: an open row becomes accepted or out."""
        seat = (body["group"], body["row"])
        answer = body.get("answer", "expired")
        if answer != "expired":
            check_reason(answer, body["reason"])
        self.check_open(seat)
        invited = self._groups[seat[0]].open.pop(seat[1])
        self._settle(seat, accept=answer == "accept")
        self._noted[seat] = _Noted(leaf, invited, self.round)

    def _settle(self, seat: Seat, *, accept: bool) -> None:
        group = self._groups[seat[0]]
        if accept:
            group.accepted.add(seat[1])
        else:
            self._tally.held[group.units[seat[1]]] -= 1

    def check_open(self, seat: Seat) -> None:
        """Refuse a row that does not exist or has no open invitation.

        Raises:
            ReplyError: says which it is.
        """
        self._check_exists(seat)
        group = self._groups[seat[0]]
        if seat[1] in group.open:
            return
        code = "already_answered" if seat[1] in group.invited else "not_invited"
        raise ReplyError(code, group=seat[0], row=seat[1])

    def invitation(self, seat: Seat) -> str:
        """Leaf hash of the INVITED entry that opened a row's open invitation."""
        self.check_open(seat)
        return self._groups[seat[0]].open[seat[1]]

    def answered_invitation(self, seat: Seat) -> str:
        """Leaf hash of the INVITED entry that a row's latest reply answered."""
        return self._note_of(seat).invited

    def _note_of(self, seat: Seat) -> _Noted:
        self._check_exists(seat)
        if seat not in self._noted:
            raise ReplyError("not_answered", group=seat[0], row=seat[1])
        return self._noted[seat]

    def _check_exists(self, seat: Seat) -> None:
        g, row = seat
        if g >= len(self._groups) or row >= len(self._groups[g].persons):
            raise ReplyError("no_such_row", group=g, row=row)

    def take_closed(self, body: Body) -> None:
        """A round closes, or the walk goes on after a change (SPEC §9.6)."""
        if self._cut or any(group.open for group in self._groups):
            raise StateError("round_open", open=len(self.open_seats))
        if body["round"] != self.round:
            raise StateError("round", expected=self.round, got=body["round"])
        if body["next"]:
            raise StateError("beacon_unexpected", round=self.round)
        self._in_round = False

    def take_outcome(self, kind: str, body: Body) -> None:
        """COMPLETED or SHORTAGE."""
        if self.next_invitations():
            raise StateError("outcome", expected="INVITED", got=kind)
        if (kind, body) != self.outcome_body():
            raise StateError("outcome", expected=self.outcome_body()[0], got=kind)

    # Changes after the fact (SPEC §9.6).

    def take_withdrawn(self, body: Body) -> None:
        """An accepted expert cannot come."""
        seat = (body["group"], body["row"])
        check_reason("decline", body["reason"])
        self.check_accepted(seat)
        self._groups[seat[0]].accepted.discard(seat[1])
        self._settle(seat, accept=False)
        self._withdrawn.add(seat)

    def check_accepted(self, seat: Seat) -> None:
        """Refuse a row that does not exist or has not accepted.

        Raises:
            ReplyError: says which it is.
        """
        self._check_exists(seat)
        if seat[1] not in self._groups[seat[0]].accepted:
            raise ReplyError("not_accepted", group=seat[0], row=seat[1])

    def take_seats_added(self, body: Body) -> None:
        """A group gets more seats."""
        g = body["group"]
        if g >= len(self._groups):
            raise InputError("no_such_group", expected=len(self._groups), got=g)
        total = sum(self.seats) + body["seats"]
        if total > MAX_SEATS:
            raise InputError("too_many_seats", expected=MAX_SEATS, got=total)
        self._groups[g].seats += body["seats"]

    def take_rescheduled(self) -> None:
        """Every accepted expert is to be asked again."""
        for g, group in enumerate(self._groups):
            self._again |= {(g, row) for row in group.accepted}
            group.accepted.clear()

    def take_corrected(self, body: Body, leaf: str) -> None:
        """A mistyped reply is put right; it moves the walk only until the next invitation goes out."""
        seat = (body["group"], body["row"])
        check_reason(body["answer"], body["reason"])
        noted = self._note_of(seat)
        if noted.leaf != body["leaf"]:
            raise ReplyError("not_the_latest_reply", group=seat[0], row=seat[1])
        effect = self.correction_effect(seat)
        if body["effect"] != effect:
            raise StateError("correction_effect", expected=effect, got=body["effect"])
        if effect == "walk":
            self._recount(seat, accept=body["answer"] == "accept")
        self._noted[seat] = replace(noted, leaf=leaf)

    def correction_effect(self, seat: Seat) -> str:
        """Whether a correction of this row still moves the walk (SPEC §9.6)."""
        in_time = self._note_of(seat).round == self.round and seat not in self._withdrawn
        return "walk" if in_time else "counters"

    def _recount(self, seat: Seat, *, accept: bool) -> None:
        group, row = self._groups[seat[0]], seat[1]
        # Its seat is still there: it was counted when the round went out, and none has since.
        if accept != (row in group.accepted):
            group.accepted ^= {row}
            self._tally.held[group.units[row]] += 1 if accept else -1


def check_reason(answer: str, reason: str) -> None:
    """Refuse a reason that does not belong to the answer (SPEC §5.4)."""
    allowed = REPLY_REASONS[answer]
    if reason not in allowed:
        raise InputError("reply_reason", answer=answer, expected=", ".join(allowed), got=reason)


def _by_group(seats: Sequence[Seat]) -> list[Body]:
    """Seats, grouped, as `invitations` of an INVITED entry."""
    grouped: dict[int, list[int]] = {}
    for g, row in seats:
        grouped.setdefault(g, []).append(row)
    return [{"group": g, "rows": rows} for g, rows in grouped.items()]
