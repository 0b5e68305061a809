"""A draw after a command that may have moved its walk: what was written, the seats filled, what comes next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from drawsvc.cli import tables
from drawsvc.cli.answers import Part
from drawsvc.cli.next_steps import steps_of
from drawsvc.cli.operations import Operations
from drawsvc.cli.specialties import specialty_names
from drawsvc.domain.entries import Entry
from drawsvc.usecases.read_draw import Reading
from drawsvc.views.draws import outcome_view, walk_view
from drawsvc.views.entries import attempt_view
from drawsvc.views.values import View
from drawsvc.words import Words


@dataclass(frozen=True)
class After:
    """A draw as it stands, and what has just been written to it.

    Args:
        names: of the pool's specialties.
    """

    reading: Reading
    written: Sequence[Entry]
    names: tables.Names

    @property
    def view(self) -> View:
        """The attempt, its walk and what came of it."""
        attempt = self.reading.attempt
        return {
            **attempt_view(attempt, self.written),
            "outcome": outcome_view(attempt),
            "walk": walk_view(attempt),
        }

    def parts(self, words: Words) -> Iterator[Part]:
        """The same in words, and the next steps."""
        view = self.view
        yield from tables.written(words, view)
        groups: list[Any] = outcome_view(self.reading.attempt)
        yield from tables.outcome(words, groups, self.names)
        yield from steps_of(words, self.reading)


def after(service: Operations, draw: str, written: Sequence[Entry], words: Words) -> After:
    """Read a draw again after something was written to it."""
    reading = service.draw(draw)
    names = specialty_names(service, reading.attempt.chain.place.pool, words)
    return After(reading, written, names)
