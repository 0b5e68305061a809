"""A program that takes messages over HTTP, and checks who signed them by the text of Standard Webhooks 1."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

SECRET = bytes(range(32))


@dataclass
class Received:
    """What came in.

    Args:
        said: the body.
        timestamp: of the try.
        is_signed: whether the signature is right.
    """

    id: str
    said: dict[str, Any]
    timestamp: int
    is_signed: bool


@dataclass
class HookBox:
    """What the program has received, and what it answers."""

    url: str = ""
    status: int = 200
    answer: bytes = b'{"ok":true}'
    pause_seconds: float = 0.0
    received: list[Received] = field(default_factory=list)

    @property
    def ids(self) -> list[str]:
        return [each.id for each in self.received]


class _Handler(BaseHTTPRequestHandler):
    box: ClassVar[HookBox]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        id_, timestamp = self.headers["webhook-id"], self.headers["webhook-timestamp"]
        kind, _, given = self.headers["webhook-signature"].partition(",")
        wanted = hmac.new(SECRET, f"{id_}.{timestamp}.".encode() + body, hashlib.sha256).digest()
        signed = kind == "v1" and hmac.compare_digest(b64decode(given), wanted)
        self.box.received.append(Received(id_, json.loads(body), int(timestamp), signed))
        self.send_response(self.box.status)
        if 300 <= self.box.status < 400:
            self.send_header("Location", self.box.url)
        self.send_header("Content-Length", str(len(self.box.answer)))
        self.end_headers()
        with suppress(ConnectionError):  # a client that has waited enough leaves
            for byte in self.box.answer if self.box.pause_seconds else ():
                self.wfile.write(bytes([byte]))
                time.sleep(self.box.pause_seconds)
            if not self.box.pause_seconds:
                self.wfile.write(self.box.answer)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@contextmanager
def hook_server() -> Iterator[HookBox]:
    """The program, on a free port of this machine."""
    box = HookBox()
    handler = type("Handler", (_Handler,), {"box": box})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        box.url = f"http://127.0.0.1:{server.server_address[1]}/messages?x=1"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
