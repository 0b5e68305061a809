"""What lies between the command line and a service: the address, the network, the key; and the service as a process."""

import json
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest

from drawsvc import clock
from drawsvc.cli.at_server_looking import Looking
from drawsvc.serving import running
from tests.cli.office import Office
from tests.notify.mail_server import MailBox, certificate
from tests.service.calls import PATIENCE_SECONDS, WAIT_SECONDS
from tests.service.home import Prepared
from tests.service.process import Daemon, Shared, free_port, living
from tests.service.sides import WITNESSES, Both, Side, accepted, at, requested, written

# The way to the service.


class Answering(BaseHTTPRequestHandler):
    """Something at an address that is no service of ours."""

    body: ClassVar[bytes] = b""
    status: ClassVar[int] = 200

    def do_GET(self) -> None:
        self.send_response(self.status)
        self.send_header("Location", "https://elsewhere.example.org/")
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@contextmanager
def answering(body: bytes, status: int = 200, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    handler = type("Handler", (Answering,), {"body": body, "status": status})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        if tls:
            server.socket = tls.wrap_socket(server.socket, server_side=True)
        with running(partial(server.serve_forever, 0.01), server.shutdown):
            yield f"{'https' if tls else 'http'}://localhost:{server.server_address[1]}"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"<html>sign in</html>", 200),
        (b"[]", 200),
        (b"{}", 200),
        (b'{"draws": [{}], "next": ""}', 200),
        (b"", 302),
        (b"<html>bad gateway</html>", 404),
        (b'{"code": 3}', 404),
    ],
)
def test_something_else_answers(side: Side, body: bytes, status: int) -> None:
    with answering(body, status) as url:
        error = side.refused("", "list", "--server", url, "--key-file", "some.key", code=4)
    assert error["code"] == "server_foreign"


def test_nobody_answers(side: Side) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    error = side.refused("", "show", "d-1", "--server", url, code=4)
    assert (error["code"], error["facts"]["got"]) == ("server_unreachable", url)
    assert "Nothing was changed" in side.say("show", "d-1", "--server", url)


@pytest.mark.parametrize("host", ["a..b", "x" * 70, "draws.invalid"])
def test_a_name_nobody_has(side: Side, host: str) -> None:
    error = side.refused("", "list", "--server", f"https://{host}", code=4)
    assert error["code"] == "server_unreachable"


def test_an_error_after_the_change_says_that_it_stands(
    both: Both, monkeypatch: pytest.MonkeyPatch
) -> None:
    requested(both.server)

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device", "x")

    monkeypatch.setattr(Looking, "draw", fail)
    words = (*both.server.globals("organiser"), "--lang", "en")
    *_, said = both.server.raw(*words, "freeze", "d-1")
    assert "is kept" in said
    *_, said = both.server.raw(*words, "freeze", "d-1")
    assert "Nothing was changed" in said


def test_an_answer_that_is_lost(side: Side) -> None:
    """Whether it was done is not known, and is not said to be; not even if nobody is there when it is asked again."""
    for calls in (1, 3):
        with socket.create_server(("127.0.0.1", 0)) as deaf:
            thread = threading.Thread(target=hang_up, args=(deaf, calls))
            thread.start()
            url = f"http://127.0.0.1:{deaf.getsockname()[1]}"
            said = side.say("freeze", "d-1", "--server", url)
            thread.join()
        assert "server_unreachable" in said
        assert "is not known" in said


def hang_up(server: socket.socket, calls: int) -> None:
    """Take some calls and answer none; then be gone."""
    for _ in range(calls):
        connection, _ = server.accept()
        with connection:
            connection.recv(1000)
    server.close()


def test_a_certificate_nobody_trusts(side: Side) -> None:
    _, tls = certificate(Path())
    with answering(b"{}", tls=tls) as url:
        error = side.refused("", "list", "--server", url, code=4)
    assert error["code"] == "server_untrusted"


def test_a_certificate_the_system_trusts(side: Side, monkeypatch: pytest.MonkeyPatch) -> None:
    pem, tls = certificate(Path())
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    with answering(b'{"draws": [], "next": ""}', tls=tls) as url:
        assert side.run("", "list", "--server", url, "--key-file", "some.key") == {"draws": []}


def test_a_key_that_can_be_read_on_the_way_is_warned_of(side: Side) -> None:
    far = ("--server", "http://draws.invalid")
    key = ("--key-file", "some.key")
    assert "not encrypted" in side.say("list", *far, *key)
    assert "not encrypted" not in side.say("list", *far)
    assert "not encrypted" not in side.say("list", "--server", "http://127.0.0.1:1", *key)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["list", "--server", "ftp://draws.example.org"], "usage_server_url"),
        (["list", "--server", "draws.example.org"], "usage_server_url"),
        (["list", "--server", "http://me:secret@draws.example.org"], "usage_server_url"),
        (["list", "--server", "http://x", "--home", "y"], "usage_server_or_home"),
        (["list", "--server", "http://x", "--at", Office.LATER], "usage_server_clock"),
        (["list", "--server", "http://x", "--key-file", "nowhere"], "key_file"),
        (["list", "--server", "http://x", "--key-file", "two words"], "key_file"),
        (["join", "d-1", "--operator", "--server", "http://x"], "home_only"),
        (["row", "d-1", "e-1", "--out", "x", "--server", "http://x"], "home_only"),
        (["init", "--origin", "a.example", "--server", "http://x"], "home_only"),
        (["serve", "--server", "http://x"], "home_only"),
        (["backup", "x", "--server", "http://x"], "home_only"),
        (["key", "list", "--server", "http://x"], "home_only"),
        (["outbox", "list", "--server", "http://x"], "home_only"),
    ],
)
def test_what_cannot_be_meant(side: Side, words: list[str], code: str) -> None:
    written("two words", b"not a key")
    error = side.refused("", words[0], *words[1:], code=2)
    assert error["code"] == code
    assert "secret" not in json.dumps(error)
    assert not Path("drawsvc-home").exists()


def test_the_environment_names_service_and_key(both: Both, monkeypatch: pytest.MonkeyPatch) -> None:
    requested(both.server)
    (_, url), key = both.server.globals(""), "auditor.key"
    monkeypatch.setenv("DRAWSVC_SERVER", url)
    monkeypatch.setenv("DRAWSVC_KEY_FILE", key)
    here = Side(both.server.capture, lambda _: [])
    assert here.run("", "list") == both.server.run("", "list")
    assert here.refused("", "freeze", "d-1", code=3)["code"] == "role_not_allowed"
    assert here.run("", "list", "--home", "alone", "--at", Office.LATER) == {"draws": []}
    written("other.key", b"dsk_0000000000000000_" + b"0" * 64 + b"\n")
    error = here.refused("", "freeze", "d-1", "--key-file", "other.key", code=3)
    assert error["code"] == "key_unknown"


# The service as a process, which goes on by itself.


def test_a_planned_draw_at_a_service_of_its_own(
    office_home: Prepared, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, side: Side
) -> None:
    shared = Shared(tmp_path, free_port(), MailBox())
    office_home.copied(shared.home.folder)
    shared.begin()
    monkeypatch.setattr(clock, "now", partial(datetime.now, UTC))
    for role, key in office_home.keys.items():
        written(f"{role}.key", f"{key}\n".encode())
    words = ("serve", "--port", str(shared.port))
    with living([Daemon(shared, words)]):
        wait_for(shared.url)
        there = Side(side.capture, at(shared.url))
        plan = ("--automatic", "--source", "witness", "--release", "leader=1号")
        options = [word for option in Office.REQUEST.items() for word in option]
        there.run("organiser", "request xin", *options, "--seats", "X2=2", *plan)
        freeze = until(there, "frozen")
        for witness in WITNESSES:
            there.run("supervisor", "join", "d-1", *there.signed(witness.join(freeze)))
        slip = until(there, "sealed")
        seen = [witness.sign("seen", slip) for witness in WITNESSES]
        shown = [witness.sign("reveal", slip, witness.value) for witness in WITNESSES]
        there.run("supervisor", "statement", "d-1", *there.signed(*seen, *shown))
        until(there, "inviting")
        accepted(there)
        until(there, "released")
        there.run("", "record", "d-1", "--out", "record.json")
        code, out, _ = there.raw("verify", "record.json", "--slip", slip, "--json")
        report = json.loads(out)
        assert (report["failed"], code) == (
            [],
            3,
        )  # nothing failed; without a trust file no more can be said


def wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while True:
        with suppress(httpx.TransportError):
            httpx.get(f"{url}/api/v1/health")
            return
        assert time.monotonic() < end
        time.sleep(WAIT_SECONDS)


def until(side: Side, phase: str) -> str:
    """Wait until a draw is in a phase; the leaf of its last entry."""
    end = time.monotonic() + PATIENCE_SECONDS
    while side.run("", "show", "d-1")["phase"] != phase:
        assert time.monotonic() < end, phase
        time.sleep(WAIT_SECONDS)
    return str(side.run("", "entries", "d-1")["entries"][-1]["leaf"])
