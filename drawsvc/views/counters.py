"""What `pool counters` and the API answer of the counters of a pool; docs/CLI.md lists the members."""

from __future__ import annotations

from collections.abc import Iterable

from drawseeds import Value

from drawsvc.domain.counters import COUNTED, READINGS, Count
from drawsvc.domain.regulation import Counter
from drawsvc.usecases.read_counters import CountersReading


def counters_view(found: CountersReading, *, everybody: bool) -> dict[str, Value]:
    """The counters of a pool: by expert id, whose counts are near the threshold, or everybody's that are above 0."""
    shown = [count for count in found.counts if everybody or count.is_near]
    return {
        "counters": [_counter(found, counter, shown) for counter in found.profile.counters],
        "day": found.day.isoformat(),
        "erased": found.erased,
        "not_released": found.not_released,
        "pool": found.pool,
        "profile": found.profile.id,
        "readings": list(READINGS),
        "voided": found.voided,
    }


def _counter(found: CountersReading, counter: Counter, shown: Iterable[Count]) -> dict[str, Value]:
    return {
        "assumed": f"counters.{counter.id}.window" in found.profile.assumed,
        "counted": counter.id in COUNTED,
        "experts": [_count(count) for count in shown if count.counter == counter],
        "id": counter.id,
        "threshold": counter.threshold,
        "window": counter.window,
    }


def _count(count: Count) -> dict[str, Value]:
    return {
        "causes": [
            {
                "answer": cause.answer,
                "attempt": cause.attempt,
                "day": cause.day.isoformat(),
                "draw": cause.draw,
                "reason": cause.reason,
            }
            for cause in count.causes
        ],
        "declared": count.declared,
        "expert": count.expert,
        "number": count.number,
        "stand": count.stand,
        "with_ground": count.with_ground,
    }
