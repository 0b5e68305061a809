"""How often in a row each expert was accepted, SPEC §13.4."""

from __future__ import annotations

from collections.abc import Sequence

from .attempts import Attempt
from .told import Disclosed

SAT_OUT = "bye"


class Runs:
    """The runs of one pool; attempts that were gone through are not gone through again."""

    def __init__(self) -> None:
        self._gone: list[tuple[Attempt, int]] = []
        self._runs: dict[str, int] = {}

    def from_length(self, counting: Sequence[tuple[Attempt, Disclosed]], length: int) -> set[str]:
        """Returns the ids of the experts with a run at least as long.

        Args:
            counting: the attempts that count with their rows, in the order of their ends.
            length: above 0.
        """
        states = [(attempt, attempt.last) for attempt, _ in counting]
        if states[: len(self._gone)] != self._gone:
            self._gone, self._runs = [], {}
        for attempt, rows in counting[len(self._gone) :]:
            self._go_through(attempt, rows)
        self._gone = states
        return {known for known, run in self._runs.items() if run >= length}

    def _go_through(self, attempt: Attempt, rows: Disclosed) -> None:
        accepted = {rows[group, "eligible", row][0] for group, row in attempt.accepted()}
        drawn = {known for known, reason in rows.values() if reason in {"", SAT_OUT}}
        for known in drawn:
            self._runs[known] = self._runs.get(known, 0) + 1 if known in accepted else 0
