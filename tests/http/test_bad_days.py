"""The service on a bad day: slow callers, a clock set back, a database that goes away or has no room."""

from __future__ import annotations

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from drawsvc.cli import run
from drawsvc.http import limits
from tests.cli.office import Office
from tests.contract.full_disk import at_most
from tests.http.conftest import REQUEST, Callers, calling, file_of
from tests.postgresql.serving import own_server
from tests.postgresql.shared import new_database
from tests.service.home import Prepared, prepare

HEAD = b"POST /api/v1/draws HTTP/1.1\r\nHost: x\r\n"
MANY = 50
CLIENTS, RESTARTS = 4, 2
PAGE_BYTES = 4096


def address(callers: Callers) -> tuple[str, int]:
    url = callers.client.base_url
    assert url.port
    return url.host, url.port


def answer(connection: socket.socket) -> bytes:
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> float:
    """A service that waits for nobody very long."""
    monkeypatch.setattr(limits, "HEAD_SECONDS", 1.0)
    monkeypatch.setattr(limits, "BODY_SECONDS", 1.0)
    return 1.0


def test_a_head_that_never_ends_keeps_nobody_else_waiting(
    callers: Callers, impatient: float
) -> None:
    with ExitStack() as stack:
        slow = [
            stack.enter_context(socket.create_connection(address(callers), timeout=20))
            for _ in range(MANY)
        ]
        begun = time.monotonic()
        for connection in slow[1:]:
            connection.sendall(HEAD[:20])
        assert "size" in callers.get("/health")
        while time.monotonic() < begun + impatient / 2:  # the time counts from the first byte
            slow[1].sendall(b"a")
            time.sleep(0.1)
        for connection in slow:
            assert answer(connection).startswith(b"HTTP/1.1 408 ")
        assert time.monotonic() < begun + impatient + 10
        assert "size" in callers.get("/health")


@pytest.mark.usefixtures("impatient")
def test_a_body_that_stops_is_refused_and_changes_nothing(callers: Callers) -> None:
    body = json.dumps(REQUEST).encode()
    key = callers.keys["organiser"]
    head = (
        HEAD
        + (
            f"Authorization: Bearer {key}\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: slow-call-1\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
        ).encode()
    )
    with socket.create_connection(address(callers), timeout=20) as connection:
        connection.sendall(head + body[:-1])
        said, _, problem = answer(connection).partition(b"\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 408 ")
    assert json.loads(problem)["code"] == "body_too_slow"
    assert callers.get("/draws")["draws"] == []
    with socket.create_connection(address(callers), timeout=20) as connection:
        connection.sendall(head + body)
        assert answer(connection).startswith(b"HTTP/1.1 201 ")


@pytest.mark.usefixtures("impatient")
def test_a_body_may_come_in_parts(callers: Callers) -> None:
    def parts() -> Iterator[bytes]:
        for byte in json.dumps(REQUEST).encode()[:4]:
            yield bytes([byte])
            time.sleep(0.4)
        yield json.dumps(REQUEST).encode()[4:]

    headers = callers.headers("organiser") | {"Content-Type": "application/json"}
    done = callers.client.post("/api/v1/draws", content=parts(), headers=headers)
    assert done.status_code == httpx.codes.CREATED, done.text


@pytest.mark.usefixtures("impatient")
def test_a_connection_may_rest_between_calls(callers: Callers) -> None:
    with httpx.Client(base_url=callers.client.base_url) as client:
        assert client.get("/api/v1/health").is_success
        time.sleep(1.5)
        assert client.get("/api/v1/health").is_success


def test_a_clock_set_back_writes_nothing_and_says_since_when(
    tmp_path: Path, prepared: Prepared
) -> None:
    home = prepared.copied(tmp_path / "home")
    with calling(home, prepared.keys, Office.LATER) as callers:
        freeze = callers.frozen()
    with calling(home, prepared.keys, Office.MORNING) as callers:
        joined = file_of(callers.witnesses[0].join(freeze))
        early = callers.post("supervisor", "/draws/d-1/joins", joined, Idempotency_Key="join-call")
        problem = callers.refused(409, "clock_behind", early)
        assert Office.LATER in str(problem["facts"])
        assert [of["type"] for of in kinds(callers)] == ["REQUEST", "FREEZE"]


def kinds(callers: Callers) -> list[dict[str, Any]]:
    return [of["entry"] for of in callers.get("/draws/d-1/entries")["entries"]]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["stopped", "power cut"])
def test_a_database_that_goes_away_and_comes_back(tmp_path: Path, how: signal.Signals) -> None:
    with own_server() as server:
        prepared = prepare(tmp_path / "home", new_database("bad", server=server.url()))
        with calling(prepared.home, prepared.keys) as callers:
            server.stop(how)
            gone = callers.post("organiser", "/draws", REQUEST, Idempotency_Key="request-1")
            page = callers.client.get("/draws/d-1")
            server.start()
            callers.refused(503, "store_unreachable", gone)
            assert gone.headers["Retry-After"]
            assert page.status_code == httpx.codes.SERVICE_UNAVAILABLE
            callers.done("organiser", "/draws", REQUEST, Idempotency_Key="request-1")
            restarted = threading.Event()
            with ThreadPoolExecutor(CLIENTS) as threads:
                clients = [
                    threads.submit(request_until, callers, f"d-{n}", restarted)
                    for n in range(2, 2 + CLIENTS)
                ]
                for _ in range(RESTARTS):
                    time.sleep(0.2)
                    server.stop(how)
                    server.start()
                restarted.set()
                asked = [draw for client in clients for draw in client.result()]
            assert len(asked) > CLIENTS
            assert {of["draw"] for of in all_draws(callers)} == {"d-1", *asked}


def request_until(callers: Callers, prefix: str, end: threading.Event) -> list[str]:
    """Ask for one draw after the other, each until it is there. Returns which."""
    asked: list[str] = []
    while not end.is_set():
        draw = f"{prefix}-{len(asked)}"
        call = REQUEST | {"draw": draw, "number": draw}
        while True:
            answer = callers.post("organiser", "/draws", call, Idempotency_Key=f"request-{draw}")
            if answer.status_code == httpx.codes.CREATED:
                break
            callers.refused(503, "store_unreachable", answer)
        asked.append(draw)
    return asked


def all_draws(callers: Callers) -> Iterator[dict[str, Any]]:
    after = ""
    while True:
        page = callers.get("/draws", after=after)
        yield from page["draws"]
        after = page["next"]
        if not after:
            return


def test_a_disk_without_room_keeps_what_was_acknowledged(
    tmp_path: Path, prepared: Prepared
) -> None:
    home = prepared.copied(tmp_path / "home")
    size = home.database.stat().st_size // PAGE_BYTES
    asked: list[str] = []
    with at_most(size + 12), calling(home, prepared.keys) as callers:
        while True:
            draw = f"d-{len(asked)}"
            call = REQUEST | {"draw": draw, "number": draw}
            answer = callers.post("organiser", "/draws", call, Idempotency_Key=f"request-{draw}")
            if answer.status_code != httpx.codes.CREATED:
                break
            asked.append(draw)
        callers.refused(507, "store_full", answer)
        assert asked
        assert {of["draw"] for of in all_draws(callers)} == set(asked)
    with calling(home, prepared.keys) as callers:
        callers.done("organiser", "/draws", call, Idempotency_Key=f"request-{draw}")
        assert {of["draw"] for of in all_draws(callers)} == {*asked, draw}


def test_a_service_goes_on_while_personal_data_comes_under_another_key(
    tmp_path: Path, prepared: Prepared
) -> None:
    home = prepared.copied(tmp_path / "home")
    later = REQUEST | {"draw": "d-2", "number": "2号", "venue": "二楼"}
    with calling(home, prepared.keys) as callers:
        first = callers.inviting()[0]
        assert run(["rekey", "--home", str(home.folder)]) == 0
        callers.done("organiser", "/draws", later)  # still sealed with the key before
        seat = {"group": first["group"], "row": first["row"], "supervisor": "supervisor"}
        assert callers.done("pool_office", "/draws/d-1/contacts", seat)["name"]
    with calling(home, prepared.keys) as callers:
        path, freeze = "/draws/d-2/freeze", {"source": "witness"}
        callers.done("organiser", path, freeze, Idempotency_Key="after-the-restart")
