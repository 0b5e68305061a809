"""Counters of a profile: what experts have answered, counted as the clauses ask. They propose; a person decides.

A profile names its counters by code, with a threshold and a window (SPEC §5.2). What a code counts stands here, once; a
counter of another code counts what no entry says, such as ratings or who came, and has its declared counts alone.

Where the texts are silent (docs/decisions/0017): an invitation counts once, as what came of it in the end, in the place
in which it went out; whoever accepted and withdrew has refused; a voided attempt does not count, as it does for no turn
and no bye; nothing counts before the release, which alone opens names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType
from typing import Literal

from drawsvc.domain.ages import term_end
from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.domain.entries import Entry
from drawsvc.domain.regulation import Counter, Profile

Stand = Literal["below", "near", "to_rule", "reached"]

COUNTED: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        # HN-27 speaks of refusing: silence is none.
        "unjustified_refusals": frozenset({"decline", "withdrawn"}),
        "no_reply_or_refusal": frozenset({"decline", "expired", "withdrawn"}),  # XX-13
    }
)
"""Which answers a counter counts, by its code. A recusal is a duty (HN-22) or a right (XX-14), and in none."""

GROUNDS = frozenset(REPLY_REASONS["decline"]) - {"other"}
"""Reasons that name a ground. Whether a ground is good is for a person to rule (HN-27)."""

READINGS = ("released", "voided", "invitation", "withdrawn", "grounds", "declared")
"""How the clauses are read here, by code: all of it assumed, web/locales has the words."""


@dataclass(frozen=True)
class Answered:
    """What came of one invitation of an expert.

    Args:
        draw, attempt: in which he was invited.
        answer: `accept`, `decline`, `recuse`, `expired` or `withdrawn`.
        reason: "" without one.
        day: local, on which he answered, was silent or withdrew.
        term_start: of his term as his row had it, "" if it did not say.
    """

    expert: str
    draw: str
    attempt: int
    answer: str
    reason: str
    day: date
    term_start: str = ""


@dataclass(frozen=True)
class Declared:
    """The counts of an OPENING: by expert, then by counter; and its local day."""

    day: date = date.min
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class Count:
    """How often a counter has counted for an expert.

    Args:
        declared: by the OPENING, not proven by any draw.
        causes: what was counted, in the order the invitations went out.
    """

    counter: Counter
    expert: str
    declared: int
    causes: Sequence[Answered]

    @property
    def number(self) -> int:
        """All that was counted."""
        return self.declared + len(self.causes)

    @property
    def is_near(self) -> bool:
        """Whether one more would reach the threshold, or it is reached."""
        return self.number >= self.counter.threshold - 1

    @property
    def with_ground(self) -> int:
        """Of these, how many named a ground; they count only if it is ruled no good one."""
        return sum(1 for cause in self.causes if cause.reason in GROUNDS)

    @property
    def stand(self) -> Stand:
        """How far it is from the threshold: `near` by one, `to_rule` there only with those that named a ground."""
        threshold = self.counter.threshold
        if self.number - self.with_ground >= threshold:
            return "reached"
        if self.number >= threshold:
            return "to_rule"
        return "near" if self.is_near else "below"


def until_release(entries: Sequence[Entry]) -> Sequence[Entry]:
    """The entries of an attempt before its latest release: who answered in them may be known. [] before the first."""
    released = [entry.seq for entry in entries if entry.type == "RELEASED"]
    return entries[: released[-1]] if released else []


def counts_on(
    profile: Profile, answered: Iterable[Answered], declared: Declared, *, day: date
) -> list[Count]:
    """All counts above 0 as they are on a day, by counter, then by expert id.

    Args:
        profile: whose counters they are.
        answered: in the order the invitations went out.
        declared: by the pool's OPENING, if it has one.
        day: local; what came later is not looked at.
    """
    by_expert: defaultdict[str, list[Answered]] = defaultdict(list)
    for one in answered:
        if one.day <= day:
            by_expert[one.expert].append(one)
    known = declared.counts if declared.day <= day else {}
    found = []
    for counter in profile.counters:
        for expert in sorted(by_expert.keys() | known.keys()):
            answers = by_expert[expert]
            counts_yet = _window(profile, counter, answers, day)
            before = known.get(expert, {}).get(counter.id, 0) if counts_yet(declared.day) else 0
            within = [one for one in answers if counts_yet(one.day)]
            found.append(_count(counter, expert, within, before))
    return [count for count in found if count.number]


def _count(counter: Counter, expert: str, answered: Iterable[Answered], before: int) -> Count:
    counted, causes = COUNTED.get(counter.id, frozenset()), list[Answered]()
    for one in answered:
        if counted and counter.window == "run" and one.answer == "accept":
            before, causes = 0, []
        elif one.answer in counted:
            causes.append(one)
    return Count(counter, expert, before, causes)


def _window(
    profile: Profile, counter: Counter, answered: Sequence[Answered], day: date
) -> Callable[[date], bool]:
    """Whether what happened on a day still counts on `day`, for whoever has answered thus."""
    if counter.window == "rolling_12_months":
        return lambda happened: term_end(happened, 1) >= day
    known = answered[-1].term_start if answered else ""
    if counter.window == "term" and known:
        start = _term_start(date.fromisoformat(known), profile.term_years, day)
        return lambda happened: happened >= start
    return lambda _: True  # a run; and an empty start of term counts as in term


def _term_start(start: date, years: int, day: date) -> date:
    """The first day of the term in which `day` is; a term that is over is followed by the next at once."""
    end = term_end(start, years)
    return start if day <= end else end + timedelta(days=1)
