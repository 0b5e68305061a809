"""`make soak`: the long forms of what the tests show in short. Prints figures for docs/benchmarks.md.

python -m tests.soak [moments] [kills] [service] [crowd] [year] [fuzz]
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from tests.crash.kills import kill_at_every_moment, kill_at_random
from tests.crash.office_day import OfficeDay
from tests.fuzz.run import TARGETS, fuzz
from tests.postgresql.serving import own_server
from tests.postgresql.shared import new_database
from tests.scenario.years import OFFICES, Told, played
from tests.service.crowd import Crowd, let_loose
from tests.service.home import Prepared, prepare
from tests.service.killing import kill_service
from tests.service.showing import Figures

KILLS = 300
SERVICES_EACH, KILLS_EACH = 4, 40
"""Services on each database, and how often the processes of each are killed: before its contact hours are over."""
PEOPLE = 60
CROWDS: list[Crowd] = [(8, 60), (64, 10)]
FUZZ_INPUTS = 1_000_000
DRAWS_A_YEAR = 120  # of each office, those apart that a draw takes with it


def moments() -> str:
    """Every command, killed at every moment at which it puts something on the disk."""
    return _of_day(lambda folder: kill_at_every_moment(folder, draws=sys.maxsize))


def kills() -> str:
    """300 kills at any time."""
    return _of_day(lambda folder: kill_at_random(folder, kills=KILLS, seed=1))


def service() -> str:
    """Service and worker, killed while draws go on over HTTP, on both databases."""
    return _on_each(
        lambda of, folder, n: kill_service(of, folder, "soak", kills=KILLS_EACH, seed=n)
    )


def crowd() -> str:
    """Many clients at once, on the same few draws, on both databases."""
    return _on_each(lambda of, folder, n: let_loose(of, folder, "soak", crowds=CROWDS, seed=n)[1])


def _on_each(play: Callable[[Prepared, Path, int], Figures]) -> str:
    """The figures of services on files and on a server, each of which is played with several times."""
    told = []
    with own_server() as server, tempfile.TemporaryDirectory() as name:
        on_server = new_database("prepared", server=server.url())
        for of, database in (("SQLite", ""), ("PostgreSQL", on_server)):
            prepared = prepare(Path(name) / of, database, people=PEOPLE)
            figures = Figures()
            for number in range(SERVICES_EACH):
                folder = Path(name) / f"{of}-{number}"
                folder.mkdir()
                figures.update(play(prepared, folder, number))
            told.append(f"{of}: {figures}")
    return "; ".join(told)


def _of_day(play: Callable[[Path], OfficeDay]) -> str:
    with tempfile.TemporaryDirectory() as folder:
        day = play(Path(folder))
    entries = len(day.acknowledged)
    return f"{day.kills} kills, {day.draws} draws released and verified, {entries} acknowledged entries all there"


def fuzzing() -> str:
    """A million inputs, shared out among the readers."""
    each = -(-FUZZ_INPUTS // len(TARGETS))
    tallies = [fuzz(target, each, seed=2, progress=True) for target in TARGETS]
    accepted = sum(tally.accepted for tally in tallies)
    refused = sum(tally.refused for tally in tallies)
    return f"{accepted + refused} inputs for {len(TARGETS)} readers: {accepted} read back, {refused} refused"


def year() -> str:
    """A year of each office, everything that happens several times."""
    told = [_year(name) for name in OFFICES]
    draws, attempts = (sum(getattr(of, count) for of in told) for count in ("draws", "attempts"))
    versions = sum(of.versions for of in told)
    return (
        f"{len(told)} offices, {versions} roster versions, {draws} draws in {attempts} attempts, "
        "each record verified twice, each history verified"
    )


def _year(name: str) -> Told:
    with tempfile.TemporaryDirectory() as folder:
        return played(name, Path(folder), draws=DRAWS_A_YEAR, seed=3)


PARTS = {
    "moments": moments,
    "kills": kills,
    "service": service,
    "crowd": crowd,
    "year": year,
    "fuzz": fuzzing,
}


def main(names: list[str]) -> None:
    """Run the named parts, or all."""
    for name in names or PARTS:
        began = time.monotonic()
        print(f"- {name}: {PARTS[name]()}; {time.monotonic() - began:.0f} s", flush=True)


if __name__ == "__main__":  # processes are forked from one that loads this file, too
    main(sys.argv[1:])
