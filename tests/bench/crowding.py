"""Many clients at once, each with a connection of its own: how many calls a second are answered, and how late."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from urllib.parse import urlsplit

ANSWER_SECONDS = 30


@dataclass(frozen=True)
class Sent:
    """A call."""

    method: str
    path: str
    body: bytes
    headers: Mapping[str, str]


class Connection:
    """A connection that is kept open.

    Args:
        url: the service.
    """

    def __init__(self, url: str) -> None:
        self._http = http.client.HTTPConnection(urlsplit(url).netloc, timeout=ANSWER_SECONDS)
        self._http.connect()

    def send(self, sent: Sent) -> bytes:
        """What is answered.

        Raises:
            RefusedError: the call was not done.
        """
        self._http.request(sent.method, sent.path, sent.body, dict(sent.headers))
        answer = self._http.getresponse()
        said = answer.read()
        if answer.status >= http.client.BAD_REQUEST:
            raise RefusedError(said.decode())
        return said

    def close(self) -> None:
        """Close it."""
        self._http.close()


class RefusedError(Exception):
    """A call was refused; the problem that was answered."""


@dataclass(frozen=True)
class Load:
    """What became of all calls of a round: seconds of each, and of all together."""

    each: Sequence[float]
    together: float

    @property
    def a_second(self) -> float:
        """Calls answered a second."""
        return len(self.each) / self.together


def crowd(urls: Sequence[str], shares: Sequence[Sequence[Sent]]) -> Load:
    """Send the calls of each client one after the other, all clients at once, who share the URLs evenly.

    Raises:
        RefusedError: a call was refused.
    """
    begin = threading.Barrier(len(shares) + 1)

    def call(url: str, calls: Iterable[Sent]) -> list[float]:
        with closing(Connection(url)) as connection:
            begin.wait()
            return [_timed(connection, sent) for sent in calls]

    with ThreadPoolExecutor(len(shares)) as threads:
        clients = [threads.submit(call, urls[n % len(urls)], of) for n, of in enumerate(shares)]
        begin.wait()
        start = time.perf_counter()
        taken = [seconds for client in clients for seconds in client.result()]
        return Load(taken, time.perf_counter() - start)


def _timed(connection: Connection, sent: Sent) -> float:
    start = time.perf_counter()
    connection.send(sent)
    return time.perf_counter() - start


def quantile(values: Iterable[float], part: float) -> float:
    """The value below which such a part of them is."""
    ordered = sorted(values)
    return ordered[int(part * (len(ordered) - 1))]
