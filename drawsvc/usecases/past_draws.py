"""Earlier draws of a pool, read back from the log for the next one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.candidates import GroupLists, Listed
from drawsvc.domain.entries import Entry
from drawsvc.domain.grammar import ENDS, FINISHED
from drawsvc.domain.history import PastDraw, PastGroup
from drawsvc.usecases.office import open_attempt
from drawsvc.usecases.ports import Reader


def past_draws(reader: Reader, pool: str) -> list[PastDraw]:
    """All frozen attempts of a pool in the order of their ends in the log; those without one come last."""
    found: list[tuple[tuple[bool, int], PastDraw]] = []
    for number, state in enumerate(reader.attempts(pool)):
        lists = reader.lists(state.place)
        if lists:
            attempt = open_attempt(reader, state.place)
            end = _end(attempt)
            key = (end is None, reader.ordinal(end.leaf) if end else 0)
            draw = PastDraw(
                number,
                end.leaf if end and attempt.phase in FINISHED else "",
                end is not None and end.type != "VOID",
                _activity(attempt),
                _groups(attempt, lists),
            )
            found.append((key, draw))
    return [draw for _, draw in sorted(found, key=lambda item: item[0])]


def _end(attempt: Attempt) -> Entry | None:
    """The end of an attempt (SPEC §5.3); none before the first."""
    return attempt.chain.last_of(*ENDS)


def _activity(attempt: Attempt) -> date:
    """The day the panel is needed, as it was last set."""
    moved = attempt.chain.last_of("RESCHEDULED")
    day = moved.body["date"] if moved else attempt.entry("REQUEST").body["activity"]["date"]
    return date.fromisoformat(day)


def _groups(attempt: Attempt, lists: Sequence[GroupLists]) -> tuple[PastGroup, ...]:
    specialties = [group["specialty"] for group in attempt.entry("REQUEST").body["groups"]]
    return tuple(
        _group(attempt, g, specialty, of_group)
        for g, (specialty, of_group) in enumerate(zip(specialties, lists, strict=True))
    )


def _group(attempt: Attempt, g: int, specialty: str, lists: GroupLists) -> PastGroup:
    eligible = [_id(item) for item in lists.eligible]
    walk = attempt.walk if attempt.phase != "voided" else None
    return PastGroup(
        specialty,
        frozenset(eligible),
        {_id(item): item.row.reason for item in lists.excluded},
        {_id(item): item.row.serial for item in (*lists.eligible, *lists.excluded)},
        frozenset(eligible[row] for row in (walk.invited[g] if walk else ())),
        frozenset(eligible[row] for row in (walk.accepted[g] if walk else ())),
        lists.cursor,
        lists.carried,
    )


def _id(item: Listed) -> str:
    return item.disclosure.expert_id
