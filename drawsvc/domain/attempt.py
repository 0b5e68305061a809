"""One attempt of a draw: its entries, replayed, and what may or must come next (SPEC §5.3 to §9).

`take` is the only way an entry gets into the state, whether it comes from the store or was just made, so what was
written always replays. `advance` makes the entries that follow by themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from drawsvc.domain import grammar, sealing, witnesses
from drawsvc.domain.calendar import Calendar
from drawsvc.domain.deadlines import deadline
from drawsvc.domain.entries import Body, Chain, Entry, Place
from drawsvc.domain.errors import (
    CalendarError,
    InputError,
    PhaseError,
    ReplyError,
    StateError,
    StatementError,
)
from drawsvc.domain.freeze import GroupRows, check_freeze
from drawsvc.domain.regulation import Profile
from drawsvc.domain.request import check_request
from drawsvc.domain.times import format_time, parse_time
from drawsvc.domain.walk import Walk, WalkGroup

EXPIRED_BY_ITSELF: Body = {"kind": "handler", "statements": []}
REOPENING = ("WITHDRAWN", "SEATS_ADDED", "RESCHEDULED", "CORRECTED")  # SPEC §9.6
SETTLED = ("completed", "short", "released")  # SPEC §9.6: the phases a change reopens
OUTCOMES = ("COMPLETED", "SHORTAGE", "VOID")
AFTER = timedelta(seconds=1)  # SPEC §9.5: the deadline itself is in time


@dataclass(frozen=True)
class Rules:
    """What the attempt runs under: the profile it was requested with and the calendar it was frozen with."""

    profile: Profile
    calendar: Calendar


class Attempt:
    """The state of one attempt.

    Args:
        place: where its chain is; `draw` and `attempt` are set.
        rules: see Rules.
        groups: candidate rows, once there is a FREEZE.
    """

    def __init__(self, place: Place, rules: Rules, groups: Sequence[GroupRows] = ()) -> None:
        self.chain = Chain(place)
        self.rules = rules
        self.groups = groups
        self.phase = grammar.START
        self.joins: list[sealing.Join] = []
        self.walk: Walk | None = None
        self._must_close = False

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

    # What the state is.

    def entry(self, *kinds: str) -> Entry:
        """The latest entry of types of which the phase promises one."""
        found = self.chain.last_of(*kinds)
        if found is None:
            raise self._not_now("not_yet", expected=", ".join(kinds))
        return found

    def check_may(self, kind: str) -> None:
        """Refuse an entry type the phase does not allow, before anything is made ready for it.

        Raises:
            PhaseError: says in which phase the draw is.
        """
        grammar.next_phase(self.phase, kind, draw=self.chain.place.draw)

    def check_phase(self, phase: str, asked: str) -> None:
        """Refuse what only this phase allows. `asked` names it, as the table `asked` of web/locales does.

        Raises:
            PhaseError: says in which phase the draw is.
        """
        if self.phase != phase:
            raise self._not_now("phase", expected=phase, got=asked)

    def _not_now(self, code: str, **facts: str) -> PhaseError:
        return PhaseError(code, draw=self.chain.place.draw, phase=self.phase or "start", **facts)

    @property
    def deadline(self) -> datetime:
        """When the open round ends."""
        return parse_time(str(self.entry("INVITED").body["deadline"]))

    @property
    def due_at(self) -> datetime | None:
        """From when on `advance` has something to write; none while only people can go on."""
        if self._must_follow or self.phase == "closed":
            return self.chain.entries[-1].time
        if self.phase == "seeded":
            return parse_time(str(self.entry("SEAL").body["first_invite_at"]))
        if self.phase == "inviting":
            open_seats = self._walk().open_seats
            return self.deadline + AFTER if open_seats else self.chain.entries[-1].time
        return None

    @property
    def _must_follow(self) -> str:
        """The only type that may come next whatever the phase allows (SPEC §9.4, §9.6); "" for any."""
        if self.walk is not None and self.walk.is_cut:
            return "INVITED"
        return "CLOSED" if self._must_close else ""

    # Writing.

    def write(self, kind: str, body: Body, time: datetime) -> Entry:
        """Make the next entry and take it.

        Raises:
            DrawError: the rules do not allow it; the state is unusable afterwards and must be replayed.
        """
        entry = self.chain.next(kind, body, time)
        self.take(entry)
        return entry

    def advance(self, now: datetime) -> list[Entry]:
        """Write everything that must follow by now, until only people or time can go on.

        What is written stays, even if the calendar lacks a year that the next round needs.

        Raises:
            CalendarError: it lacks one, and there is nothing else to write.
        """
        written: list[Entry] = []
        while True:
            try:
                steps = self._due(now)
            except CalendarError:
                if written:
                    return written
                raise
            if not steps:
                return written
            written += [self.write(kind, body, now) for kind, body in steps]

    def _due(self, now: datetime) -> list[tuple[str, Body]]:
        """Type and body of what must follow by now (SPEC §9.4, §9.5, §9.6)."""
        due_at = self.due_at
        if due_at is None or now < due_at:
            return []
        walk = self._walk()
        if self.phase in ("seeded", "closed") or walk.is_cut:
            return self._next_round(walk, now)
        expired = [("EXPIRED", expired_body(seat)) for seat in walk.open_seats]
        return expired or [("CLOSED", {"next": [], "round": walk.round})]

    def _next_round(self, walk: Walk, now: datetime) -> list[tuple[str, Body]]:
        """The INVITED entries that go out, or the outcome, which needs no deadline and hence no calendar."""
        if not walk.is_cut and not walk.next_invitations():
            return [walk.outcome_body()]
        bodies = walk.invitation_bodies(self._round_deadline(now))
        return [("INVITED", body) for body in bodies]

    def _round_deadline(self, time: datetime) -> str:
        """Deadline of an INVITED entry written now (SPEC §9.4, §10): parts of a cut list share the first one's."""
        return format_time(self.deadline) if self._walk().is_cut else self._deadline_from(time)

    def _deadline_from(self, now: datetime) -> str:
        return format_time(deadline(now, self.rules.profile.windows, calendar=self.rules.calendar))

    def _walk(self) -> Walk:
        if self.walk is None:
            raise self._not_now("not_yet", expected="SEEDED")
        return self.walk

    # Taking entries into the state.

    def take(self, entry: Entry) -> None:
        """Check an entry against the state and move to the state after it."""
        self.chain.check_next(entry)
        phase = grammar.next_phase(self.phase, entry.type, draw=self.chain.place.draw)
        self._check_follows(entry.type)
        handler = _HANDLERS.get(entry.type)
        if handler is not None:
            handler(self, entry)
        self._must_close = self._closes_next(entry)
        self.phase = phase
        self.chain.append(entry)

    def _check_follows(self, kind: str) -> None:
        expected = self._must_follow
        between = expected == "CLOSED" and kind == grammar.CLOCK_CORRECTED
        if expected and kind != expected and not between:
            raise self._not_now("phase", expected=expected, got=kind)

    def _closes_next(self, entry: Entry) -> bool:
        """Whether CLOSED must follow at once (SPEC §9.6)."""
        if entry.type == grammar.CLOCK_CORRECTED:
            return self._must_close
        settled = self.phase in SETTLED
        return settled and entry.type in REOPENING and entry.body.get("effect") != "counters"

    def _take_request(self, entry: Entry) -> None:
        check_request(entry.body, self.rules.profile, self.chain.place.attempt)

    def _take_freeze(self, entry: Entry) -> None:
        check_freeze(entry.body, self.entry("REQUEST"), self.rules.profile, self.groups)
        # SPEC §10: with a calendar that lacks the year a draw cannot be frozen.
        self._deadline_from(entry.time)

    def _take_join(self, entry: Entry) -> None:
        sealing.check_join(self.entry("FREEZE"), self.joins, entry.body)
        self.joins.append(sealing.read_join(entry))

    def _take_seal(self, entry: Entry) -> None:
        sealing.check_seal(self.entry("FREEZE"), self.joins, entry.body, entry.time)

    def _take_seeded(self, entry: Entry) -> None:
        seal = self.entry("SEAL")
        sealing.check_seeded(seal, self.joins, entry.body)
        self.walk = Walk(list(self._walk_groups(seal, entry)), self._unit_limit())

    def _unit_limit(self) -> int:
        return int(self.entry("FREEZE").body["unit_limit"])

    def _walk_groups(self, seal: Entry, seeded: Entry) -> Iterator[WalkGroup]:
        mode = self.entry("FREEZE").body["mode"]
        seed = sealing.seed_of(seal, seeded)
        requested = self.entry("REQUEST").body["groups"]
        for g, (group, (eligible, _)) in enumerate(zip(requested, self.groups, strict=True)):
            yield WalkGroup(
                group["seats"],
                sealing.order_of(mode, seed, g, len(eligible)),
                [row.person for row in eligible],
                [row.unit for row in eligible],
            )

    def _take_invited(self, entry: Entry) -> None:
        walk = self._walk()
        first = self.entry("SEAL").body["first_invite_at"]
        if walk.round == 0 and format_time(entry.time) < first:
            raise StateError("too_early", expected=first, got=format_time(entry.time))
        expected = self._round_deadline(entry.time)
        if entry.body["deadline"] != expected:
            raise StateError("deadline", expected=expected, got=entry.body["deadline"])
        walk.take_invited(entry.body, entry.leaf)

    def _take_replied(self, entry: Entry) -> None:
        if entry.time > self.deadline:
            raise ReplyError(
                "reply_late", expected=format_time(self.deadline), got=format_time(entry.time)
            )
        self._take_answer(entry, "reply")

    def _take_expired(self, entry: Entry) -> None:
        if entry.time <= self.deadline:
            raise ReplyError(
                "not_expired", expected=format_time(self.deadline), got=format_time(entry.time)
            )
        self._take_answer(entry, "expired")

    def _take_answer(self, entry: Entry, kind: str) -> None:
        walk = self._walk()
        invited = walk.invitation((entry.body["group"], entry.body["row"]))
        witnesses.check_attestation(self.joins, entry.body, kind, leaf=invited)
        walk.take_reply(entry.body, entry.leaf)

    def _take_closed(self, entry: Entry) -> None:
        if self.phase in SETTLED and not self._must_close:
            raise self._not_now("no_change")
        self._walk().take_closed(entry.body)

    def _take_outcome(self, entry: Entry) -> None:
        self._walk().take_outcome(entry.type, entry.body)

    def _take_contact(self, entry: Entry) -> None:
        self._walk().check_open((entry.body["group"], entry.body["row"]))

    def _take_withdrawn(self, entry: Entry) -> None:
        self._walk().take_withdrawn(entry.body)

    def _take_seats_added(self, entry: Entry) -> None:
        self._walk().take_seats_added(entry.body)

    def _take_rescheduled(self, _: Entry) -> None:
        self._walk().take_rescheduled()

    def _take_corrected(self, entry: Entry) -> None:
        walk = self._walk()
        invited = walk.answered_invitation((entry.body["group"], entry.body["row"]))
        witnesses.check_attestation(self.joins, entry.body, "reply", leaf=invited)
        if entry.body["attestation"]["kind"] != "countersigned":
            raise StatementError("correction_countersigned")
        walk.take_corrected(entry.body, entry.leaf)

    def _take_void(self, entry: Entry) -> None:
        expected = self.void_class()
        if entry.body["class"] != expected:
            raise InputError("void_class", expected=expected, got=entry.body["class"])
        witnesses.check_void(self.joins, entry.body, leaf=self.chain.entries[-1].leaf)

    def void_class(self) -> str:
        """Whether a VOID now is harmless: nobody can know the result yet (SPEC §13 step 47)."""
        freeze = self.chain.last_of("FREEZE")
        serial = freeze is not None and freeze.body["mode"] == "serial"
        known = self.chain.last_of("SEAL") is not None or serial
        return "discarded" if known else "harmless"

    def _take_witnessed(self, entry: Entry) -> None:
        witnesses.check_witnessed(self.joins, entry.body, leaf=self.entry(*OUTCOMES).leaf)

    def _take_revealed(self, entry: Entry) -> None:
        sealing.check_revealed(self.entry("SEAL"), self.joins, entry.body)

    def _take_erased(self, entry: Entry) -> None:
        """SPEC §13 step 50: the rows exist."""
        g, kind = entry.body["group"], entry.body["list"]
        if g >= len(self.groups):
            raise InputError("no_such_group", expected=len(self.groups), got=g)
        size = len(self.groups[g][kind == "excluded"])
        if entry.body["rows"][-1] >= size:
            raise InputError("no_such_row", group=g, expected=size, got=entry.body["rows"][-1])

    def _take_released(self, entry: Entry) -> None:
        allowed = ("codes", self.rules.profile.publication)
        if entry.body["form"] not in allowed:
            raise InputError(
                "release_form", expected=", ".join(sorted(set(allowed))), got=entry.body["form"]
            )


def expired_body(seat: tuple[int, int], tries: int = 0) -> Body:
    """EXPIRED for one row, noted by the service when the deadline has passed."""
    return {"attestation": EXPIRED_BY_ITSELF, "group": seat[0], "row": seat[1], "tries": tries}


# ruff: noqa: SLF001 - the table belongs to the class; it stands below it because it names its methods.
_HANDLERS: Mapping[str, Callable[[Attempt, Entry], None]] = {
    "REQUEST": Attempt._take_request,
    "FREEZE": Attempt._take_freeze,
    "JOIN": Attempt._take_join,
    "SEAL": Attempt._take_seal,
    "SEEDED": Attempt._take_seeded,
    "INVITED": Attempt._take_invited,
    "REPLIED": Attempt._take_replied,
    "EXPIRED": Attempt._take_expired,
    "CLOSED": Attempt._take_closed,
    "COMPLETED": Attempt._take_outcome,
    "SHORTAGE": Attempt._take_outcome,
    "CONTACT_OPENED": Attempt._take_contact,
    "WITHDRAWN": Attempt._take_withdrawn,
    "SEATS_ADDED": Attempt._take_seats_added,
    "RESCHEDULED": Attempt._take_rescheduled,
    "CORRECTED": Attempt._take_corrected,
    "VOID": Attempt._take_void,
    "WITNESSED": Attempt._take_witnessed,
    "REVEALED": Attempt._take_revealed,
    "RELEASED": Attempt._take_released,
    "ERASED": Attempt._take_erased,
}
