"""A service with draws that wait for replies, served by processes of its own, and a bare one beside it."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import httpx

from drawsvc.app import opened
from drawsvc.config import Home
from drawsvc.domain.overview import walk_rows
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.times import parse_time
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.join_draw import join_draw
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_draw import read_draw, read_draws
from drawsvc.usecases.request_draw import DrawRequest, request_draw
from drawsvc.usecases.seal_draw import seal_draw
from tests.bench.crowding import Sent
from tests.cli.office import Office as Desk
from tests.notify.mail_server import MailBox
from tests.service.drawing import WITNESSES
from tests.service.home import POOL
from tests.service.process import Daemon, Shared, free_port

SEATS = 3
DAYS = 180
START_SECONDS, INVITE_SECONDS = 30, 120


def prepare_draws(home: Home, count: int, seats: int = SEATS) -> None:
    """Bring draws as far as their seed: a service that runs sends their invitations out by itself."""
    with opened(home, parse_time(Desk.MORNING)) as app:
        for number in range(count):
            _seeded(app.office, app.vkey, number, seats)


def _seeded(office: Office, vkey: str, number: int, seats: int) -> None:
    draw, day = f"b-{number}", date(2026, 6, 20) + timedelta(days=number % DAYS)
    asked = DrawRequest(POOL, draw, "选用处室", draw, "inspection", day, [SeatGroup("X2", seats)])
    request_draw(office, asked)
    freeze = freeze_draw(office, draw, source="witness")
    for witness in WITNESSES:
        join_draw(office, draw, witness.join(freeze.leaf))
    seal = seal_draw(office, draw, log_key=vkey)
    for witness in WITNESSES:
        signed = [witness.sign("seen", seal.leaf), witness.sign("reveal", seal.leaf, witness.value)]
        collect_statements(office, draw, signed)


def replies(home: Home, key: str) -> list[list[Sent]]:
    """The calls that complete each draw, once all are invited."""
    with opened(home, parse_time(Desk.MORNING)) as app:
        end = time.monotonic() + INVITE_SECONDS
        while any(of.phase != "inviting" for of in read_draws(app.office)):
            assert time.monotonic() < end
            time.sleep(0.1)
        chains = [read_draw(app.office, of.draw).attempt.chain for of in read_draws(app.office)]
    return [
        [_reply(chain.place.draw, row.group, row.row, key) for row in walk_rows(chain.entries)]
        for chain in chains
    ]


def _reply(draw: str, group: int, row: int, key: str) -> Sent:
    noted = {"group": group, "row": row, "answer": "accept", "reason": "none"}
    return posted(f"/api/v1/draws/{draw}/replies", {"replies": [noted]}, key)


def posted(path: str, body: Any, key: str) -> Sent:
    """A call that changes something."""
    headers = {
        "Authorization": f"Bearer {key}",
        "Content-Type": "application/json",
        "Idempotency-Key": secrets.token_hex(16),
    }
    return Sent("POST", path, json.dumps(body).encode(), headers)


@contextmanager
def served(folder: Path, processes: int) -> Iterator[list[str]]:
    """Serve the home of a folder meanwhile; the addresses of the processes."""
    shared = [Shared(folder, free_port(), MailBox()) for _ in range(processes)]
    shared[0].begin()
    daemons = [Daemon(of, ["serve", "--port", str(of.port)]) for of in shared]
    with running([daemon.start for daemon in daemons], [of.url for of in shared]) as urls:
        yield urls


@contextmanager
def running(
    starts: Sequence[Callable[[], BaseProcess]], urls: Sequence[str]
) -> Iterator[list[str]]:
    """Processes run meanwhile that answer at addresses."""
    processes = [start() for start in starts]
    try:
        for url in urls:
            await_answer(f"{url}/api/v1/health")
        yield list(urls)
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.join()


def await_answer(url: str) -> None:
    """Wait until somebody answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            if httpx.get(url).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError(f"nobody answers at {url}")
