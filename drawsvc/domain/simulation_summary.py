"""What many simulated draws come to: for each expert, for each draw, and for the office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from drawsvc.domain.simulation import ACCEPT, DECLINE, SILENT, SimulatedDraw

Histogram = dict[int, int]
"""How many had each number, by ascending number."""


@dataclass
class Summary:
    """Tallies of a simulation; `add` takes one draw after another.

    Args:
        chosen: how often each expert who could have been listed took a seat, 0 for those who never did.
    """

    chosen: Counter[str] = field(default_factory=Counter)
    draws: int = 0
    incomplete: int = 0
    invited: int = 0
    declined: int = 0
    silent: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    rounds: Counter[int] = field(default_factory=Counter)
    eligible_per_seat: Counter[int] = field(default_factory=Counter)
    waiting_days: Counter[int] = field(default_factory=Counter)
    _last: dict[str, date] = field(default_factory=dict)

    @classmethod
    def of(cls, experts: Iterable[str]) -> Summary:
        """Nothing yet, for the ids of those whom the draws ask for."""
        return cls(chosen=Counter(dict.fromkeys(experts, 0)))

    def add(self, draw: SimulatedDraw) -> None:
        """Count a draw; days must not fall."""
        self.draws += 1
        self.incomplete += not draw.is_complete
        self.excluded.update(draw.excluded)
        self.rounds[draw.rounds] += 1
        self.eligible_per_seat[draw.eligible // draw.seats] += 1
        answers = Counter(draw.answers.values())
        self.invited += answers.total()
        self.declined += answers[DECLINE]
        self.silent += answers[SILENT]
        for expert, answer in draw.answers.items():
            if answer == ACCEPT:
                self._choose(expert, draw.day)

    def _choose(self, expert: str, day: date) -> None:
        self.chosen[expert] += 1
        if expert in self._last:
            self.waiting_days[(day - self._last[expert]).days] += 1
        self._last[expert] = day

    @property
    def selections(self) -> Histogram:
        """How many experts took a seat so many times."""
        return ascending(Counter(self.chosen.values()))


def ascending(counts: Mapping[int, int]) -> Histogram:
    """A histogram by ascending number."""
    return dict(sorted(counts.items()))


def binned(counts: Mapping[int, int], most: int) -> dict[str, int]:
    """A histogram with at most `most` bars: neighbouring numbers are put together, named `from–to`.

    0 stays by itself: who never was is another matter than who was once.
    """
    if not counts:
        return {}
    low, high = min(counts), max(counts)
    bars = {}
    if low == 0:
        bars["0"] = counts[0]
        low, most = 1, most - 1
    width = max(1, -(-(high - low + 1) // most))
    for start in range(low, high + 1, width):
        numbers = range(start, min(start + width, high + 1))
        name = str(start) if len(numbers) == 1 else f"{start}–{numbers[-1]}"
        bars[name] = sum(counts.get(number, 0) for number in numbers)
    return bars
