"""The offices whose years are played."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from drawsvc.domain.regulation import Profile
from tests.scenario.happenings import HAPPENINGS
from tests.scenario.play import HUNAN, XINXIAN, regulation
from tests.scenario.year import Year
from tests.scenario.year_rosters import Kind

CHANGZHI = regulation("changzhi_2023", sources=("beacon",))

OFFICES: dict[str, tuple[Profile, Kind]] = {
    "hunan": (
        HUNAN,
        Kind({f"H{n}": (f"H{n}",) for n in range(1, 8)}, size=120, ages=(36, 72, 58)),
    ),
    "xin": (XINXIAN, Kind({f"X{n}": (f"X{n}",) for n in (2, 1, 3, 4)}, size=90)),
    "changzhi": (
        CHANGZHI,
        Kind(
            {
                "1": ("1.1", "1.10", "1.2"),
                "3": ("3.1", "3.10"),
                "5": ("5.1", "5.2"),
                "7": ("7.1",),
            },
            size=200,
            ages=(32, 66, 52),
        ),
    ),
}


@dataclass(frozen=True)
class Told:
    """What a year came to: draws that ended, attempts, roster versions."""

    draws: int
    attempts: int
    versions: int


def played(name: str, folder: Path, *, draws: int, seed: int) -> Told:
    """A year of an office with so many draws, checked from end to end."""
    profile, kind = OFFICES[name]
    with closing(Year(profile, kind, folder, seed=seed)) as year:
        year.play_draws(draws, HAPPENINGS)
        facts = year.check()
    return Told(len(year.drawn), len(facts["records"]), len(year.versions))
