"""The walk: who is invited when (SPEC §9). A state machine over entries; it decides nothing but replays.

`Walk.take_*` methods take an entry into the state and refuse what the rules do not allow; `invitation_bodies` and
`outcome_body` say what must follow. Both sides of a rule stand here once: only what must follow can be taken. What
Attempt knows better is left to it: times, signatures, and which entry types the phase allows. What becomes of rows and
who is next is `seating`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from drawseeds import beacon_randomness

from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.domain.entries import Body
from drawsvc.domain.errors import InputError, ReplyError, StateError
from drawsvc.domain.seating import Seat, Seating, WalkGroup

MAX_ROWS_PER_ENTRY = 4_096  # SPEC §9.4


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


class Walk(Seating):
    """The state of a walk: that of every row, and of the rounds.

    Args:
        groups: in the order of the request.
        unit_limit: seats per unit in the draw; 0 for none.
        seed: of the draw, for `fresh` replacement; "" for `fixed`.
    """

    def __init__(self, groups: Sequence[WalkGroup], unit_limit: int, seed: str = "") -> None:
        super().__init__(groups, unit_limit, seed)
        self.is_fresh = bool(seed)
        self.round = 0
        self._noted: dict[Seat, _Noted] = {}
        self._withdrawn: set[Seat] = set()
        self._cut: list[Seat] = []
        self._in_round = False

    # What the state is.

    @property
    def is_cut(self) -> bool:
        """Whether the list of the round goes on in another INVITED entry, which must come next (SPEC §9.4)."""
        return bool(self._cut)

    def is_complete(self) -> bool:
        """No vacancies, and nobody is to be asked again."""
        return not self.again and not any(self.vacancies())

    def invitation(self, seat: Seat) -> str:
        """Leaf hash of the INVITED entry that opened a row's open invitation."""
        self.check_open(seat)
        return self.open_seats[seat]

    def answered_invitation(self, seat: Seat) -> str:
        """Leaf hash of the INVITED entry that a row's latest reply answered."""
        return self._note_of(seat).invited

    def latest_reply(self, seat: Seat) -> str:
        """Leaf hash of a row's latest REPLIED, EXPIRED or CORRECTED."""
        return self._note_of(seat).leaf

    def correction_effect(self, seat: Seat) -> str:
        """Whether a correction of this row still moves the walk (SPEC §9.6)."""
        in_time = self._note_of(seat).round == self.round and seat not in self._withdrawn
        return "walk" if in_time else "counters"

    def _note_of(self, seat: Seat) -> _Noted:
        self.check_exists(seat)
        if seat not in self._noted:
            raise ReplyError("not_answered", group=seat[0], row=seat[1])
        return self._noted[seat]

    # What must follow (SPEC §9.4).

    def next_invitations(self, randomness: str = "") -> list[Seat]:
        """Rows the next round invites: in each group those to be asked again, then the first in order."""
        coming = [*self.again, *self.first_in_order(randomness)]
        return sorted(coming, key=lambda seat: seat[0])  # keeps the order within a group

    def needs_round(self) -> bool:
        """Whether a CLOSED now pins a beacon round (SPEC §9.7)."""
        return self.is_fresh and bool(self.first_in_order())

    def invitation_bodies(self, deadline: str, beacon: Sequence[Body] = ()) -> list[Body]:
        """Bodies of the INVITED entries of the next round, or of what is left of a cut list.

        Empty when nobody is left to invite.

        Args:
            deadline: time text.
            beacon: the round that the CLOSED before has pinned, with its signature.
        """
        number, seats = self._coming(beacon)
        starts = range(0, len(seats), MAX_ROWS_PER_ENTRY)
        return [
            {
                "beacon": list(beacon) if start == 0 else [],
                "deadline": deadline,
                "invitations": _by_group(seats[start : start + MAX_ROWS_PER_ENTRY]),
                "round": number,
            }
            for start in starts
        ]

    def _coming(self, beacon: Sequence[Body]) -> tuple[int, list[Seat]]:
        """The round that goes out, and whom it still has to invite: in each group those asked again come first."""
        if self._cut:
            return self.round, self._cut
        randomness = ""
        if beacon and self.round > 0:
            randomness = beacon_randomness(bytes.fromhex(beacon[0]["signature"]))
        return self.round + 1, self.next_invitations(randomness)

    def outcome_body(self) -> tuple[str, Body]:
        """COMPLETED or SHORTAGE with its body, for when nobody is open and nobody can be invited."""
        accepted = self.accepted_counts()
        if self.is_complete():
            return "COMPLETED", {"accepted": accepted}
        return "SHORTAGE", {"accepted": accepted, "missing": self.vacancies()}

    # Rounds.

    def take_invited(self, body: Body, leaf: str) -> None:
        """A round, or the next part of a cut list, goes out."""
        if self._in_round and not self._cut:
            raise StateError("round_open", open=len(self.open_seats))
        number, seats = self._coming(body["beacon"])
        if body["round"] != number:
            raise StateError("round", expected=number, got=body["round"])
        part = seats[:MAX_ROWS_PER_ENTRY]
        if not part or body["invitations"] != _by_group(part):
            raise StateError("not_next", round=number)
        self._cut = seats[MAX_ROWS_PER_ENTRY:]
        self._in_round = True
        self.round = number
        for seat in part:
            self.invite(seat, leaf, replaces=number > 1)

    def take_closed(self, body: Body) -> None:
        """A round closes, or the walk goes on after a change (SPEC §9.6)."""
        if self._cut or self.open_seats:
            raise StateError("round_open", open=len(self.open_seats))
        if body["round"] != self.round:
            raise StateError("round", expected=self.round, got=body["round"])
        if bool(body["next"]) != self.needs_round():
            raise StateError("beacon_pinned", round=self.round)
        self._in_round = False

    def take_outcome(self, kind: str, body: Body) -> None:
        """COMPLETED or SHORTAGE."""
        if self.next_invitations():
            raise StateError("outcome", expected="INVITED", got=kind)
        if (kind, body) != self.outcome_body():
            raise StateError("outcome", expected=self.outcome_body()[0], got=kind)

    # Replies.

    def take_reply(self, body: Body, leaf: str) -> None:
        """REPLIED or EXPIRED: an open row becomes accepted or out."""
        seat = (body["group"], body["row"])
        answer = body.get("answer", "expired")
        if answer != "expired":
            check_reason(answer, body["reason"])
        self.check_open(seat)
        invited = self.settle(seat, accept=answer == "accept")
        self._noted[seat] = _Noted(leaf, invited, self.round)

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
            # Its seat is still there: it was counted when the round went out, and none has since.
            self.resettle(seat, accept=body["answer"] == "accept")
        self._noted[seat] = replace(noted, leaf=leaf)

    # Changes after the fact (SPEC §9.6).

    def take_withdrawn(self, body: Body) -> None:
        """An accepted expert cannot come."""
        seat = (body["group"], body["row"])
        check_reason("decline", body["reason"])
        self.check_accepted(seat)
        self.resettle(seat, accept=False)
        self._withdrawn.add(seat)

    def take_seats_added(self, body: Body) -> None:
        """A group gets more seats."""
        self.add_seats(body["group"], body["seats"])

    def take_rescheduled(self) -> None:
        """Every accepted expert is to be asked again."""
        self.reopen_all()


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
