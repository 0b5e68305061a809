"""Whoever asks something that is no service of ours is told so, and neither watches nor reads for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from drawsvc.client import Client, ProblemError, answered, calling
from drawsvc.client.calling import WATCH_TRIES
from drawsvc.http.faults import MAX_FAULTS
from drawsvc.serving import running

DEEP = b"[" * 200_000 + b"\n"
DEEPER_THAN_OURS = (
    b'{"code": "no_draw", "title": "t", "facts": {"got": ' + b"[" * 400 + b"]" * 400 + b"}}"
)


@contextmanager
def answering(status: int, kind: str, body: bytes) -> Iterator[tuple[str, list[str]]]:
    """Something at an address that gives one answer, and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Location", "https://elsewhere.example.org/")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Tests print nothing."""

    with (
        ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server,
        running(partial(server.serve_forever, 0.01), server.shutdown),
    ):
        yield f"http://127.0.0.1:{server.server_address[1]}", asked


@pytest.mark.parametrize(
    ("status", "kind", "body", "tries"),
    [
        (200, "text/html", b"<html>sign in</html>", 1),
        (200, "text/html", b"event: end\ndata: {}\n\n", 1),
        (302, "text/event-stream", b"", 1),
        (200, "text/event-stream", b"event: entry\ndata: x\n\n", 1),
        (200, "text/event-stream", b"event: entry\ndata: 3\n\n", 1),
        (200, "text/event-stream", b"event: entry\ndata: {}\n\n", 1),
        (200, "text/event-stream", b"data: " + DEEP, 1),
        (422, "application/problem+json", DEEP, 1),
        (422, "application/problem+json", DEEPER_THAN_OURS, 1),
        (200, "text/event-stream", b"data: " + DEEPER_THAN_OURS + b"\n\n", 1),
        (200, "text/event-stream; charset=utf-8", b"", WATCH_TRIES + 1),
    ],
)
def test_it_ends(
    monkeypatch: pytest.MonkeyPatch, status: int, kind: str, body: bytes, tries: int
) -> None:
    monkeypatch.setattr(calling, "PAUSE_SECONDS", 0)
    with answering(status, kind, body) as (url, asked), Client(url) as client:
        with pytest.raises(ProblemError) as caught:
            list(client.watch("d-1"))
        assert (caught.value.code, len(asked)) == ("server_foreign", tries)


@pytest.mark.parametrize("kind", ["application/json", "application/octet-stream"])
def test_an_answer_longer_than_any_of_ours_is_not_read(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(answered, "MAX_ANSWER_BYTES", 10)
    with answering(200, kind, b"[" * 11) as (url, _), Client(url) as client:
        for ask in (client.get, client.fetch):
            with pytest.raises(ProblemError) as caught:
                ask("/draws/d-1")
            assert (caught.value.code, caught.value.facts["got"]) == ("server_foreign", "length")


@pytest.mark.parametrize("status", [200, 422])
@pytest.mark.parametrize("body", [DEEP, DEEPER_THAN_OURS], ids=["any reader", "ours"])
def test_an_answer_nested_deeper_than_readers_go_is_foreign(status: int, body: bytes) -> None:
    with answering(status, "application/json", body) as (url, _), Client(url) as client:
        with pytest.raises(ProblemError) as caught:
            client.get("/draws/d-1")
        assert (caught.value.code, caught.value.status) == ("server_foreign", status)


@pytest.mark.parametrize(
    ("status", "body"), [(200, b"event: entry, begun"), (200, b"x" * 11 + b"\n"), (422, b"[" * 11)]
)
def test_no_line_that_is_watched_is_read_further_than_ours_may_be_long(
    monkeypatch: pytest.MonkeyPatch, status: int, body: bytes
) -> None:
    monkeypatch.setattr(answered, "MAX_ANSWER_BYTES", 10)
    with answering(status, "text/event-stream", body) as (url, _), Client(url) as client:
        with pytest.raises(ProblemError) as caught:
            list(client.watch("d-1"))
        assert (caught.value.code, caught.value.facts["got"]) == ("server_foreign", "length")


def test_short_lines_are_watched_however_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answered, "MAX_ANSWER_BYTES", 12)
    body = b": waiting\n" * 30 + b"event: end\r\ndata: {}\n\n"
    with answering(200, "text/event-stream", body) as (url, _), Client(url) as client:
        assert list(client.watch("d-1")) == []


def test_as_many_parts_are_taken_as_a_service_of_ours_tells() -> None:
    part = {"title": "#/pool: a number", "detail": "a text", "pointer": "#/pool"}
    problem = {"code": "call_malformed", "title": "", "errors": [part] * (MAX_FAULTS + 1)}
    kind, body = "application/problem+json", json.dumps(problem).encode()
    with answering(422, kind, body) as (url, _), Client(url) as client:
        with pytest.raises(ProblemError) as caught:
            client.get("/draws/d-1")
        failures: Any = caught.value.facts["failures"]
        assert len(failures) == MAX_FAULTS
