"""Calls that go on being made until they are answered, and what the answers said."""

from __future__ import annotations

import secrets
import threading
import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Self

import httpx

from drawsvc.client import Client, Done, Json, ProblemError

WAIT_SECONDS = 0.05
PATIENCE_SECONDS = 60


@dataclass
class Answers:
    """What a service has acknowledged, whoever was told."""

    leaves: Counter[str] = field(default_factory=Counter)
    """How many calls were told of an entry that they have written it."""
    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    lost: int = 0
    """How many calls were sent and never answered."""
    checkpoints: set[bytes] = field(default_factory=set)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def took(self, what: str, done: Done) -> None:
        with self._guard:
            self.done[what] += 1
            self.leaves.update(entry["leaf"] for entry in done.entries)

    def was_refused(self, code: str) -> None:
        with self._guard:
            self.refused[code] += 1

    def saw(self, checkpoint: bytes) -> None:
        with self._guard:
            self.checkpoints.add(checkpoint)

    def was_lost(self) -> None:
        with self._guard:
            self.lost += 1


class _Noting(httpx.HTTPTransport):
    """Notes calls that were sent and never answered."""

    def __init__(self, answers: Answers) -> None:
        super().__init__(verify=False)  # there is nothing to verify on loopback, and it takes time
        self._answers = answers

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return super().handle_request(request)
        except httpx.ConnectError:  # nobody was there
            raise
        except httpx.TransportError:
            self._answers.was_lost()
            raise


class Callers:
    """A client of each role. A call without an answer is repeated with its key.

    Args:
        url: the service.
        keys: by role.
        answers: where they are noted.
    """

    def __init__(self, url: str, keys: dict[str, str], answers: Answers) -> None:
        self.answers = answers
        self._url = url
        self._keys = keys
        self._opened = ExitStack()
        self._clients: dict[str, Client] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def client(self, role: str) -> Client:
        if role not in self._clients:
            client = Client(self._url, self._keys.get(role, ""), transport=_Noting(self.answers))
            self._clients[role] = self._opened.enter_context(client)
        return self._clients[role]

    def post(self, role: str, path: str, body: Json | None = None) -> Done:
        """Change something.

        Raises:
            ProblemError: the service refused.
        """
        key = secrets.token_hex(16)
        client = self.client(role)
        try:
            done: Done = self._answered(lambda: client.post(path, body, key=key))
        except ProblemError as error:
            self.answers.was_refused(error.code)
            raise
        self.answers.took(path.rpartition("/")[2], done)
        if secrets.randbelow(4) == 0:  # somebody was not sure whether he was answered
            again: Done = self._answered(lambda: client.post(path, body, key=key))
            assert [of["leaf"] for of in again.entries] == [of["leaf"] for of in done.entries]
            assert again.facts == done.facts
        return done

    def get(self, path: str, role: str = "", **query: str) -> Any:
        client = self.client(role)
        return self._answered(lambda: client.get(path, **query))

    def sent(self) -> None:
        """Wait until no message is to be sent any more."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self.get("/pools/xin/outbox", "pool_office", state="waiting")["notices"]:
            assert time.monotonic() < end
            time.sleep(WAIT_SECONDS)

    def look(self) -> None:
        """Keep the checkpoint that is handed out now."""
        self.answers.saw(self._answered(lambda: self.client("").fetch("/log/checkpoint")))

    def _answered(self, call: Any) -> Any:
        end = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                return call()
            except httpx.TransportError:
                assert time.monotonic() < end
            except ProblemError as error:
                if (
                    error.status <= HTTPStatus.INTERNAL_SERVER_ERROR
                ):  # refused, or a mistake of ours
                    raise
                assert time.monotonic() < end
            time.sleep(WAIT_SECONDS)
