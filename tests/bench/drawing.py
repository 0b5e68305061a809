"""Complete draws over HTTP, three seats and one refusal, beside the same service with everything in memory."""

from __future__ import annotations

import json
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, redirect_stderr
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from drawsvc.app import opened
from drawsvc.config import Home
from drawsvc.domain.times import parse_time
from drawsvc.notifying import Notifying
from drawsvc.service_settings import ServiceSettings
from drawsvc.serving import Process, serve
from tests.bench.calling import PEOPLE, Base, bases
from tests.bench.crowding import Connection, Sent
from tests.bench.serving import posted, running, served
from tests.cli.office import Office as Desk
from tests.contract.memory_store import MemoryStore
from tests.http.conftest import APPROVAL, REQUEST, file_of, reply
from tests.service.drawing import WITNESSES
from tests.service.home import PASSPHRASE, set_up
from tests.service.process import free_port

CLIENTS = 4
ROUNDS = 15
DRAWS_EACH = 2
"""That a client completes in a round."""
DAYS = 300
_FORKS = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Side:
    """A service that runs, and a key of each role."""

    url: str
    keys: dict[str, str]


@dataclass(frozen=True)
class Player:
    """Who takes all the steps of draws."""

    connection: Connection
    keys: dict[str, str]

    def play(self, number: int) -> None:
        """From the request to the release; who is asked first declines."""
        draw, day = f"d-{number}", date(2026, 6, 20) + timedelta(days=number % DAYS)
        asked = {"draw": draw, "number": draw, "date": day.isoformat()}
        self._post("organiser", "", REQUEST | asked)
        (freeze,) = self._post("organiser", f"/{draw}/freeze", {"source": "witness"})["entries"]
        for witness in WITNESSES:
            self._post("supervisor", f"/{draw}/joins", file_of(witness.join(freeze["leaf"])))
        slip = self._post("organiser", f"/{draw}/seal", {})["slip"]
        signed = [of.sign("seen", slip) for of in WITNESSES]
        signed += [of.sign("reveal", slip, of.value) for of in WITNESSES]
        files = {"statements": [file_of(statement) for statement in signed]}
        self._post("supervisor", f"/{draw}/statements", files)
        self._post("organiser", f"/{draw}/advance", {})
        first, *others = self._open(draw)
        self._reply(draw, first, "decline", "illness")
        for row in others:
            self._reply(draw, row, "accept", "none")
        for row in self._open(draw):
            self._reply(draw, row, "accept", "none")
        self._post("approver", f"/{draw}/release", {"approval": APPROVAL})

    def _reply(self, draw: str, row: dict[str, Any], answer: str, reason: str) -> None:
        noted = {"replies": [reply(row, answer, reason)]}
        self._post("pool_office", f"/{draw}/replies", noted)

    def _open(self, draw: str) -> list[dict[str, Any]]:
        shown = json.loads(self.connection.send(Sent("GET", f"/api/v1/draws/{draw}", b"", {})))
        return [row for row in shown["walk"] if row["answer"] == "open"]

    def _post(self, role: str, path: str, body: Any) -> Any:
        sent = posted(f"/api/v1/draws{path}", body, self.keys[role])
        return json.loads(self.connection.send(sent))


def report(rounds: int = ROUNDS) -> Iterator[str]:
    """On both databases."""
    lines = [
        f"### {CLIENTS} clients who play complete draws",
        "",
        "| service | draws/s | in memory, draws/s | ratio |",
        "|---|---:|---:|---:|",
    ]
    with bases() as found:
        lines += [_row(base.name, list(_measured(base, rounds))) for base in found]
    yield "\n".join(lines)


def _row(name: str, measured: Sequence[tuple[float, float]]) -> str:
    ours, memory = (statistics.median(of) for of in zip(*measured, strict=True))
    ratio = statistics.median(mine / other for mine, other in measured)
    return f"| {name} | {ours:.1f} | {memory:.1f} | {ratio:.2f} |"


def _measured(base: Base, rounds: int) -> Iterator[tuple[float, float]]:
    numbers = count(1)
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        base.prepared.copied(folder / "home", "copied")
        other = base.prepared.copied(folder / "other", "other")
        with served(folder, 1) as (url,), _in_memory(other) as memory:
            stored = Side(url, base.prepared.keys)
            for part in range(rounds + 1):
                draws = [next(numbers) for _ in range(CLIENTS * DRAWS_EACH)]
                both = _draws_a_second(stored, draws), _draws_a_second(memory, draws)
                if part:  # the first warms up
                    yield both


def _draws_a_second(side: Side, draws: Sequence[int]) -> float:
    start = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as threads:
        shares = [draws[n::CLIENTS] for n in range(CLIENTS)]
        for client in [threads.submit(_play, side, share) for share in shares]:
            client.result()
    return len(draws) / (time.perf_counter() - start)


def _play(side: Side, draws: Sequence[int]) -> None:
    with closing(Connection(side.url)) as connection:
        for number in draws:
            Player(connection, side.keys).play(number)


@contextmanager
def _in_memory(home: Home) -> Iterator[Side]:
    """A service that keeps everything in memory and begins empty, with the settings and keys of a home."""
    port, (mine, other) = free_port(), multiprocessing.Pipe()

    def start() -> BaseProcess:
        process = _FORKS.Process(target=_serve, args=(home, port, other), daemon=True)
        process.start()
        return process

    with running([start], [url := f"http://127.0.0.1:{port}"]):
        yield Side(url, mine.recv())


def _serve(home: Home, port: int, keys: Any) -> None:
    with (
        (home.folder / "told").open("w", encoding="utf-8") as told,
        redirect_stderr(told),
        opened(home, parse_time(Desk.MORNING)) as app,
    ):
        store: Any = MemoryStore(app.origin)  # where the service names its own kind
        held = replace(app, store=store, office=replace(app.office, store=store))
        keys.send(set_up(held, PEOPLE))
        settings = ServiceSettings(port=port)
        serve(Process(held, app.unlock(PASSPHRASE), settings, Notifying()), lambda _: None)
