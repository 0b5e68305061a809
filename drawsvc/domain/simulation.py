"""What a reading of a rule does over years: many draws from one roster, with invented answers.

The roster stays as it is: nobody comes or goes, and whatever hangs on the day is judged as of the first. What changes
from draw to draw is what the rule itself changes: byes, turns, recusals, refusals and silence. Everything follows from
the plan and a seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from drawseeds import Words, order, uniform

from drawsvc.domain.candidates import ELIGIBLE, turn_key
from drawsvc.domain.eligibility import Conditions, candidates_of
from drawsvc.domain.entries import Body
from drawsvc.domain.history import PastGroup, Turn, chances_of, turn_after
from drawsvc.domain.regulation import Profile
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.roster import Expert
from drawsvc.domain.seating import WalkGroup
from drawsvc.domain.walk import Walk

THOUSAND = 1000
DAYS_A_YEAR = 365
SEED_WORDS = 8

ACCEPT, DECLINE, SILENT = "accept", "decline", "silent"


@dataclass(frozen=True)
class SimulationPlan:
    """What is played.

    Args:
        first_day: of the first draw; eligibility is judged as of that day throughout.
        draws: how many.
        draws_per_year: spread evenly.
        requests: what is asked for, taken in turn.
        declining, silent: of a thousand who are invited, how many decline, how many never answer.
        recused: of a thousand candidates, how many must recuse themselves from a draw.
    """

    first_day: date
    draws: int
    draws_per_year: int
    requests: Sequence[Sequence[SeatGroup]]
    declining: int = 0
    silent: int = 0
    recused: int = 0


@dataclass(frozen=True)
class SimulatedDraw:
    """One draw of a simulation, by expert ids.

    Args:
        day: of the draw.
        seats, eligible: of all groups together.
        excluded: how many, by reason.
        rounds: of invitations.
        answers: of everybody who was invited.
        is_complete: whether every seat was filled.
    """

    day: date
    seats: int
    eligible: int
    excluded: Mapping[str, int]
    rounds: int
    answers: Mapping[str, str]
    is_complete: bool


def simulate(
    profile: Profile, experts: Sequence[Expert], plan: SimulationPlan, seed: bytes
) -> Iterator[SimulatedDraw]:
    """Play draw after draw.

    Args:
        profile: the rule.
        experts: the roster.
        plan: see SimulationPlan.
        seed: 32 bytes; the same seed gives the same draws.
    """
    simulation = _Simulation(profile, experts, plan, Words(seed))
    for number in range(plan.draws):
        yield simulation.play(number)


@dataclass
class _Group:
    """A group of one draw: who could be invited, in what order, and who was."""

    request: SeatGroup
    eligible: list[str]
    excluded: dict[str, str]
    serials: dict[str, str]
    turn: Turn


@dataclass
class _Simulation:
    profile: Profile
    experts: Sequence[Expert]
    plan: SimulationPlan
    words: Words
    runs: dict[str, int] = field(default_factory=dict)
    turns: dict[str, Turn] = field(default_factory=dict)
    standing: dict[str, list[tuple[Expert, str]]] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        limited = self.profile.unit_limit > 0
        self.units = {one.expert_id: one.employer_code if limited else "" for one in self.experts}

    def play(self, number: int) -> SimulatedDraw:
        groups = [self._group(request) for request in self._requests(number)]
        walk = Walk([self._walk_group(group) for group in groups], self.profile.unit_limit)
        answers = self._walked(walk, groups)
        self._remember(groups, walk)
        excluded = Counter(reason for group in groups for reason in group.excluded.values())
        return SimulatedDraw(
            self._day(number),
            sum(group.request.seats for group in groups),
            sum(len(group.eligible) for group in groups),
            excluded,
            walk.round,
            answers,
            walk.outcome_body()[0] == "COMPLETED",
        )

    def _requests(self, number: int) -> Sequence[SeatGroup]:
        return self.plan.requests[number % len(self.plan.requests)]

    def _day(self, number: int) -> date:
        return self.plan.first_day + timedelta(number * DAYS_A_YEAR // self.plan.draws_per_year)

    def _group(self, request: SeatGroup) -> _Group:
        standing = self._standing(request.specialty)
        after = self.profile.bye.after
        group = _Group(request, [], {}, {}, self.turns.get(request.specialty, Turn()))
        for expert, reason in standing:
            name = expert.expert_id
            group.serials[name] = expert.serial if self.profile.mode == "serial" else ""
            rests = after > 0 and self.runs.get(name, 0) >= after
            found = reason or self._recusal() or ("bye" if rests else ELIGIBLE)
            if found:
                group.excluded[name] = found
            else:
                group.eligible.append(name)
        if self.profile.mode == "serial":
            key = turn_key(group.turn.cursor, group.turn.carried)
            group.eligible.sort(key=lambda name: key(group.serials[name]))
        return group

    def _standing(self, specialty: str) -> list[tuple[Expert, str]]:
        """The roster rows of a specialty with what excludes them whatever was drawn before."""
        if specialty not in self.standing:
            day = self.plan.first_day
            found = candidates_of(self.experts, specialty, Conditions(self.profile, day, day))
            self.standing[specialty] = [(one.expert, one.reason) for one in found]
        return self.standing[specialty]

    def _recusal(self) -> str:
        if not self.plan.recused:
            return ""
        return "recused" if uniform(self.words, THOUSAND) < self.plan.recused else ""

    def _walk_group(self, group: _Group) -> WalkGroup:
        size = len(group.eligible)
        rows = iter(range(size)) if self.profile.mode == "serial" else order(self._seed(), size)
        units = [self.units[name] for name in group.eligible]
        return WalkGroup(group.request.seats, rows, group.eligible, units)

    def _seed(self) -> str:
        return "".join(f"{next(self.words):08x}" for _ in range(SEED_WORDS))

    def _walked(self, walk: Walk, groups: Sequence[_Group]) -> dict[str, str]:
        """Invite and answer, round after round, until nobody is left to invite."""
        answers: dict[str, str] = {}
        while bodies := walk.invitation_bodies(""):
            for body in bodies:
                walk.take_invited(body, "")
            for g, row in list(walk.open_seats):
                answer = self._answer()
                answers[groups[g].eligible[row]] = answer
                walk.take_reply(_reply(g, row, answer), "")
            walk.take_closed({"next": [], "round": walk.round})
        return answers

    def _answer(self) -> str:
        chance = uniform(self.words, THOUSAND)
        if chance < self.plan.declining:
            return DECLINE
        return SILENT if chance < self.plan.declining + self.plan.silent else ACCEPT

    def _remember(self, groups: Sequence[_Group], walk: Walk) -> None:
        past = [
            PastGroup(
                group.request.specialty,
                frozenset(group.eligible),
                group.excluded,
                group.serials,
                frozenset(group.eligible[row] for row in walk.invited[g]),
                frozenset(group.eligible[row] for row in walk.accepted[g]),
                group.turn.cursor,
                group.turn.carried,
            )
            for g, group in enumerate(groups)
        ]
        for expert, chosen in chances_of(past).items():
            self.runs[expert] = self.runs.get(expert, 0) + 1 if chosen else 0
        if self.profile.mode == "serial":
            self.turns |= {group.specialty: turn_after(group) for group in past}


def _reply(group: int, row: int, answer: str) -> Body:
    if answer == SILENT:
        return {"group": group, "row": row, "tries": 0}
    return {
        "answer": answer,
        "group": group,
        "reason": "none" if answer == ACCEPT else "other",
        "row": row,
    }
