"""What earlier draws of a pool mean for the next one: turns of a serial draw, byes, other engagements.

Readings of the regulations, printed on every record through the profile:

- HN-19: the cursor continues after the last serial taken and wraps; somebody the cursor passed because he had to
  recuse himself, or had given notice before the request that he was away, is offered first next time; a refusal or
  silence uses the turn up, and so does a recusal declared only after the invitation.
- XX-19: a run counts the expert's own draws, those in which he could have been chosen; chosen means accepted;
  replacements belong to the same draw; void draws neither count nor use up a bye.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from drawsvc.domain.candidates import ELIGIBLE, turn_key

OWN_DRAW = (ELIGIBLE, "bye")
"""Why somebody is listed for whom a draw is one of his own: a bye is a chance not taken (XX-19)."""

KEEPS_TURN = ("recused", "unavailable")


@dataclass(frozen=True)
class PastGroup:
    """One group of an earlier draw, by expert ids, or by whatever else tells its rows apart.

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


def chances_of(groups: Iterable[PastGroup]) -> dict[str, int]:
    """Everybody for whom a draw is one of his own, with 1 if he was chosen, else 0. A bye is a chance not taken."""
    chances: dict[str, int] = {}
    for group in groups:
        resting = {expert for expert, reason in group.excluded.items() if reason in OWN_DRAW}
        for expert in group.eligible | resting:
            chances[expert] = max(chances.get(expert, 0), int(expert in group.accepted))
    return chances


@dataclass(frozen=True)
class Turn:
    """Where a serial draw begins: after `cursor` ("" for the lowest serial), `carried` first."""

    cursor: str = ""
    carried: tuple[str, ...] = ()


def turn_after(group: PastGroup) -> Turn:
    """The turn that a group of a serial draw leaves to the next draw of its specialty (HN-19, SPEC §13.4)."""
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
