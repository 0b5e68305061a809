"""Calls that change something beside a bare route with one durable insert: how many a second, and how late.

The calls are replies, three of which complete a draw: the third closes its round and ends it. Nobody waits for proofs.
"""

from __future__ import annotations

import secrets
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.bare_service import bare_process, make_table
from tests.bench.crowding import Load, Sent, crowd, quantile
from tests.bench.serving import prepare_draws, replies, running, served
from tests.postgresql.serving import own_server
from tests.postgresql.shared import new_database
from tests.service.home import Prepared, prepare
from tests.service.process import free_port

CLIENTS = 8
ROUNDS = 4
DRAWS_EACH = 2
"""That a client completes in a round."""
PEOPLE = 40
ON_SQLITE = "SQLite"


@dataclass(frozen=True)
class Measured:
    """All rounds of one configuration."""

    name: str
    ours: Sequence[Load]
    bare: Sequence[Load]

    def row(self) -> str:
        """A row of a Markdown table."""
        ratio = statistics.median(b.a_second / o.a_second for o, b in self.pairs())
        return f"| {self.name} | {_figures(self.ours)} | {_figures(self.bare)} | {ratio:.2f} |"

    def pairs(self) -> Iterator[tuple[Load, Load]]:
        """What was measured in turn."""
        return zip(self.ours, self.bare, strict=True)


def _figures(loads: Sequence[Load]) -> str:
    each = [seconds * 1000 for load in loads for seconds in load.each]
    a_second = statistics.median(load.a_second for load in loads)
    return f"{a_second:.0f} | {quantile(each, 0.5):.0f} ms | {quantile(each, 0.99):.0f} ms"


def report(rounds: int = ROUNDS) -> Iterator[str]:
    """On both databases, with one process and with two."""
    lines = [
        f"### {CLIENTS} clients whose calls change something",
        "",
        "| service | calls/s | p50 | p99 | bare, calls/s | p50 | p99 | ratio |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *(of.row() for of in _measured(rounds)),
    ]
    yield "\n".join(lines)


def _measured(rounds: int) -> Iterator[Measured]:
    with databases() as found:
        for name, prepared, server in found:
            for processes in (1, 2):
                yield _compare(
                    f"{name}, {_counted(processes)}", prepared, server, processes, rounds
                )


def _counted(processes: int) -> str:
    return "1 process" if processes == 1 else f"{processes} processes"


@contextmanager
def databases() -> Iterator[Iterator[tuple[str, Prepared, str]]]:
    """A service prepared on each kind of database, and the URL of its server, "" for a file."""
    with tempfile.TemporaryDirectory() as folder, own_server() as server:
        yield _prepared(Path(folder), server.url())


def _prepared(folder: Path, server: str) -> Iterator[tuple[str, Prepared, str]]:
    yield ON_SQLITE, prepare(folder / "file", people=PEOPLE), ""
    database = new_database("prepared", server=server)
    yield "PostgreSQL", prepare(folder / "server", database, people=PEOPLE), server


def _compare(name: str, prepared: Prepared, server: str, processes: int, rounds: int) -> Measured:
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        home = prepared.copied(folder / "home", "copied")
        prepare_draws(home, (rounds + 1) * CLIENTS * DRAWS_EACH)
        url = new_database("bare", server=server) if server else _file(folder)
        make_table(url, secrets.token_bytes(1))
        ports = [free_port() for _ in range(processes)]
        starts = [bare_process(url, port) for port in ports]
        at = [f"http://127.0.0.1:{port}" for port in ports]
        with served(folder, processes) as urls, running(starts, at):
            draws = replies(home, prepared.keys["pool_office"])
            shares = [[sent for draw in draws[n::CLIENTS] for sent in draw] for n in range(CLIENTS)]
            loads = [(crowd(urls, part), crowd(at, part)) for part in _rounds(shares, rounds + 1)]
        ours, bare = zip(*loads[1:], strict=True)  # the first warms up
        return Measured(name, ours, bare)


def _file(folder: Path) -> str:
    path = folder / "bare.db"
    path.touch()
    return f"sqlite:///{path}"


def _rounds(shares: Sequence[Sequence[Sent]], rounds: int) -> Iterator[list[Sequence[Sent]]]:
    each = len(shares[0]) // rounds
    for n in range(rounds):
        yield [share[n * each : (n + 1) * each] for share in shares]
