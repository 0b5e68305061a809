"""Timing that survives a noisy machine: contenders take turns in one run, ratios are made pair by pair."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Job = Callable[[], object]


@dataclass(frozen=True)
class Contender:
    """Something to time. `repeat`: how many calls make one reading, for jobs too short for the clock."""

    name: str
    job: Job
    repeat: int = 1


@dataclass(frozen=True)
class Reading:
    """Median seconds per call, and the median of the ratios to the first contender, round by round."""

    name: str
    seconds: float
    ratio: float


def compare(contenders: Sequence[Contender], rounds: int = 5) -> list[Reading]:
    """Time contenders in alternation, after one warm-up each."""
    taken: list[list[float]] = [[] for _ in contenders]
    for number in range(rounds + 1):
        for index, contender in enumerate(contenders):
            seconds = _time(contender)
            if number:
                taken[index].append(seconds)
    first = taken[0]
    return [
        Reading(
            contender.name,
            statistics.median(times),
            statistics.median(mine / base for mine, base in zip(times, first, strict=True)),
        )
        for contender, times in zip(contenders, taken, strict=True)
    ]


def _time(contender: Contender) -> float:
    start = time.perf_counter()
    for _ in range(contender.repeat):
        contender.job()
    return (time.perf_counter() - start) / contender.repeat


def table(title: str, readings: Sequence[Reading]) -> str:
    """A Markdown table of readings."""
    lines = [f"### {title}", "", "| what | median | ratio |", "|---|---:|---:|"]
    lines += [f"| {r.name} | {_seconds(r.seconds)} | {r.ratio:.3g} |" for r in readings]
    return "\n".join(lines)


def _seconds(value: float) -> str:
    for unit, factor in (("s", 1.0), ("ms", 1e3), ("µs", 1e6)):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"
