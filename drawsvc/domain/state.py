"""The state of one attempt of a draw, as its entries have made it (SPEC §5.3 to §9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from drawsvc.domain import grammar, sealing
from drawsvc.domain.beacons import FRESH_LEAD, Beacons, Pin
from drawsvc.domain.calendar import Calendar
from drawsvc.domain.candidates import GroupRows
from drawsvc.domain.deadlines import deadline
from drawsvc.domain.entries import Chain, Entry, Place
from drawsvc.domain.errors import PhaseError
from drawsvc.domain.regulation import Profile
from drawsvc.domain.times import format_time, parse_time
from drawsvc.domain.walk import Walk

SETTLED = ("completed", "short", "released")  # SPEC §9.6: the phases a change reopens
AFTER = timedelta(seconds=1)  # SPEC §9.5: the deadline itself is in time


@dataclass(frozen=True)
class Rules:
    """What the attempt runs under.

    Args:
        profile: it was requested with.
        calendar: it was frozen with.
        ends: of the earlier attempts of the draw, in order (SPEC §5.3).
        beacons: the acceptable chains.
        channels: by which invited experts are told of it.
    """

    profile: Profile
    calendar: Calendar
    ends: Sequence[Entry] = ()
    beacons: Beacons = field(default_factory=Beacons)
    channels: tuple[str, ...] = ()


class State:
    """The state of one attempt.

    Args:
        place: where its chain is; `draw` and `attempt` are set.
        rules: see Rules.
        groups: candidate rows, once there is a FREEZE.

    `chain_pinned` is the beacon chain (hash) whose rounds every CLOSED names: that of the SEAL, else of the first one.
    """

    def __init__(self, place: Place, rules: Rules, groups: Sequence[GroupRows] = ()) -> None:
        self.chain = Chain(place)
        self.rules = rules
        self.groups = groups
        self.phase = grammar.START
        self.joins: list[sealing.Join] = []
        self.walk: Walk | None = None
        self.must_close = False
        self.chain_pinned = ""

    def entry(self, *kinds: str) -> Entry:
        """The latest entry of types of which the phase promises one."""
        found = self.chain.last_of(*kinds)
        if found is None:
            raise self.not_now("not_yet", expected=", ".join(kinds))
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
            raise self.not_now("phase", expected=phase, got=asked)

    def not_now(self, code: str, **facts: str) -> PhaseError:
        """The refusal of what the phase does not allow."""
        return PhaseError(code, draw=self.chain.place.draw, phase=self.phase or "start", **facts)

    def walking(self) -> Walk:
        """The walk.

        Raises:
            PhaseError: it has not begun.
        """
        if self.walk is None:
            raise self.not_now("not_yet", expected="SEEDED")
        return self.walk

    @property
    def deadline(self) -> datetime:
        """When the open round ends."""
        return parse_time(str(self.entry("INVITED").body["deadline"]))

    def round_deadline(self, time: datetime) -> str:
        """Deadline of an INVITED entry written now (SPEC §9.4, §10): parts of a cut list share the first one's."""
        cut = self.walk is not None and self.walk.is_cut
        return format_time(self.deadline) if cut else self.deadline_from(time)

    def deadline_from(self, time: datetime) -> str:
        """Deadline of a round that goes out now.

        Raises:
            CalendarError: the calendar lacks a year it reaches.
        """
        return format_time(deadline(time, self.rules.profile.windows, calendar=self.rules.calendar))

    @property
    def must_follow(self) -> str:
        """The only type that may come next whatever the phase allows (SPEC §9.4, §9.6); "" for any."""
        if self.walk is not None and self.walk.is_cut:
            return "INVITED"
        return "CLOSED" if self.must_close else ""

    @property
    def pinned(self) -> Pin | None:
        """The beacon round without which nothing goes on."""
        if self.phase == "sealed":
            source = self.entry("SEAL").body["source"]
            return sealing.pin_of(source) if source["kind"] == "beacon" else None
        if self.phase == "closed":
            for pinned in self.entry("CLOSED").body["next"]:
                return Pin(pinned["chain"], pinned["round"])
        return None

    def fresh_from(self, closed: datetime) -> datetime:
        """From when on the round that a CLOSED of this time names is published (SPEC §9.7).

        A clock put back before it makes no round that is known already come later.
        """
        return self.chain.latest_time(closed) + FRESH_LEAD

    def need_pinned(self) -> Pin:
        """The same, where one is handed in.

        Raises:
            PhaseError: `no_round_pinned`, none is waited for.
        """
        if self.pinned is None:
            raise PhaseError("no_round_pinned", phase=self.phase)
        return self.pinned

    @property
    def later_beacons(self) -> Beacons:
        """Those whose rounds a CLOSED may name (SPEC §9.7)."""
        return self.rules.beacons.only(self.chain_pinned)

    @property
    def due_at(self) -> datetime | None:
        """From when on there is something to do without people: entries to write, or a pinned round to fetch."""
        pinned, last = self.pinned, self.chain.entries[-1].time
        if pinned is not None:
            return max(self.rules.beacons.time_of(pinned), last)
        if self.must_follow or self.phase == "closed":
            return last
        if self.phase == "seeded":
            return parse_time(str(self.entry("SEAL").body["first_invite_at"]))
        if self.phase == "inviting":
            return self.deadline + AFTER if self.walking().open_seats else last
        return None

    def void_class(self) -> str:
        """Whether a VOID now is harmless: nobody can know the result yet (SPEC §13 step 47)."""
        serial = self.rules.profile.mode == "serial"
        known = "FREEZE" if serial else "SEAL"
        return "discarded" if self.chain.last_of(known) else "harmless"
