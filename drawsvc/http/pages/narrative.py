"""What pages tell of an attempt, in plain words and numbers; everything is read from its entries.

Refusals are told without their reasons, and nobody's name but those that were published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import Any

from drawsvc.domain import grammar
from drawsvc.domain.entries import Entry, is_demonstration
from drawsvc.domain.errors import MissingError
from drawsvc.domain.overview import OPEN, Funnel, WalkRow, funnels, walk_rows
from drawsvc.domain.seating import Seat
from drawsvc.domain.times import format_time
from drawsvc.http.pages.addresses import Address, address_of, path_of
from drawsvc.http.pages.page import Visit
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_draw import Reading, read_draw
from drawsvc.usecases.release_draw import released_bytes
from drawsvc.usecases.standing import activity_date
from drawsvc.usecases.vouching import Vouch, waiting_in
from drawsvc.views import draw_view
from drawsvc.words import CHINA_OFFSET_MINUTES

CHANGES = ("SEATS_ADDED", "RESCHEDULED", "CORRECTED", "WITHDRAWN", "CLOCK_CORRECTED", "VOID")
"""What may change a draw after its freeze."""

APPENDED = (
    *CHANGES,
    *("DECIDED", "REVEALED", "WITNESSED", "RELEASED", "HELD", "NOT_HELD", "OBJECTION", "ERASED"),
)
"""What a page adds below the walk; it never takes the place of what was there before."""

SLIP_GROUP = 8
GROUPS_PER_LINE = 4


def status_of_phase(phase: str) -> str:
    """`done`, `void` or `open`: what a list says of an attempt."""
    if phase == "voided":
        return "void"
    return "done" if phase in grammar.FINISHED else "open"


@dataclass(frozen=True)
class Bar:
    """One step of a funnel. `kind` is `roster`, `excluded` or `eligible`; `percent` of the roster."""

    name: str
    people: int
    percent: int
    kind: str


@dataclass(frozen=True)
class Invitation:
    """An invitation as it is drawn.

    Args:
        code: the row, as the record has it; once released, the serial number where there is one.
    """

    code: str
    specialty: str
    answer: str
    row: WalkRow


@dataclass(frozen=True)
class Narrative:
    """An attempt as pages tell it."""

    visit: Visit
    found: Reading
    view: Mapping[str, Any]
    names: Mapping[str, str]

    # Where it is.

    @property
    def path(self) -> str:
        """The path of its page."""
        return path_of(self.view["draw"], self.view["attempt"])

    @cached_property
    def address(self) -> Address | None:
        """Where the public finds it."""
        base = self.visit.wiring.public_base_url
        return address_of(base, self.view["draw"], self.view["attempt"])

    @cached_property
    def slip_address(self) -> Address | None:
        """The same with the slip behind it."""
        base, view = self.visit.wiring.public_base_url, self.view
        return address_of(base, view["draw"], view["attempt"], view["slip"])

    @property
    def slip_lines(self) -> list[list[str]]:
        """The slip in groups of digits, a few on a line."""
        slip = self.view["slip"]
        groups = [slip[n : n + SLIP_GROUP] for n in range(0, len(slip), SLIP_GROUP)]
        return [groups[n : n + GROUPS_PER_LINE] for n in range(0, len(groups), GROUPS_PER_LINE)]

    # What it is.

    @property
    def is_demonstration(self) -> bool:
        """Whether its log is for showing only."""
        return is_demonstration(self.found.attempt.chain.place.origin)

    @property
    def status(self) -> str:
        """As a list says it."""
        return status_of_phase(self.view["phase"])

    @property
    def void(self) -> Mapping[str, Any] | None:
        """The body of its VOID."""
        entry = self.last("VOID")
        return entry.body if entry else None

    @property
    def date(self) -> str:
        """The day of the activity, as it was last set."""
        return activity_date(self.found.attempt)

    @property
    def ended(self) -> str:
        """When it ended; "" while it goes on."""
        return self.time(*grammar.ENDS)

    def time(self, *kinds: str) -> str:
        """When the latest entry of these types was written, as the pool's clocks show it; "" without one."""
        entry = self.last(*kinds)
        return self.clock(format_time(entry.time)) if entry else ""

    def clock(self, time: str) -> str:
        """A time as the pool's clocks show it."""
        freeze = self.last("FREEZE")
        windows = freeze.body["windows"] if freeze else {}
        return self.visit.words.time(time, windows.get("utc_offset_minutes", CHINA_OFFSET_MINUTES))

    def specialty(self, group: int) -> str:
        """The specialty of a group by code and name."""
        code = str(self._requested[group]["specialty"])
        return self.names.get(code, code)

    @property
    def seats(self) -> int:
        """Of all groups."""
        return sum(group["seats"] for group in self._requested)

    # What came of it.

    @property
    def witnesses(self) -> str:
        """How many of which role have joined."""
        words = self.visit.words
        counts = Counter(join["role"] for join in self.view["joins"])
        said = (
            words("narrative.count", answer=words.name("roles", role), count=count)
            for role, count in sorted(counts.items())
        )
        return words("list.separator").join(said)

    @cached_property
    def funnels(self) -> Sequence[Funnel]:
        """How the candidates came down to the eligible, by group."""
        return funnels(self.found.attempt)

    def bars(self, group: int) -> Iterator[Bar]:
        """The steps of a group's funnel."""
        words, funnel = self.visit.words, self.funnels[group]
        size = self.found.roster_size

        def bar(name: str, people: int, kind: str) -> Bar:
            return Bar(name, people, people * 100 // max(1, size), kind)

        yield bar(words("funnel.roster"), size, "roster")
        yield bar(words("funnel.listed"), funnel.listed, "roster")
        for reason, people in funnel.excluded.items():
            name = words("funnel.excluded", reason=words.name("reasons", reason))
            yield bar(name, people, "excluded")
        yield bar(words("funnel.eligible"), funnel.eligible, "eligible")

    @property
    def since_request(self) -> Mapping[str, int]:
        """What was changed in the roster between request and freeze; {} if nothing was."""
        freeze = self.last("FREEZE")
        changed = freeze.body["since_request"] if freeze else {}
        return changed if any(changed.values()) else {}

    @property
    def changes(self) -> list[tuple[str, str]]:
        """Time and type of everything that has changed the draw after its freeze."""
        return self._told(CHANGES)

    @property
    def appended(self) -> list[tuple[str, str]]:
        """Time and type of everything that came after, or beside, the walk."""
        return self._told(APPENDED)

    def _told(self, kinds: Sequence[str]) -> list[tuple[str, str]]:
        return [
            (self.clock(format_time(entry.time)), self.visit.words.name("types", entry.type))
            for entry in self.found.attempt.chain.entries
            if entry.type in kinds
        ]

    @property
    def rounds(self) -> list[tuple[int, str, list[Invitation]]]:
        """The walk: number, deadline and invitations of each round."""
        rounds = groupby(self.walk, key=lambda row: row.round)
        listed = ((number, [self.invitation(row) for row in rows]) for number, rows in rounds)
        return [(number, self.clock(of[0].row.deadline), of) for number, of in listed]

    @property
    def accepted(self) -> list[Invitation]:
        """Who has a seat, in the order of invitation."""
        return [self.invitation(row) for row in self.walk if row.answer == "accept"]

    def invitation(self, row: WalkRow) -> Invitation:
        """An invitation as it is drawn."""
        answer = self.visit.words.name("answers", row.answer)
        return Invitation(self.code(row.group, row.row), self.specialty(row.group), answer, row)

    def published(self, invitation: Invitation) -> str:
        """What was published of somebody who has a seat."""
        seat = (invitation.row.group, invitation.row.row)
        texts = {(of["group"], of["row"]): of["text"] for of in self.view["panel"]}
        if seat not in texts:
            return self.visit.words("page_sheet.not_released")
        return texts[seat] or self.visit.words("page_record.only_code")

    @property
    def calls(self) -> list[Invitation]:
        """The open invitations."""
        return [self.invitation(row) for row in self.walk if row.answer == OPEN]

    def invited(self, seat: Seat) -> Invitation:
        """The latest invitation of a row that was invited."""
        return next(self.invitation(row) for row in self.walk[::-1] if (row.group, row.row) == seat)

    @property
    def open_leaves(self) -> frozenset[str]:
        """Leaf hashes of the INVITED entries that opened the open invitations."""
        return frozenset(self.found.attempt.walking().open_seats.values())

    @property
    def objections(self) -> Sequence[Entry]:
        """What was objected to it: when that came, and until when it is answered."""
        entries = self.found.attempt.chain.entries
        return [entry for entry in entries if entry.type == "OBJECTION"]

    @property
    def waiting(self) -> Sequence[Vouch]:
        """What a supervisor is to vouch for now."""
        opened = self.found.attempt.walking().open_seats if self.calls else {}
        return waiting_in(self.found.vouches, opened)

    @property
    def vouched(self) -> Sequence[Vouch]:
        """What supervisors have vouched for."""
        return [of for of in self.found.vouches if not of.waits]

    @property
    def vouching(self) -> bool:
        """Whether a supervisor has to vouch for what is done at the call desk."""
        place = self.found.attempt.chain.place
        return self.visit.wiring.office.settings_of(place.pool).vouching

    def code(self, group: int, row: int) -> str:
        """What a row is called: its index, as the record has it; once released, the serial number if there is one.

        Serial numbers stand on published rosters: before the release they would be as good as names.
        """
        serial = self.found.attempt.groups[group][0][row].serial
        return serial if serial and self.view["phase"] == "released" else str(row)

    @property
    def due(self) -> str:
        """Until when the draw waits; "" if it does not wait for a time."""
        return format_time(self._due_at) if self._due_at else ""

    @property
    def minutes_left(self) -> int:
        """Whole minutes until then, at least begun; 0 if it has passed."""
        if self._due_at is None:
            return 0
        left = self._due_at - self.visit.wiring.office.clock()
        return max(0, -(-int(left.total_seconds()) // 60))

    @cached_property
    def _due_at(self) -> datetime | None:
        attempt = self.found.attempt
        return attempt.deadline if attempt.phase == "inviting" else attempt.due_at

    @cached_property
    def walk(self) -> Sequence[WalkRow]:
        """Every invitation in the order they went out."""
        return walk_rows(self.found.attempt.chain.entries)

    @property
    def _requested(self) -> Sequence[Mapping[str, Any]]:
        groups: Sequence[Mapping[str, Any]] = self.found.attempt.entry("REQUEST").body["groups"]
        return groups

    def last(self, *kinds: str) -> Entry | None:
        """The latest entry of these types, None without one."""
        return self.found.attempt.chain.last_of(*kinds)


async def narrative_of(visit: Visit, draw: str, attempt: int = 0) -> Narrative:
    """The narrative of an attempt (0: the latest).

    Raises:
        MissingError: there is no such draw or attempt.
    """

    def read(office: Office) -> Narrative:
        found = read_draw(office, draw, attempt)
        view = draw_view(found, released_bytes(office, found))
        return Narrative(visit, found, view, specialty_names(visit, found.attempt.chain.place.pool))

    return await visit.read(read)


async def own_narrative(visit: Visit, draw: str) -> Narrative:
    """The narrative of a draw's latest attempt, if it is one of the caller's pools.

    Raises:
        MissingError: there is no such draw.
        AccessError: `pool_not_allowed`.
    """
    narrative = await narrative_of(visit, draw)
    visit.caller.check_pool(narrative.view["pool"])
    return narrative


def specialty_names(visit: Visit, pool: str) -> dict[str, str]:
    """Specialties by code and name; {} where their file is gone, which no reader of a page can help."""
    try:
        specialties = visit.wiring.taxonomy(pool).specialties
    except MissingError:
        return {}
    return {specialty.code: visit.words.specialty(specialty) for specialty in specialties}
