"""What the attempts of a log have come to, as it is read: ends, invitations, dates, SPEC §13.4.

The entries are in order already, and what they must be like is in steps/history.py.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from .chains import Logged
from .deadline import DAY, MINUTE, day_of, seconds_of
from .grammar import START, next_phase
from .merkle import Growing
from .strict import leaf_hash
from .turns import Turn
from .walk import ACCEPTED, ASKED, OPEN, OUT

Spot = tuple[int, int]  # group, row
END_PHASES = ("completed", "decided", "released", "voided")
ENDS = ("COMPLETED", "DECIDED", "VOID")
END_CODES = ("class", "kind", "reason")
HELD = ("HELD", "NOT_HELD")


class End(NamedTuple):
    """The latest COMPLETED, DECIDED or VOID of an attempt.

    Attributes:
        place: its index in the log.
        codes: what it says of class, kind and reason.
    """

    place: int
    leaf: str
    type: str
    time: str
    codes: dict[str, str]


class Attempt:
    """One attempt; of its entries only what later draws rest on is kept.

    Attributes:
        requested: the index of its REQUEST, requested_at its time.
        in_force: the leaf hash of the PROFILE it should cite.
        rosters: how many ROSTERs the pool had when it was requested.
        date: of the activity. held: HELD or NOT_HELD, "" before.
        mode: random or serial, "" before the FREEZE.
        freeze: the body of the FREEZE, while it is judged.
        turns: the turn with which each group was frozen, in serial mode.
        spots: what became of each invited row: open, accepted, out, or asked (again).
        last: the index of its last entry.
    """

    __slots__ = (
        *("date", "draw", "end", "freeze", "held", "last", "matter", "mode", "number"),
        *("phase", "pool", "profile", "requested", "requested_at", "rosters", "specialties"),
        *("in_force", "spots", "turns"),
    )

    def __init__(self, request: Logged) -> None:
        body = request.body
        self.pool, self.draw, self.number = request.pool, request.draw, request.attempt
        self.requested, self.requested_at = request.index, request.time
        self.matter: str = body["matter"]
        self.profile: str = body["profile"]
        self.in_force, self.rosters = "", 0
        self.specialties = [group["specialty"] for group in body["groups"]]
        self.date: str = body["activity"]["date"]
        self.phase, self.held, self.mode, self.last = START, "", "", request.index
        self.freeze: dict[str, Any] = {}
        self.turns: list[Turn] = []
        self.end: End | None = None
        self.spots: dict[Spot, str] = {}

    @property
    def name(self) -> str:
        """How a report calls it."""
        return f"{self.draw}/{self.number}"

    def counts(self) -> bool:
        """Tells whether it counts for turns and byes, SPEC §13.4."""
        return self.end is not None and self.end.type != "VOID"

    def accepted(self) -> list[Spot]:
        """Returns the rows that are accepted."""
        return [spot for spot, state in self.spots.items() if state == ACCEPTED]

    def invited(self, group: int) -> list[int]:
        """Returns the rows of a group that were invited."""
        return [row for number, row in self.spots if number == group]

    def take(self, entry: Logged) -> None:
        """Moves on by an entry."""
        self.phase, self.last = next_phase(self.phase, entry.type), entry.index
        if entry.type == "FREEZE":
            self.freeze, self.mode = entry.body, entry.body["mode"]
        elif entry.type in ENDS:
            codes = {name: entry.body[name] for name in END_CODES if name in entry.body}
            self.end = End(entry.index, entry.leaf, entry.type, entry.time, codes)
        elif entry.type in HELD:
            self.held = entry.type
        elif entry.type == "INVITED":
            for item in entry.body["invitations"]:
                self.spots.update(((item["group"], row), OPEN) for row in item["rows"])
        elif entry.type == "RESCHEDULED":
            self.date = entry.body["date"]
            self.spots.update((spot, ASKED) for spot in self.accepted())
        elif entry.type in {"REPLIED", "EXPIRED", "WITHDRAWN", "CORRECTED"}:
            self._answered(entry.body)

    def judged(self) -> None:
        """Lets go of the FREEZE, which has been judged."""
        self.turns = [Turn(group["cursor"], group["carried"]) for group in self.freeze["groups"]]
        self.freeze = {}

    def _answered(self, body: dict[str, Any]) -> None:
        if body.get("effect") != "counters":
            state = ACCEPTED if body.get("answer") == "accept" else OUT
            self.spots[body["group"], body["row"]] = state


class Pool:
    """The attempts of one pool, and what further draws of it rest on."""

    def __init__(self) -> None:
        self.opening: Logged | None = None
        # Leaf hashes of the latest CALENDAR and ROSTER, and how many ROSTERs there are.
        self.adopted: dict[str, str] = {}
        self.rosters = 0
        self._profiles: list[tuple[str, int, int]] = []
        self.attempts: dict[tuple[str, int], Attempt] = {}
        self._ends = Growing()
        self._by_date: dict[str, dict[Attempt, None]] = {}
        self._serial: dict[str, list[Attempt]] = {}

    def adopt(self, entry: Logged) -> None:
        """Notes an entry of the pool's own chain."""
        if entry.type == "PROFILE":
            profile = entry.body["profile"]
            offset = profile["windows"]["utc_offset_minutes"] * MINUTE
            self._profiles.append((entry.leaf, day_of(profile["valid_from"]), offset))
        elif entry.type == "OPENING":
            self.opening = entry
        self.adopted[entry.type] = entry.leaf
        self.rosters += entry.type == "ROSTER"

    def in_force(self, time: str) -> str:
        """Returns the leaf hash of the latest PROFILE that is valid already, "" where none is."""
        now = seconds_of(time)
        valid = (
            leaf for leaf, day, offset in reversed(self._profiles) if day <= (now + offset) // DAY
        )
        return next(valid, "")

    def take(self, entry: Logged) -> Attempt:
        """Moves the attempt of an entry on and returns it."""
        key = (entry.draw, entry.attempt)
        attempt = self.attempts.get(key)
        if attempt is None:
            attempt = self.attempts[key] = Attempt(entry)
            attempt.in_force, attempt.rosters = self.in_force(entry.time), self.rosters
        before = attempt.date
        attempt.take(entry)
        self._by_date.get(before, {}).pop(attempt, None)
        self._by_date.setdefault(attempt.date, {})[attempt] = None
        if entry.type == "FREEZE" and attempt.mode == "serial":
            for specialty in attempt.specialties:
                self._serial.setdefault(specialty, []).append(attempt)
        if attempt.mode and entry.type in ENDS:
            self._ends.append(leaf_hash(bytes.fromhex(entry.leaf)))
        return attempt

    def history(self) -> dict[str, Any]:
        """Returns what a FREEZE that stood here would have to name, SPEC §5.3."""
        opening = [self.opening.leaf] if self.opening else []
        return {"opening": opening, "root": self._ends.root().hex(), "size": self._ends.size}

    def counting(self) -> list[Attempt]:
        """Returns the attempts that count, in the order of their ends."""
        found = [attempt for attempt in self.attempts.values() if attempt.counts()]
        return sorted(found, key=lambda attempt: attempt.end.place if attempt.end else 0)

    def last_turn(self, specialty: str) -> Attempt | None:
        """Returns the counting attempt requested last with a serial group of a specialty."""
        found = (attempt for attempt in self._serial.get(specialty, ()) if attempt.counts())
        return max(found, key=lambda attempt: attempt.requested, default=None)

    def open_turns(self, attempt: Attempt) -> list[Attempt]:
        """Returns other attempts with a serial group of a specialty of this one, not ended."""
        found = [other for name in attempt.specialties for other in self._serial.get(name, ())]
        open_ = [other for other in found if other.phase not in END_PHASES and other is not attempt]
        return list(dict.fromkeys(open_))

    def on_day_of(self, attempt: Attempt) -> Iterator[Attempt]:
        """Yields the other attempts with the same activity date that are not voided."""
        for other in self._by_date[attempt.date]:
            if other is not attempt and other.phase != "voided":
                yield other
