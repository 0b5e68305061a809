"""Read a draw, or all of them, without changing anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from drawsvc.domain import sealing
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry, Place
from drawsvc.domain.errors import InputError
from drawsvc.domain.statements import Statement, parse_statement
from drawsvc.usecases.office import (
    Office,
    check_is_pool,
    cited,
    find_place,
    find_state,
    open_attempt,
)
from drawsvc.usecases.ports import AttemptState
from drawsvc.usecases.vouching import Vouch, vouches_in


@dataclass(frozen=True)
class Reading:
    """A draw as it stands.

    Args:
        attempt: replayed.
        roster_size: rows of the roster it was frozen with; 0 before the freeze.
        collected: number of statements about the seal that were taken.
        missing_statements: (role, kind) of what witnesses have still to sign about the seal; [] unless it is sealed.
        vouches: what supervisors have vouched for, or are to.
        has_round: whether the beacon round that the SEAL pins has come; only statements are missing then.
        latest: number of the draw's latest attempt.
        voided_before: how many attempts before this one were voided.
    """

    attempt: Attempt
    roster_size: int
    collected: int = 0
    missing_statements: Sequence[tuple[str, str]] = ()
    has_round: bool = False
    latest: int = 1
    vouches: Sequence[Vouch] = ()
    voided_before: int = 0


def read_draw(office: Office, draw: str, attempt: int = 0) -> Reading:
    """An attempt of a draw; 0 for the latest.

    Raises:
        MissingError: there is no such draw or attempt.
    """
    with office.store.reading() as reader:
        found = open_attempt(office, reader, find_place(reader, draw, attempt))
        freeze = found.chain.last_of("FREEZE")
        size = int(cited(reader, freeze.body["roster"]).body["size"]) if freeze else 0
        private = reader.private(found.chain.place)
        kept = [parse_statement(of) for of in private["statements"]]
        has_round = found.phase == "sealed" and bool(private.get("signature"))
        states = reader.attempts_of_draw(draw)
        return Reading(
            found,
            size,
            len(kept),
            _missing(found, kept),
            has_round,
            latest=max(state.place.attempt for state in states),
            vouches=vouches_in(private),
            voided_before=_voided_before(found.chain.place, states),
        )


def read_state(office: Office, draw: str, attempt: int = 0) -> AttemptState:
    """The row of an attempt of a draw; 0 for the latest.

    Raises:
        MissingError: there is no such draw or attempt.
    """
    with office.store.reading() as reader:
        return find_state(reader, draw, attempt)


def read_place(office: Office, draw: str, attempt: int = 0) -> Place:
    """Where an attempt of a draw stands; 0 for the latest.

    Raises:
        MissingError: there is no such draw or attempt.
    """
    return read_state(office, draw, attempt).place


def _voided_before(place: Place, states: Sequence[AttemptState]) -> int:
    earlier = (state for state in states if state.place.attempt < place.attempt)
    return sum(state.phase == "voided" for state in earlier)


def _missing(attempt: Attempt, kept: Sequence[Statement]) -> list[tuple[str, str]]:
    if attempt.phase != "sealed":
        return []
    return sealing.missing_statements(attempt.entry("SEAL"), attempt.joins, kept)


@dataclass(frozen=True)
class DrawSummary:
    """One attempt in a list of them.

    Args:
        request: the body of its REQUEST.
        void: the body of its VOID, None if it was not voided.
        freeze: the body of its FREEZE, None before.
        released: when its panel was released, the last time; None before.
        changed: when its latest entry was written.
    """

    pool: str
    draw: str
    attempt: int
    phase: str
    due_at: datetime | None
    request: Body
    void: Body | None
    freeze: Body | None
    released: datetime | None
    changed: datetime


def read_draws(office: Office, pool: str = "") -> list[DrawSummary]:
    """All attempts (of a pool) in the order they were requested.

    Raises:
        MissingError: `no_pool`.
    """
    with office.store.reading() as reader:
        if pool:
            check_is_pool(reader, pool)
        return [
            _summary(state, reader.chain_entries(state.place)) for state in reader.attempts(pool)
        ]


def read_summary(office: Office, draw: str, attempt: int, *, leaf: str, phase: str) -> DrawSummary:
    """An attempt in a list, as it was when this entry was its latest and this its phase.

    Raises:
        MissingError: there is no such draw or attempt.
    """
    with office.store.reading() as reader:
        state = find_state(reader, draw, attempt)
        entries = reader.chain_entries(state.place)
    known = [entry.leaf for entry in entries].index(leaf) + 1
    return _summary(replace(state, phase=phase), entries[:known])


@dataclass(frozen=True)
class Page:
    """Some attempts, latest first, and whether there are earlier ones."""

    draws: Sequence[DrawSummary]
    more: bool


def read_page(
    office: Office, pool: str = "", *, before: tuple[str, str, int] | None = None, limit: int
) -> Page:
    """The latest attempts (of a pool), or those requested before one of them.

    Args:
        office: the service.
        pool: its id; "" for all.
        before: pool, draw and number of the attempt that the page before ended with; None for the first page.
        limit: how many at most.

    Raises:
        InputError: `cursor_malformed`, there is no such attempt in the list.
        MissingError: `no_pool`.
    """
    with office.store.reading() as reader:
        if pool:
            check_is_pool(reader, pool)
        states = reader.attempts(pool)[::-1]
        places = [(of.place.pool, of.place.draw, of.place.attempt) for of in states]
        if before is not None and before not in places:
            raise InputError("cursor_malformed", got="/".join(map(str, before)))
        first = places.index(before) + 1 if before else 0
        page = [
            _summary(state, reader.chain_entries(state.place))
            for state in states[first : first + limit]
        ]
        return Page(page, first + limit < len(states))


def _summary(state: AttemptState, entries: Sequence[Entry]) -> DrawSummary:
    place, latest = state.place, {entry.type: entry for entry in entries}
    void, freeze, released = (latest.get(kind) for kind in ("VOID", "FREEZE", "RELEASED"))
    return DrawSummary(
        place.pool,
        place.draw,
        place.attempt,
        state.phase,
        state.due_at,
        entries[0].body,
        void.body if void else None,
        freeze.body if freeze else None,
        released.time if released else None,
        entries[-1].time,
    )
