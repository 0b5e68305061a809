"""What pages tell of an attempt, in plain words and numbers; everything is read from its entries.

Refusals are told without their reasons, and nobody's name but those that were published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import MissingError
from drawsvc.domain.overview import Funnel, funnels
from drawsvc.domain.times import format_time
from drawsvc.http.pages.invitations import Invitations
from drawsvc.http.pages.page import Visit
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_draw import read_draw
from drawsvc.usecases.release_draw import released_bytes
from drawsvc.views import draw_view

CHANGES = ("SEATS_ADDED", "RESCHEDULED", "CORRECTED", "WITHDRAWN", "CLOCK_CORRECTED", "VOID")
"""What may change a draw after its freeze."""

APPENDED = (
    *CHANGES,
    *("DECIDED", "REVEALED", "WITNESSED", "RELEASED", "HELD", "NOT_HELD", "OBJECTION", "ERASED"),
)
"""What a page adds below the walk; it never takes the place of what was there before."""


@dataclass(frozen=True)
class Bar:
    """One step of a funnel. `kind` is `roster`, `excluded` or `eligible`; `percent` of the roster."""

    name: str
    people: int
    percent: int
    kind: str


@dataclass(frozen=True)
class Narrative(Invitations):
    """An attempt as pages tell it."""

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
    def objections(self) -> Sequence[Entry]:
        """What was objected to it: when that came, and until when it is answered."""
        entries = self.found.attempt.chain.entries
        return [entry for entry in entries if entry.type == "OBJECTION"]

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
