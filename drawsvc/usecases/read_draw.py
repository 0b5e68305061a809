"""Read a draw, or all of them, without changing anything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body
from drawsvc.usecases.office import Office, cited, find_place, open_attempt


@dataclass(frozen=True)
class Reading:
    """A draw as it stands.

    Args:
        attempt: replayed.
        roster_size: rows of the roster it was frozen with; 0 before the freeze.
    """

    attempt: Attempt
    roster_size: int


def read_draw(office: Office, draw: str, attempt: int = 0) -> Reading:
    """An attempt of a draw; 0 for the latest.

    Raises:
        MissingError: there is no such draw or attempt.
    """
    with office.store.reading() as reader:
        found = open_attempt(office, reader, find_place(reader, draw, attempt))
        freeze = found.chain.last_of("FREEZE")
        size = int(cited(reader, freeze.body["roster"]).body["size"]) if freeze else 0
        return Reading(found, size)


@dataclass(frozen=True)
class DrawSummary:
    """One attempt in a list of them. `request` is the body of its REQUEST."""

    pool: str
    draw: str
    attempt: int
    phase: str
    due_at: datetime | None
    request: Body


def read_draws(office: Office, pool: str = "") -> list[DrawSummary]:
    """All attempts (of a pool) in the order they were requested."""
    with office.store.reading() as reader:
        return [
            DrawSummary(
                state.place.pool,
                state.place.draw,
                state.place.attempt,
                state.phase,
                state.due_at,
                reader.chain_entries(state.place)[0].body,
            )
            for state in reader.attempts(pool)
        ]
