"""Many clients at once, each with a connection of its own: how many calls a second are answered, and how late."""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
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
        AssertionError: a call was refused.
    """
    begin = threading.Barrier(len(shares) + 1)
    taken: list[float] = []
    refused: list[str] = []

    def call(url: str, calls: Iterable[Sent]) -> None:
        address = urlsplit(url).netloc
        connection = http.client.HTTPConnection(address, timeout=ANSWER_SECONDS)
        connection.connect()
        begin.wait()
        for sent in calls:
            start = time.perf_counter()
            connection.request(sent.method, sent.path, sent.body, dict(sent.headers))
            answer = connection.getresponse()
            said = answer.read()
            taken.append(time.perf_counter() - start)
            if answer.status >= http.client.BAD_REQUEST:
                refused.append(said.decode())
        connection.close()

    threads = [
        threading.Thread(target=call, args=(urls[n % len(urls)], share))
        for n, share in enumerate(shares)
    ]
    for thread in threads:
        thread.start()
    begin.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    assert not refused, refused[0]
    return Load(taken, time.perf_counter() - start)


def quantile(values: Iterable[float], part: float) -> float:
    """The value below which such a part of them is."""
    ordered = sorted(values)
    return ordered[int(part * (len(ordered) - 1))]
