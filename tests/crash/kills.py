"""Two plans of when commands die, and what must hold in the end."""

from __future__ import annotations

import random
from collections import defaultdict
from pathlib import Path

from drawverify.files import from_bytes
from drawverify.verify import Inputs, verify

from tests.crash.office_day import AT_ANY_TIME, OfficeDay


class EveryMoment:
    """Each command dies at its first moment, then at its second, and so on until it has no further one."""

    def __init__(self) -> None:
        self._moments: dict[str, int] = defaultdict(int)
        self._through: set[str] = set()

    def moment(self, command: str) -> int | None:
        if command in self._through:
            return None
        self._moments[command] += 1
        return self._moments[command]

    def survived(self, command: str) -> None:
        self._through.add(command)

    @property
    def is_over(self) -> bool:
        """Whether every command has been killed at every moment it has."""
        return bool(self._moments) and self._through == set(self._moments)


class AtRandom:
    """Half of all commands die at any time.

    Args:
        seed: of which and when.
    """

    def __init__(self, seed: int) -> None:
        self._choice = random.Random(seed)  # noqa: S311 - when to kill is no secret

    def moment(self, _command: str) -> int | None:
        return self._choice.choice((AT_ANY_TIME, None))

    def survived(self, _command: str) -> None:
        pass


def kill_at_every_moment(folder: Path, draws: int) -> OfficeDay:
    """A day on which every command dies at every moment, or as far as so many draws come."""
    day, plan = OfficeDay(folder), EveryMoment()
    day.begin()
    while day.draws < draws and not plan.is_over:
        day.play(plan)
    verify_all(day)
    return day


def kill_at_random(folder: Path, kills: int, seed: int) -> OfficeDay:
    """A day with so many kills."""
    day, plan = OfficeDay(folder), AtRandom(seed)
    day.begin()
    while day.kills < kills:
        day.play(plan)
    verify_all(day)
    return day


def verify_all(day: OfficeDay) -> None:
    """Every draw is released, and its record verifies in all it holds."""
    day.check()
    for number in range(1, day.draws + 1):
        result = verify(Inputs(from_bytes(day.record(f"d-{number}"))))
        assert result.failed == []
        assert result.case is not None
        assert result.case.status == "released"
