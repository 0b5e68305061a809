"""What earlier draws of a pool mean for the next one: turns of a serial draw, byes, other engagements.

Readings of the regulations, printed on every record through the profile:

- HN-19: the cursor continues after the last serial taken and wraps; somebody the cursor passed because he had to
  recuse himself, or had given notice before the request that he was away, is offered first next time; a refusal or
  silence uses the turn up, and so does a recusal declared only after the invitation.
- XX-19: a run counts the expert's own draws, those in which he could have been chosen; chosen means accepted;
  replacements belong to the same draw; void draws neither count nor use up a bye.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from drawsvc.domain.candidates import turn_key

KEEPS_TURN = ("recused", "unavailable")


@dataclass(frozen=True)
class PastGroup:
    """One group of an earlier draw, by expert ids.

    Args:
        eligible: whoever could be invited.
        excluded: whoever could not, with the reason code.
        serials: serial of each of both, "" in a random draw.
        cursor, carried: the turn the draw began with.
    """

    specialty: str
    eligible: frozenset[str]
    excluded: Mapping[str, str]
    serials: Mapping[str, str]
    invited: frozenset[str]
    accepted: frozenset[str]
    cursor: str = ""
    carried: tuple[str, ...] = ()


@dataclass(frozen=True)
class PastDraw:
    """An earlier attempt.

    Args:
        number: among the attempts of the pool, in the order of their requests.
        ended: leaf hash of its end (SPEC §5.3); "" while it goes on, for the first time or after a change.
        counts: whether its latest end produced a panel (completed, or decided after a shortage), even if it goes on.
        activity: the day the panel is needed.
    """

    number: int
    ended: str
    counts: bool
    activity: date
    groups: tuple[PastGroup, ...]


def on_bye(draws: Iterable[PastDraw], after: int) -> frozenset[str]:
    """Experts who sit out the next draw (XX-19).

    Args:
        draws: earlier draws in the order they ended.
        after: how many selections in a row bring a bye; 0 for never.
    """
    if after == 0:
        return frozenset()
    runs: dict[str, int] = {}
    for draw in draws:
        if draw.counts:
            runs |= {expert: _run(runs.get(expert, 0), chosen) for expert, chosen in _chances(draw)}
    return frozenset(expert for expert, run in runs.items() if run >= after)


def _run(before: int, chosen: bool) -> int:  # noqa: FBT001 - one private caller, one flag
    return before + 1 if chosen else 0


def _chances(draw: PastDraw) -> Iterator[tuple[str, bool]]:
    """Everybody for whom the draw is one of his own, and whether he was chosen. A bye is a chance not taken."""
    eligible = frozenset().union(*(group.eligible for group in draw.groups))
    accepted = frozenset().union(*(group.accepted for group in draw.groups))
    resting = {
        e for group in draw.groups for e, reason in group.excluded.items() if reason == "bye"
    }
    for expert in eligible | resting:
        yield expert, expert in accepted


@dataclass(frozen=True)
class Turn:
    """Where a serial draw begins: after `cursor` ("" for the lowest serial), `carried` first."""

    cursor: str = ""
    carried: tuple[str, ...] = ()


def turn_of(draws: Iterable[PastDraw], specialty: str) -> Turn:
    """The turn the next serial draw of a specialty begins with (HN-19).

    It goes on from the draw requested last. That is the last to begin, because a category has one open serial draw at a
    time; but not the last to end, if an earlier one was reopened by a withdrawal.

    Args:
        draws: earlier draws in any order.
        specialty: the category whose serials are in question.
    """
    turn = Turn()
    for draw in sorted(draws, key=lambda draw: draw.number):
        for group in draw.groups:
            # Draws made while the pool had a profile without serials say nothing about turns.
            if draw.counts and group.specialty == specialty and all(group.serials.values()):
                turn = _turn_after(group)
    return turn


def _turn_after(group: PastGroup) -> Turn:
    key = turn_key(group.cursor, group.carried)
    owed = {int(serial) for serial in group.carried}
    taken = [s for e in group.invited if int(s := group.serials[e]) not in owed]
    cursor = max(taken, key=key, default=group.cursor)
    kept = {s for e, s in group.serials.items() if _keeps_turn(group, e)}
    still = [serial for serial in group.carried if _is_among(serial, kept)]
    passed = sorted(
        (s for s in kept if taken and int(s) not in owed and key(s) < key(cursor)), key=key
    )
    return Turn(cursor, (*still, *passed))


def _keeps_turn(group: PastGroup, expert: str) -> bool:
    """Not offered, through no choice of his own: recused, away by notice, or owed a turn that was not reached."""
    if expert in group.eligible:
        return expert not in group.invited and _is_among(group.serials[expert], group.carried)
    return group.excluded[expert] in KEEPS_TURN


def _is_among(serial: str, serials: Iterable[str]) -> bool:
    return int(serial) in {int(other) for other in serials}


def engaged_on(draws: Iterable[PastDraw], day: date) -> frozenset[str]:
    """Experts who have accepted a seat of another draw for the same day."""
    return frozenset(
        expert
        for draw in draws
        if draw.activity == day
        for group in draw.groups
        for expert in group.accepted
    )
