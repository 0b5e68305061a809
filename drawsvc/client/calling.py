"""The API called from Python: each call has its Idempotency-Key and is repeated with it, problems are raised."""

from __future__ import annotations

import secrets
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from types import TracebackType
from typing import Any, Self, TypedDict

import httpx

from drawsvc.client.answered import (
    Done,
    Json,
    ProblemError,
    foreign,
    foreign_answer,
    parse_done,
    parse_event,
    parse_object,
    parse_problem,
    read_lines,
    read_whole,
)

BASE = "/api/v1"
KEY_BYTES = 16
TRIES = 3
TIMEOUT_SECONDS = 30.0
WATCH_TRIES = 30
"""Connections in a row over which nothing new came, after which `watch` gives up."""
PAUSE_SECONDS = 1.0
EVENTS = "text/event-stream"
CONNECT_SECONDS = 10.0
BUSY = frozenset({502, 503, 504})
"""What may be otherwise in a moment."""


class Watched(TypedDict):
    """An entry that was written while somebody watched."""

    entry: dict[str, Any]
    leaf: str


class Client:
    """A service of somebody who holds a key, or of the public.

    Args:
        url: the service, without a path.
        key: `dsk_…`; "" for the public.
        language: `zh` or `en`, of what problems say.
        seconds: how long an answer may take.
        transport: another way to the service than the network.
    """

    def __init__(
        self,
        url: str,
        key: str = "",
        *,
        language: str = "zh",
        seconds: float = TIMEOUT_SECONDS,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        headers = {"Accept-Language": language}
        if key:
            headers["Authorization"] = f"Bearer {key}"
        # The environment is not read: no proxy is shown the key, and no other one is sent.
        self._http = httpx.Client(
            base_url=url,
            headers=headers,
            timeout=httpx.Timeout(seconds, connect=CONNECT_SECONDS),
            transport=transport,
            trust_env=False,
            verify=_trusted(url),
        )

    def __enter__(self) -> Self:
        """The client; its connections are closed at the end."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        self._http.close()

    # What every operation comes down to.

    def get(self, path: str, **query: str | int) -> dict[str, Any]:
        """An answer in JSON.

        Raises:
            ProblemError: the service refused.
            httpx.TransportError: it cannot be reached.
        """
        return parse_object(self._call("GET", path, params=query))

    def fetch(self, path: str, **query: str | int) -> bytes:
        """A file, whatever is in it. Raises as for `get`."""
        return self._call("GET", path, params=query).content

    def post(
        self, path: str, body: Json | None = None, *, key: str = "", wait: bool = False
    ) -> Done:
        """Change something, once however often the network makes us ask.

        Args:
            path: below /api/v1.
            body: of the call.
            key: Idempotency-Key, to repeat a call of an earlier run; "" for a new one.
            wait: until what is written has a proof, 10 seconds at most.

        Raises:
            ProblemError: the service refused.
            httpx.TransportError: it cannot be reached; whether it was done is open: repeat with the same `key`.
        """
        headers = {"Idempotency-Key": key or secrets.token_hex(KEY_BYTES)}
        if wait:
            headers["Prefer"] = "wait"
        return parse_done(self._call("POST", path, json=body, headers=headers))

    def upload(
        self, path: str, data: bytes, *, key: str = "", wait: bool = False, **query: str
    ) -> Done:
        """Hand in a file. Raises as for `post`."""
        headers = {"Idempotency-Key": key or secrets.token_hex(KEY_BYTES)}
        if wait:
            headers["Prefer"] = "wait"
        return parse_done(self._call("POST", path, content=data, params=query, headers=headers))

    def _call(self, method: str, path: str, **said: Any) -> httpx.Response:
        answer = self._asked(method, path, said)
        if not answer.is_success:  # nor are we sent elsewhere with the key
            raise parse_problem(answer)
        return answer

    def _asked(self, method: str, path: str, said: Mapping[str, Any]) -> httpx.Response:
        """The answer to a call, which is repeated where it might be otherwise in a moment."""
        for _ in range(TRIES - 1):
            with suppress(httpx.TransportError):
                answer = self._once(method, path, said)
                if answer.status_code not in BUSY:
                    return answer
        return self._once(method, path, said)

    def _once(self, method: str, path: str, said: Mapping[str, Any]) -> httpx.Response:
        """One try. An answer is read no further than ours may be long."""
        with self._http.stream(method, f"{BASE}{path}", **said) as answer:
            return read_whole(answer)

    # A draw in the order of its life.

    def draws(self, pool: str = "") -> Iterator[dict[str, Any]]:
        """All draws (of a pool), page by page, those requested last at first.

        Raises:
            ProblemError: the service refused; `server_foreign`, its pages have no end.
            httpx.TransportError: it cannot be reached.
        """
        query = {"pool": pool} if pool else {}
        after, passed = "", set[str]()
        while True:
            page = self.get("/draws", **query, **({"after": after} if after else {}))
            draws, after = page["draws"], page["next"]
            if not isinstance(draws, list) or not isinstance(after, str):
                raise foreign("draws")
            yield from draws
            if not after:
                return
            if not draws or after in passed:  # it would go on for ever
                raise foreign("next")
            passed.add(after)

    def draw(self, draw: str) -> dict[str, Any]:
        """A draw as it stands."""
        return self.get(f"/draws/{draw}")

    def watch(self, draw: str, *, attempt: int = 0, seen: str = "") -> Iterator[Watched]:
        """The entries of a draw as they are written, until it has ended; after a lost connection it goes on.

        Args:
            draw: its id.
            attempt: 0 for the latest, or for that of the entry seen last.
            seen: leaf hash of the entry seen last, to go on behind it.

        Raises:
            ProblemError: the service refused; `server_foreign`, what answers tells no entries.
            httpx.TransportError: it cannot be reached, or not for long.
        """
        fruitless = 0
        while True:
            try:
                for kind, data in self._events(draw, attempt, seen):
                    if kind == "end":
                        return
                    seen, fruitless = data["leaf"], 0
                    yield Watched(entry=data["entry"], leaf=seen)
                if fruitless >= WATCH_TRIES:
                    raise foreign("events")
            except (httpx.TransportError, ProblemError) as error:
                foreseen = not isinstance(error, ProblemError) or error.status in BUSY
                if not foreseen or fruitless >= WATCH_TRIES:
                    raise
            fruitless += 1
            time.sleep(PAUSE_SECONDS)

    def _events(self, draw: str, attempt: int, seen: str) -> Iterator[tuple[str, Any]]:
        """Kind and data of each event of one connection; of nothing to come an end."""
        headers = {"Last-Event-ID": seen} if seen else {}
        path, query = f"{BASE}/draws/{draw}/events", {"attempt": attempt}
        with self._http.stream("GET", path, params=query, headers=headers) as answer:
            if not answer.is_success:
                raise parse_problem(read_whole(answer))
            if answer.status_code == httpx.codes.NO_CONTENT:
                yield "end", {}
                return
            if answer.headers.get("Content-Type", "").partition(";")[0] != EVENTS:
                raise foreign_answer(answer)
            kind = ""
            for line in read_lines(answer):
                name, _, value = line.partition(": ")
                if name == "event":
                    kind = value
                elif name == "data":
                    yield kind, parse_event(value)

    def request(self, body: Json, *, wait: bool = False) -> Done:
        """Ask for a panel."""
        return self.post("/draws", body, wait=wait)

    def freeze(self, draw: str, *, source: str = "", replacement: str = "") -> Done:
        """Fix who can be drawn."""
        return self.post(f"/draws/{draw}/freeze", {"source": source, "replacement": replacement})

    def join(self, draw: str, statement: Json) -> Done:
        """Hand in a `join` statement file."""
        return self.post(f"/draws/{draw}/joins", statement)

    def seal(self, draw: str) -> Done:
        """Seal; `facts` hold the slip."""
        return self.post(f"/draws/{draw}/seal")

    def hand_in(self, draw: str, statements: list[Json]) -> Done:
        """Hand in statement files about the seal."""
        return self.post(f"/draws/{draw}/statements", {"statements": statements})

    def reply(self, draw: str, replies: list[Json]) -> Done:
        """Note replies."""
        return self.post(f"/draws/{draw}/replies", {"replies": replies})

    def release(self, draw: str, approval: Json, *, wait: bool = False) -> Done:
        """Release the panel."""
        return self.post(f"/draws/{draw}/release", {"approval": approval}, wait=wait)

    def record(self, draw: str, *, slim: bool = False) -> bytes:
        """The record, for the verifier."""
        return self.fetch(f"/draws/{draw}/record", kind="slim" if slim else "full")

    def evidence(self, draw: str) -> bytes:
        """The evidence of a draw that has ended, a zip archive."""
        return self.fetch(f"/draws/{draw}/evidence")


def _trusted(url: str) -> ssl.SSLContext:
    """Whose certificates are taken: the system's, where there are any to be shown."""
    if url.startswith("https:"):
        return ssl.create_default_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
