"""A running service, and somebody on the way to it who changes what it answers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import httpx
from drawseeds import serialise

from drawsvc.serving import running

Lie = Callable[[Any], Any]
"""What becomes of an answer in JSON."""
PASSED_ON = ("Authorization", "Content-Type", "Idempotency-Key", "Prefer")


class Liar(BaseHTTPRequestHandler):
    """Passes a call on and changes the answer, or asks for something else.

    Args:
        service: the true one.
        end: of the paths whose answers are changed.
        lie: how; None for not at all.
        elsewhere: path that is asked for in place of those; "" for the same.
        status: of changed answers; 0 for the true one.
    """

    service: ClassVar[str]
    end: ClassVar[str]
    lie: ClassVar[Lie | None]
    elsewhere: ClassVar[str]
    status: ClassVar[int]

    def do_GET(self) -> None:
        path, _, _ = self.path.partition("?")
        is_meant = path.endswith(self.end)
        asked = f"/api/v1{self.elsewhere}" if is_meant and self.elsewhere else self.path
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: self.headers[name] for name in PASSED_ON if name in self.headers}
        url = f"{self.service}{asked}"
        answer = httpx.request(self.command, url, content=body, headers=headers, timeout=60)
        status, data = answer.status_code, answer.content
        lie = type(self).lie
        if is_meant and lie:
            status = self.status or status
            data = serialise(lie(json.loads(data)))
        self.send_response(status)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_GET  # noqa: N815 - the name is that of the method

    def log_message(self, *_: object) -> None:
        """Tests print nothing."""


@contextmanager
def lying(
    service: str, end: str, lie: Lie | None = None, *, elsewhere: str = "", status: int = 0
) -> Iterator[str]:
    """The address of a liar before a service."""
    said = {
        "service": service.rstrip("/"),
        "end": end,
        "lie": staticmethod(lie) if lie else None,
        "elsewhere": elsewhere,
        "status": status,
    }
    with (
        ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (Liar,), said)) as server,
        running(partial(server.serve_forever, 0.01), server.shutdown),
    ):
        yield f"http://127.0.0.1:{server.server_address[1]}"
