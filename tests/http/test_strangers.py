"""Whoever asks something that is no service of ours is told so, and neither watches nor reads for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from drawsvc import client as calling
from drawsvc.client import WATCH_TRIES, Client, ProblemError
from drawsvc.serving import running


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
    monkeypatch.setattr(calling, "MAX_ANSWER_BYTES", 10)
    with answering(200, kind, b"[" * 11) as (url, _), Client(url) as client:
        for ask in (client.get, client.fetch):
            with pytest.raises(ProblemError) as caught:
                ask("/draws/d-1")
            assert (caught.value.code, caught.value.facts["got"]) == ("server_foreign", "length")
