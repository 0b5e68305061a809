"""Fix who can be drawn and who cannot, before any randomness exists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.candidates import GroupLists, Salting, Terms, list_group
from drawsvc.domain.deadlines import check_reach
from drawsvc.domain.eligibility import Conditions, candidates_of
from drawsvc.domain.entries import Body, Chain, Entry
from drawsvc.domain.freeze import check_choice
from drawsvc.domain.history import PastDraw, engaged_on, on_bye, turn_of
from drawsvc.domain.roster import Expert, Roster, diff
from drawsvc.log.merkle import leaf_hash, root_of
from drawsvc.usecases.office import (
    Office,
    commit_attempt,
    find_place,
    latest,
    open_attempt,
    pool_chain,
)
from drawsvc.usecases.past_draws import past_draws
from drawsvc.usecases.ports import Reader


@dataclass(frozen=True)
class _Making:
    draws: Sequence[PastDraw]
    salting: Salting


PREFERRED = ("none", "witness", "dice", "beacon")
"""Sources a freeze takes by itself; those that need least from outside come first."""


def freeze_draw(office: Office, draw: str, *, source: str = "") -> Entry:
    """Compute eligible and excluded rows of every group and write the FREEZE (SPEC §5.3, §6).

    Args:
        office: the service.
        draw: its id.
        source: kind of the source of randomness (SPEC §8.1); "" for the preferred one the profile allows.

    Raises:
        InputError: the profile does not allow this source.
        CalendarError: the calendar lacks a year up to that of the activity, or that of a first round's deadline.
        RosterError: a serial draw, and the roster does not say whose turn it is.
        PhaseError: the draw is not waiting for its freeze.
    """
    with office.store.writing() as writer:
        now = office.clock()
        attempt = open_attempt(writer, find_place(writer, draw))
        attempt.check_may("FREEZE")
        if source:
            check_choice("source", source, attempt.rules.profile.sources)
        place = attempt.chain.place
        private = writer.private(place)
        chain = pool_chain(writer, place.pool)
        roster = latest(chain, "ROSTER").body["roster"]
        experts = writer.experts(place.pool, roster)
        draws = past_draws(writer, place.pool)
        conditions = _conditions(now, attempt, draws, private)
        # The frozen calendar stays; without a year it lacks no later round could go out.
        profile = attempt.rules.profile
        check_reach(profile.windows, attempt.rules.calendar, conditions.today, conditions.activity)
        groups = list(
            _lists(attempt, experts, conditions, _Making(draws, Salting(office.new_salt)))
        )
        body = {
            **_terms(attempt, chain, source),
            "groups": [group.frozen() for group in groups],
            "history": _history(chain, draws),
            "since_request": _changes(writer, place.pool, private["roster"], experts),
        }
        attempt.groups = [_rows(group) for group in groups]
        entry = attempt.write("FREEZE", body, now)
        writer.save_lists(place, groups)
        commit_attempt(writer, attempt, [entry])
        return entry


def _lists(
    attempt: Attempt, experts: Sequence[Expert], conditions: Conditions, making: _Making
) -> Iterator[GroupLists]:
    """Rows of every group; somebody in two groups has the same digests in both."""
    for group in attempt.entry("REQUEST").body["groups"]:
        candidates = candidates_of(experts, group["specialty"], conditions)
        terms = _row_terms(attempt, making.draws, group["specialty"])
        yield list_group(candidates, terms, making.salting)


def _row_terms(attempt: Attempt, draws: Sequence[PastDraw], specialty: str) -> Terms:
    profile = attempt.rules.profile
    units = profile.unit_limit > 0
    if profile.mode == "random":
        return Terms(profile.mode, units)
    turn = turn_of(draws, specialty)
    return Terms(profile.mode, units, turn.cursor, turn.carried)


def _conditions(
    now: datetime, attempt: Attempt, draws: Sequence[PastDraw], private: Mapping[str, Any]
) -> Conditions:
    profile = attempt.rules.profile
    activity = date.fromisoformat(attempt.entry("REQUEST").body["activity"]["date"])
    return Conditions(
        profile,
        profile.windows.local_date(now),
        activity,
        frozenset(private["related_units"]),
        dict(private["recusals"]),
        engaged_on(draws, activity),
        on_bye(draws, profile.bye.after),
    )


def _terms(attempt: Attempt, chain: Chain, source: str) -> Body:
    """The parameters the freeze fixes, from the profile the request cites."""
    profile = attempt.rules.profile
    request = attempt.entry("REQUEST")
    return {
        "calendar": latest(chain, "CALENDAR").leaf,
        "mode": profile.mode,
        "profile": request.body["profile"],
        "replacement": "fixed",
        "request": request.leaf,
        "roles": list(profile.roles),
        "roster": latest(chain, "ROSTER").leaf,
        "source": source or next(kind for kind in PREFERRED if kind in profile.sources),
        "unit_limit": profile.unit_limit,
        "windows": profile.windows.to_body(),
    }


def _history(chain: Chain, draws: Sequence[PastDraw]) -> Body:
    """The pool's OPENING and the tree over the ends of earlier attempts (SPEC §5.3)."""
    opening = chain.last_of("OPENING")
    ends = sorted(bytes.fromhex(draw.ended) for draw in draws if draw.ended)
    return {
        "opening": [opening.leaf] if opening else [],
        "root": root_of(leaf_hash(end) for end in ends).hex(),
        "size": len(ends),
    }


def _changes(reader: Reader, pool: str, then: str, experts: Sequence[Expert]) -> Body:
    """Rows added, edited and removed since the request."""
    changes = diff(Roster(tuple(reader.experts(pool, then))), Roster(tuple(experts)))
    return {
        "added": len(changes.added),
        "edited": len(changes.edited),
        "removed": len(changes.removed),
    }


def _rows(group: GroupLists) -> tuple[list[Any], list[Any]]:
    return [item.row for item in group.eligible], [item.row for item in group.excluded]
