"""What pages tell of an attempt, in plain words and numbers; everything is read from its entries.

Refusals are told without their reasons, and nobody's name but those that were published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from drawsvc.domain.entries import Entry
from drawsvc.domain.overview import Funnel, funnels
from drawsvc.domain.times import format_time
from drawsvc.pages.edition import Edition
from drawsvc.pages.invitations import Invitations
from drawsvc.usecases.read_draw import Reading, read_draw
from drawsvc.usecases.release_draw import released_bytes
from drawsvc.views.draws import draw_view

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

    def in_edition(self, edition: Edition) -> Narrative:
        """The same in another language."""
        return replace(self, edition=edition, names=edition.specialty_names(self.view["pool"]))

    @property
    def as_of(self) -> str:
        """When the latest entry that it tells of was written."""
        return self.clock(format_time(self.found.attempt.chain.entries[-1].time))

    @property
    def witnesses(self) -> str:
        """How many of which role have joined."""
        words = self.edition.words
        counts = Counter(join["role"] for join in self.view["joins"])
        said = (
            words("narrative.count", answer=words.name("roles", role), count=count)
            for role, count in sorted(counts.items())
        )
        return words("list.separator").join(said)

    @property
    def missing_witnesses(self) -> str:
        """Which roles have still to join; "" if none."""
        words = self.edition.words
        named = (words.name("roles", role) for role in self.view["missing_roles"])
        return words("list.separator").join(named)

    @property
    def awaited(self) -> str:
        """Whose statements about the seal are missing; "" if none."""
        return self.edition.words.awaited(self.found.missing_statements)

    @property
    def source(self) -> str:
        """Where the randomness comes from; before the seal, as the freeze has it."""
        seal = self.last("SEAL")
        source = seal.body["source"] if seal else {"kind": self.view["source"]}
        return self.edition.words.source(source)

    @cached_property
    def funnels(self) -> Sequence[Funnel]:
        """How the candidates came down to the eligible, by group."""
        return funnels(self.found.attempt)

    def bars(self, group: int) -> Iterator[Bar]:
        """The steps of a group's funnel."""
        words, funnel = self.edition.words, self.funnels[group]
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
            (self.clock(format_time(entry.time)), self.edition.words.name("types", entry.type))
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
        left = self._due_at - self.edition.office.clock()
        return max(0, -(-int(left.total_seconds()) // 60))

    @cached_property
    def _due_at(self) -> datetime | None:
        attempt = self.found.attempt
        return attempt.deadline if attempt.phase == "inviting" else attempt.due_at


def read_narrative(edition: Edition, draw: str, attempt: int = 0) -> Narrative:
    """The narrative of an attempt (0: the latest).

    Raises:
        MissingError: there is no such draw or attempt.
    """
    return narrative_of(edition, read_draw(edition.office, draw, attempt))


def narrative_of(edition: Edition, found: Reading) -> Narrative:
    """The narrative of an attempt that was read."""
    view = draw_view(found, released_bytes(edition.office, found))
    pool = found.attempt.chain.place.pool
    return Narrative(edition, found, view, edition.specialty_names(pool))
