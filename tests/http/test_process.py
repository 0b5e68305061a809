"""`drawsvc serve` as a process: ended while a call is under way, and what its log tells."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from drawsvc.app import opened
from drawsvc.config import Home
from drawsvc.serving import listening_at
from drawsvc.usecases.read_log import read_log
from tests.http.conftest import REQUEST
from tests.service.home import PASSPHRASE, Prepared

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGTERM")

START = "from drawsvc.cli import main; main()"


@dataclass
class Serving:
    """A process that serves, and where."""

    process: "subprocess.Popen[bytes]"
    url: str
    told: Path

    def end(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.told.read_text("utf-8").splitlines()]


@contextmanager
def serving(home: Path, folder: Path, port: int = 0) -> Iterator[Serving]:
    (folder / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    words = [sys.executable, "-c", START, "serve", "--port", str(port)]
    words += ["--home", str(home), "--json"]
    environ = os.environ | {"DRAWSVC_PASSPHRASE_FILE": str(folder / "passphrase")}
    told = folder / "told"
    with (
        told.open("wb") as errors,
        subprocess.Popen(words, stdout=subprocess.PIPE, stderr=errors, env=environ) as process,
    ):
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line, told.read_text("utf-8")
            yield Serving(process, json.loads(line)["url"], told)
        finally:
            process.kill()


@pytest.fixture
def home(tmp_path: Path, prepared: Prepared) -> Path:
    return prepared.copied(tmp_path / "home").folder


def half_a_call(url: str, key: str) -> tuple[socket.socket, bytes]:
    """A connection over which all of a call but the end of its body was sent, and that end."""
    body = json.dumps(REQUEST | {"date": "2026-12-30"}).encode()
    host, port = url.removeprefix("http://").split(":")
    head = (
        "POST /api/v1/draws HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        f"Authorization: Bearer {key}\r\nIdempotency-Key: in-flight-1\r\n"
        f"Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    connection = socket.create_connection((host, int(port)), timeout=30)
    connection.sendall(head.encode() + body[:-1])
    return connection, body[-1:]


def test_told_to_end_it_answers_signs_and_ends(
    home: Path, prepared: Prepared, tmp_path: Path
) -> None:
    with serving(home, tmp_path) as service:
        connection, rest = half_a_call(service.url, prepared.keys["organiser"])
        time.sleep(0.3)  # until the call has begun
        service.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        assert service.process.poll() is None
        with pytest.raises(httpx.ConnectError):  # nobody new is let in
            httpx.get(f"{service.url}/api/v1/health")
        connection.sendall(rest)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
        connection.close()
        assert service.process.wait(30) == 0
    assert answer.startswith(b"HTTP/1.1 201 "), answer
    assert service.lines()[-1]["event"] == "ended"
    with opened(Home(home)) as app:
        found = read_log(app.office)
        assert not found.waiting
        assert [of.place.draw for of in attempts(app)] == ["d-1"]


def attempts(app: Any) -> Any:
    with app.store.reading() as reader:
        return reader.attempts()


def test_log_tells_routes_and_no_names(home: Path, prepared: Prepared, tmp_path: Path) -> None:
    keys = prepared.keys
    with serving(home, tmp_path) as service, httpx.Client(base_url=service.url) as client:
        answer = client.get("/api/v1/draws/甲X2-3")
        assert answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY
        client.get("/甲X2-3?phone=10000000003")
        client.post(
            "/api/v1/draws", content=b"{", headers={"Authorization": f"Bearer {keys['organiser']}"}
        )
        assert client.get("/api/v1/metrics").status_code == httpx.codes.UNAUTHORIZED
        shown = {"Authorization": f"Bearer {keys['administrator']}"}
        metrics = client.get("/api/v1/metrics", headers=shown).text
        assert service.end() == 0
    calls = [line for line in service.lines() if line["event"] == "call"]
    told = [(c["method"], c["route"], c["operation"], c["status"]) for c in calls]
    assert told[:3] == [
        ("GET", "/api/v1/draws/{draw}", "get_draw", 422),
        ("GET", "none", "none", 404),
        ("POST", "/api/v1/draws", "request_draw", 422),
    ]
    assert calls[0]["request"] == answer.headers["X-Request-Id"] == answer.json()["request"]
    assert all(isinstance(call["ms"], int) and call["level"] == "info" for call in calls)
    text = service.told.read_text("utf-8")
    for secret in ("甲X2", "10000000003", keys["organiser"], keys["administrator"]):
        assert secret not in text
    assert 'drawsvc_calls_total{operation="get_draw",status="422"} 1.0' in metrics
    assert "drawsvc_entries_total " in metrics
    assert "drawsvc_due_attempts 0.0" in metrics


def test_it_does_not_wait_for_more_to_send() -> None:
    """Asyncio turns Nagle's algorithm off on what is known to be TCP."""
    with listening_at("127.0.0.1", 0) as listening:
        host, port = listening.getsockname()
        with socket.create_connection((host, port)), listening.accept()[0] as accepted:
            assert accepted.proto == socket.IPPROTO_TCP


def test_it_ends_at_once_when_nobody_calls(home: Path, tmp_path: Path) -> None:
    with serving(home, tmp_path) as service:
        begun = time.monotonic()
        assert service.end() == 0
        assert time.monotonic() - begun < 5


def test_a_port_that_somebody_else_has_is_said_to_be(home: Path, tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    with listening_at("127.0.0.1", 0) as taken:
        port = str(taken.getsockname()[1])
        words = [sys.executable, "-c", START, "serve", "--port", port, "--home", str(home)]
        words += ["--json", "--passphrase-file", str(tmp_path / "passphrase")]
        done = subprocess.run(words, stdout=subprocess.PIPE, timeout=60, check=False)
    said = json.loads(done.stdout)["error"]
    assert (done.returncode, said["code"]) == (4, "system_address")
    assert port in said["got"]
