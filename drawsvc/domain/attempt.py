"""One attempt of a draw: its entries, replayed, and what may or must come next (SPEC §5.3 to §9).

`take` is the only way an entry gets into the state, whether it comes from the store or was just made, so what was
written always replays. `advance` makes the entries that follow by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from drawsvc.domain import grammar
from drawsvc.domain.candidates import GroupRows
from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.errors import CalendarError
from drawsvc.domain.seating import Seat
from drawsvc.domain.state import SETTLED, Rules, State
from drawsvc.domain.taking import TAKING

EXPIRED_BY_ITSELF: Body = {"kind": "handler", "statements": []}
REOPENING = ("WITHDRAWN", "SEATS_ADDED", "RESCHEDULED", "CORRECTED")  # SPEC §9.6


@dataclass(frozen=True)
class Silence:
    """What is known of invited experts who have not answered.

    Args:
        signed: bodies of EXPIRED that witnesses have signed before the deadline, by row.
        unreached: rows whose silence is not noted by itself, since nothing proves that they were asked: only people can
            go on with them.
    """

    signed: Mapping[Seat, Body] = field(default_factory=dict)
    unreached: Collection[Seat] = ()


class Attempt(State):
    """One attempt, to be gone on with.

    `silence` looks up what no entry says; it is asked only once a deadline has passed.
    """

    silence: Callable[[], Silence] = Silence

    @classmethod
    def replay(
        cls, place: Place, rules: Rules, groups: Sequence[GroupRows], entries: Iterable[Entry]
    ) -> Attempt:
        """The state after these entries.

        Raises:
            DrawError: the entries do not replay; the store has been changed from outside.
        """
        attempt = cls(place, rules, groups)
        for entry in entries:
            attempt.take(entry)
        return attempt

    # Taking entries into the state.

    def take(self, entry: Entry) -> None:
        """Check an entry against the state and move to the state after it."""
        self.chain.check_next(entry)
        phase = grammar.next_phase(self.phase, entry.type, draw=self.chain.place.draw)
        self._check_follows(entry.type)
        taking = TAKING.get(entry.type)
        if taking is not None:
            taking(self, entry)
        self.must_close = self._closes_next(entry)
        self.phase = phase
        self.chain.append(entry)

    def _check_follows(self, kind: str) -> None:
        expected = self.must_follow
        between = expected == "CLOSED" and kind == grammar.CLOCK_CORRECTED
        if expected and kind != expected and not between:
            raise self.not_now("phase", expected=expected, got=kind)

    def _closes_next(self, entry: Entry) -> bool:
        """Whether CLOSED must follow at once (SPEC §9.6)."""
        if entry.type == grammar.CLOCK_CORRECTED:
            return self.must_close
        settled = self.phase in SETTLED
        return settled and entry.type in REOPENING and entry.body.get("effect") != "counters"

    # Writing.

    def write(self, kind: str, body: Body, time: datetime) -> Entry:
        """Make the next entry and take it.

        Raises:
            DrawError: the rules do not allow it; the state is unusable afterwards and must be replayed.
        """
        entry = self.chain.next(kind, body, time)
        self.take(entry)
        return entry

    def advance(self, now: datetime, signature: str = "") -> list[Entry]:
        """Write everything that must follow by now, until only people, time or a beacon can go on.

        What is written stays, even if the calendar lacks a year that the next round needs.

        Args:
            now: the time.
            signature: of the round that is pinned, hex; "" while it is not there.

        Raises:
            CalendarError: it lacks one, and there is nothing else to write.
        """
        written: list[Entry] = []
        while True:
            try:
                steps = self._due(now, signature)
            except CalendarError:
                if written:
                    return written
                raise
            if not steps:
                return written
            written += [self.write(kind, body, now) for kind, body in steps]
            signature = ""

    def _due(self, now: datetime, signature: str) -> list[tuple[str, Body]]:
        """Type and body of what must follow by now (SPEC §9.4, §9.5, §9.6)."""
        due_at = self.due_at
        if due_at is None or now < due_at or self.phase == "sealed":
            return []
        if self.phase in ("seeded", "closed") or self.walking().is_cut:
            return self._next_round(now, signature)
        opened = self.walking().open_seats
        if not opened:
            return [("CLOSED", self._closed_body(now))]
        known = self.silence()
        silent = [seat for seat in opened if seat in known.signed or seat not in known.unreached]
        # What a witness has signed about it, or what the service notes by itself.
        return [("EXPIRED", known.signed.get(seat) or expired_body(seat)) for seat in silent]

    def _closed_body(self, now: datetime) -> Body:
        walk = self.walking()
        pinned = [self.later_beacons.pin(self.fresh_from(now))] if walk.needs_round() else []
        return {"next": [pin.to_body() for pin in pinned], "round": walk.round}

    def _next_round(self, now: datetime, signature: str) -> list[tuple[str, Body]]:
        """The INVITED entries that go out, or the outcome, which needs no deadline and hence no calendar."""
        walk, pinned = self.walking(), self.pinned
        if not walk.is_cut and not walk.next_invitations():
            return [walk.outcome_body()]
        if pinned and not signature:
            return []
        beacon = [{"round": pinned.round, "signature": signature}] if pinned else []
        bodies = walk.invitation_bodies(self.round_deadline(now), beacon)
        return [("INVITED", body) for body in bodies]


def expired_body(seat: Seat, tries: int = 0) -> Body:
    """EXPIRED for one row, noted by the service when the deadline has passed."""
    return {"attestation": EXPIRED_BY_ITSELF, "group": seat[0], "row": seat[1], "tries": tries}
