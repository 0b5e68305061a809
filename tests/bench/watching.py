"""Replies to a draw that 500 others watch, beside replies to one that nobody watches."""

from __future__ import annotations

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection as Pipe
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.calling import Base, bases
from tests.bench.crowding import Connection, Sent, quantile
from tests.bench.serving import prepare_draws, replies, served

WATCHERS = 500
ROUNDS = 15
SEATS = 30
"""Replies of a draw; the last completes it and is not counted."""
PAUSE_SECONDS = 0.02
_FORKS = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Crowd:
    """People in a process of their own, who watch one draw after the other."""

    orders: Pipe

    @contextmanager
    def watching(self, path: str) -> Iterator[None]:
        """All of them watch meanwhile."""
        self.orders.send(path)
        assert self.orders.recv() == WATCHERS
        yield
        self.orders.send("")
        told = self.orders.recv()
        assert told == WATCHERS, f"{told} of {WATCHERS} were told of every reply"


def report(rounds: int = ROUNDS) -> Iterator[str]:
    """On both databases."""
    lines = [
        f"### Replies while {WATCHERS} watch the draw",
        "",
        "| service | p50, nobody watches | p99 | p50, watched | p99 | ratio of p99 | of p50 |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    with bases() as found:
        lines += [_row(base.name, *_measured(base, rounds)) for base in found]
    yield "\n".join(lines)


def _row(name: str, alone: Sequence[float], watched: Sequence[float]) -> str:
    parts = [quantile(of, part) for of in (alone, watched) for part in (0.5, 0.99)]
    shown = " | ".join(f"{part * 1000:.1f} ms" for part in parts)
    return f"| {name} | {shown} | {parts[3] / parts[1]:.2f} | {parts[2] / parts[0]:.2f} |"


def _measured(base: Base, rounds: int) -> tuple[list[float], list[float]]:
    """Seconds of each reply, by draws in turn: nobody watches the one, all watch the other."""
    alone: list[float] = []
    watched: list[float] = []
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        home = base.prepared.copied(folder / "home", "copied")
        prepare_draws(home, 2 * (rounds + 1), seats=SEATS)
        with served(folder, 1) as (url,), _crowd(url) as crowd:
            draws = replies(home, base.prepared.keys["pool_office"])
            for part in range(rounds + 1):
                one, other = draws[2 * part], draws[2 * part + 1]
                mine = _replied(url, one)
                with crowd.watching(_events_path(other)):
                    theirs = _replied(url, other)
                if part:  # the first warms up
                    alone += mine
                    watched += theirs
    return alone, watched


def _events_path(draw: Sequence[Sent]) -> str:
    """Where a draw is watched."""
    return draw[0].path.replace("/replies", "/events")


def _replied(url: str, draw: Sequence[Sent]) -> list[float]:
    taken = []
    with closing(Connection(url)) as connection:
        for sent in draw:
            start = time.perf_counter()
            connection.send(sent)
            taken.append(time.perf_counter() - start)
            time.sleep(PAUSE_SECONDS)
    return taken[:-1]


@contextmanager
def _crowd(url: str) -> Iterator[Crowd]:
    mine, other = multiprocessing.Pipe()
    process = _FORKS.Process(target=_watch, args=(url, other), daemon=True)
    process.start()
    yield Crowd(mine)
    process.terminate()
    process.join()


def _watch(url: str, orders: Pipe) -> None:
    """Watch what is ordered until an empty order comes, then say how many were told all."""
    while True:
        path = orders.recv()
        asyncio.run(_all_watch(urlsplit(url).netloc, path, orders))


async def _all_watch(address: str, path: str, orders: Pipe) -> None:
    host, port = address.split(":")
    counts = [0] * WATCHERS
    began = asyncio.Semaphore(0)

    async def one(number: int) -> None:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        await reader.readuntil(b"\r\n\r\n")
        began.release()
        async for line in reader:
            counts[number] += line.startswith(b"event: ")
            if line.startswith(b"event: end"):
                break
        writer.close()

    watchers = [asyncio.create_task(one(number)) for number in range(WATCHERS)]
    for _ in watchers:
        await began.acquire()
    orders.send(len(watchers))
    await asyncio.to_thread(orders.recv)
    async with asyncio.timeout(30):
        await asyncio.gather(*watchers)
    orders.send(sum(count == max(counts) for count in counts))
