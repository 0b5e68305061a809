"""What earlier draws mean, said once more from the beginning: all draws gone through, nothing kept at hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.candidates import GroupLists, Listed, Row
from drawsvc.domain.entries import Place
from drawsvc.domain.grammar import ENDS
from drawsvc.domain.history import PastGroup, Turn, chances_of, turn_after
from drawsvc.log.merkle import leaf_hash, root_of
from drawsvc.usecases.office import Office, open_attempt
from drawsvc.usecases.ports import Reader
from drawsvc.usecases.standing import activity_date


@dataclass(frozen=True)
class PastDraw:
    """An earlier attempt.

    Args:
        number: among the attempts of the pool, in the order of their requests.
        counts: whether its latest end produced a panel (completed, or decided after a shortage), even if it goes on.
        activity: the day the panel is needed.
    """

    number: int
    counts: bool
    activity: date
    groups: tuple[PastGroup, ...]


def runs_of(
    draws: Iterable[PastDraw], declared: Mapping[str, int] = MappingProxyType({})
) -> dict[str, int]:
    """How often in a row an expert was chosen. Draws in the order they ended."""
    runs = dict(declared)
    for draw in draws:
        for expert, chosen in chances_of(draw.groups).items() if draw.counts else ():
            runs[expert] = runs.get(expert, 0) + 1 if chosen else 0
    return runs


def on_bye(draws: Iterable[PastDraw], after: int) -> frozenset[str]:
    """Experts who sit out the next draw (XX-19); `after` 0: nobody."""
    return frozenset(e for e, run in runs_of(draws).items() if after and run >= after)


def turn_of(draws: Iterable[PastDraw], specialty: str, declared: Turn | None = None) -> Turn:
    """The turn the next serial draw of a specialty begins with (HN-19). Draws in any order."""
    turn = declared or Turn()
    for draw in sorted(draws, key=lambda draw: draw.number):
        for group in draw.groups:
            if draw.counts and group.specialty == specialty and all(group.serials.values()):
                turn = turn_after(group)
    return turn


def engaged_on(draws: Iterable[PastDraw], day: date) -> frozenset[str]:
    """Experts who have accepted a seat of another draw for the same day."""
    return frozenset(
        expert
        for draw in draws
        if draw.activity == day
        for group in draw.groups
        for expert in group.accepted
    )


def past_draws(office: Office, reader: Reader, pool: str) -> list[PastDraw]:
    """All frozen attempts of a pool in the order of their ends in the log; those without one come last."""
    found: list[tuple[tuple[bool, int], PastDraw]] = []
    for number, state in enumerate(reader.attempts(pool)):
        attempt = open_attempt(office, reader, state.place)
        if attempt.chain.last_of("FREEZE") is None:
            continue
        end = attempt.chain.last_of(*ENDS)
        draw = PastDraw(
            number,
            end is not None and end.type != "VOID",
            date.fromisoformat(activity_date(attempt)),
            tuple(past_groups(reader, attempt)),
        )
        found.append(((end is None, reader.ordinal(end.leaf) if end else 0), draw))
    return [draw for _, draw in sorted(found, key=lambda item: item[0])]


def past_groups(reader: Reader, attempt: Attempt) -> list[PastGroup]:
    """The groups of a frozen attempt by expert ids. Whoever was erased is left out."""
    specialties = [group["specialty"] for group in attempt.entry("REQUEST").body["groups"]]
    lists = reader.lists(attempt.chain.place)
    return [
        _group(attempt, g, specialty, of_group)
        for g, (specialty, of_group) in enumerate(zip(specialties, lists, strict=True))
    ]


def _group(attempt: Attempt, g: int, specialty: str, lists: GroupLists) -> PastGroup:
    walk = attempt.walk if attempt.phase != "voided" else None
    invited = walk.invited[g] if walk else set()
    accepted = set(walk.accepted[g] if walk else ())
    eligible, excluded = _by_id(lists.eligible), _by_id(lists.excluded)
    return PastGroup(
        specialty,
        frozenset(eligible),
        {expert: row.reason for expert, (_, row) in excluded.items()},
        {expert: row.serial for expert, (_, row) in (*eligible.items(), *excluded.items())},
        frozenset(expert for expert, (index, _) in eligible.items() if index in invited),
        frozenset(expert for expert, (index, _) in eligible.items() if index in accepted),
        lists.cursor,
        lists.carried,
    )


def _by_id(items: Sequence[Listed]) -> dict[str, tuple[int, Row]]:
    """Place and row by expert id, of those who were not erased."""
    opened = ((index, item, item.disclosure) for index, item in enumerate(items))
    return {of.expert_id: (index, item.row) for index, item, of in opened if of}


def ends_of(office: Office, reader: Reader, pool: str) -> list[bytes]:
    """Leaf hashes of all that ended a frozen attempt of a pool, in the order of the log (SPEC §5.3)."""
    chains = [open_attempt(office, reader, state.place).chain for state in reader.attempts(pool)]
    frozen = [chain for chain in chains if chain.last_of("FREEZE") is not None]
    ends = [entry.leaf for chain in frozen for entry in chain.entries if entry.type in ENDS]
    return [bytes.fromhex(leaf) for leaf in sorted(ends, key=reader.ordinal)]


def check_standing(office: Office, reader: Reader, pool: str) -> None:
    """What is kept at hand is what follows from the entries and lists of all draws."""
    draws = past_draws(office, reader, pool)
    opening = reader.private(Place(reader.head().origin, pool)).get("opening", {})
    turns = {s: Turn(t["after"], tuple(t["carried"])) for s, t in opening.get("cursors", ())}
    assert reader.past(pool).root == root_of(map(leaf_hash, ends_of(office, reader, pool)))
    runs = dict(opening.get("runs", ()))
    assert reader.runs(pool) == {e: run for e, run in runs_of(draws, runs).items() if run}
    for day in {draw.activity for draw in draws}:
        assert reader.engaged(pool, day.isoformat()) == engaged_on(draws, day)
    for specialty in {group.specialty for draw in draws for group in draw.groups}:
        assert reader.turn(pool, specialty) == turn_of(draws, specialty, turns.get(specialty))
