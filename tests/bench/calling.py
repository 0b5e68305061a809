"""Calls of the API beside a bare service: how many a second are answered, and how late.

*Changing*: replies, three of which complete a draw, beside one durable insert. Nobody waits for proofs.
*Looking*: the public record of a draw, beside a route that returns the same bytes from where they are stored.
"""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.bench.bare_service import STORED_PATH, bare_process, make_table, store
from tests.bench.crowding import Load, Sent, crowd, quantile
from tests.bench.serving import prepare_draws, replies, running, served
from tests.postgresql.serving import own_server
from tests.postgresql.shared import new_database
from tests.service.home import Prepared, prepare
from tests.service.process import free_port

CLIENTS = 8
ROUNDS = 15
DRAWS_EACH = 2
"""That a client completes in a round."""
READS_EACH = 40
"""Of a record by a client in a round."""
PEOPLE = 40

Rounds = Iterator[tuple[Load, Load]]
"""What was measured in turn, ours first."""


@dataclass(frozen=True)
class Base:
    """Where a service is prepared.

    Args:
        name: kind of its database.
        prepared: the service.
        server: URL of its database server; "" for a file.
    """

    name: str
    prepared: Prepared
    server: str


@dataclass(frozen=True)
class Pair:
    """Two services that run.

    Args:
        ours: addresses of the processes of the service.
        bare: the same of the bare one.
        bare_url: of its database.
        draws: the calls that complete each draw.
    """

    ours: Sequence[str]
    bare: Sequence[str]
    bare_url: str
    draws: Sequence[Sequence[Sent]]


def report(rounds: int = ROUNDS) -> Iterator[str]:
    """On both databases, with one process and with two."""
    yield _table(f"{CLIENTS} clients whose calls change something", rounds, _changing)
    yield _table(f"{CLIENTS} clients who fetch a public record", rounds, _looking)


def _table(title: str, rounds: int, measure: Callable[[Base, int, int], Rounds]) -> str:
    lines = [
        f"### {title}",
        "",
        "| service | calls/s | p50 | p99 | bare, calls/s | p50 | p99 | ratio |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
    ]
    with bases() as found:
        for base in found:
            for processes in (1, 2):
                name = f"{base.name}, {processes} process{'es' * (processes > 1)}"
                lines.append(_row(name, list(measure(base, processes, rounds))))
    return "\n".join(lines)


def _row(name: str, measured: Sequence[tuple[Load, Load]]) -> str:
    ratio = statistics.median(bare.a_second / ours.a_second for ours, bare in measured)
    ours, bare = zip(*measured, strict=True)
    return f"| {name} | {_figures(ours)} | {_figures(bare)} | {ratio:.2f} |"


def _figures(loads: Sequence[Load]) -> str:
    each = [seconds * 1000 for load in loads for seconds in load.each]
    a_second = statistics.median(load.a_second for load in loads)
    return f"{a_second:.0f} | {quantile(each, 0.5):.1f} ms | {quantile(each, 0.99):.0f} ms"


def _changing(base: Base, processes: int, rounds: int) -> Rounds:
    with _side_by_side(base, processes, (rounds + 1) * CLIENTS * DRAWS_EACH) as pair:
        for part in range(rounds + 1):
            draws = pair.draws[part * CLIENTS * DRAWS_EACH :]
            shares = [[*draws[2 * n], *draws[2 * n + 1]] for n in range(CLIENTS)]
            both = crowd(pair.ours, shares), crowd(pair.bare, shares)
            if part:  # the first warms up
                yield both


def _looking(base: Base, processes: int, rounds: int) -> Rounds:
    with _side_by_side(base, processes, draws=1) as pair:
        (draw,) = pair.draws
        crowd(pair.ours, [draw])
        record = f"/api/v1/draws/{draw[0].path.split('/')[4]}/record"
        store(pair.bare_url, _signed(pair.ours[0] + record))
        shares, bare = (
            [[Sent("GET", path, b"", {})] * READS_EACH] * CLIENTS for path in (record, STORED_PATH)
        )
        for part in range(rounds + 1):
            both = crowd(pair.ours, shares), crowd(pair.bare, bare)
            if part:
                yield both


def _signed(url: str) -> bytes:
    """A record, as soon as the log is signed."""
    while not (answer := httpx.get(url)).is_success:
        assert answer.json()["code"] == "not_signed_yet"
    return answer.content


@contextmanager
def bases() -> Iterator[Iterator[Base]]:
    """A service prepared on each kind of database."""
    with tempfile.TemporaryDirectory() as folder, own_server() as server:
        yield _bases(Path(folder), server.url())


def _bases(folder: Path, server: str) -> Iterator[Base]:
    yield Base("SQLite", prepare(folder / "file", people=PEOPLE), "")
    database = new_database("prepared", server=server)
    yield Base("PostgreSQL", prepare(folder / "server", database, people=PEOPLE), server)


@contextmanager
def _side_by_side(base: Base, processes: int, draws: int) -> Iterator[Pair]:
    """Our service, with draws that wait for replies, and the bare one."""
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        home = base.prepared.copied(folder / "home", "copied")
        prepare_draws(home, draws)
        url = new_database("bare", server=base.server) if base.server else _file(folder)
        make_table(url)
        ports = [free_port() for _ in range(processes)]
        starts = [bare_process(url, port) for port in ports]
        at = [f"http://127.0.0.1:{port}" for port in ports]
        with served(folder, processes) as urls, running(starts, at):
            yield Pair(urls, at, url, replies(home, base.prepared.keys["pool_office"]))


def _file(folder: Path) -> str:
    path = folder / "bare.db"
    path.touch()
    return f"sqlite:///{path}"
