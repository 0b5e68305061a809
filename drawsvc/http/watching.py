"""Watching draws: one poller for everybody, and each entry put into words once, whoever reads it and however slowly."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from drawsvc.domain import grammar
from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import DrawError, StateError
from drawsvc.usecases.follow_log import Beginning, News

MEDIA_TYPE = "text/event-stream"
MOST_WATCHERS = 500
LOOK_SECONDS = 0.5
HEARTBEAT_SECONDS = 15
HEARTBEAT = b":\n\n"
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
"""Nobody on the way keeps anything back, or for later."""
WOKEN_AT_ONCE, PAUSE_SECONDS = 4, 0.005
"""Watchers are woken some at a time: whoever calls the service meanwhile is not kept waiting until all have it."""

log = structlog.get_logger("drawsvc.http")

Follow = Callable[[int | None, Collection[Place]], News]
"""`usecases.follow_log` of a service."""


class Told:
    """A draw as its watchers are told it: a text for each entry, the same for all."""

    def __init__(self) -> None:
        self.texts: list[bytes] = []
        self.phase = grammar.START
        self.watchers: list[Watcher] = []

    @property
    def is_over(self) -> bool:
        """Whether the draw has ended."""
        return self.phase in grammar.FINISHED

    def take(self, entries: Iterable[Entry]) -> bool:
        """Put what is new into words. Returns whether anything was."""
        before = len(self.texts)
        for entry in entries:
            if entry.seq == len(self.texts):
                self.texts.append(_entry_event(entry))
                place = entry.place
                self.phase = grammar.next_phase(self.phase, entry.type, draw=place.draw)
        return len(self.texts) > before


@dataclass(eq=False)
class Watcher:
    """Somebody who watches, and how far he has been told."""

    told: Told
    seq: int
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def rest(self) -> bytes:
        """What he has not been told yet."""
        texts = self.told.texts[self.seq :]
        self.seq += len(texts)
        return b"".join(texts)


class Watching:
    """Who watches which draw.

    Nobody who waits holds a thread or a database session. While somebody watches, one task looks at the log: one
    query, however many draws are watched.

    Args:
        follow: looks at the log.
        most: how many may watch at a time.
        heartbeat_seconds: after which those who were told nothing are told that.
    """

    def __init__(
        self,
        follow: Follow,
        most: int = MOST_WATCHERS,
        *,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._follow = follow
        self._most = most
        self._heartbeat_seconds = heartbeat_seconds
        self._told: dict[Place, Told] = {}
        self._poller: asyncio.Task[None] | None = None
        self._has_ended = False

    @property
    def count(self) -> int:
        """How many watch now."""
        return sum(len(told.watchers) for told in self._told.values())

    def end(self) -> None:
        """Let go of everybody: the process is about to end."""
        self._has_ended = True
        for told in self._told.values():
            for watcher in told.watchers:
                watcher.woken.set()

    @contextmanager
    def joined(self, beginning: Beginning) -> Iterator[Watcher]:
        """Somebody watches meanwhile.

        Raises:
            StateError: `too_many_watchers`.
        """
        if self.count >= self._most:
            raise StateError("too_many_watchers", expected=self._most)
        told = self._told.setdefault(beginning.place, Told())
        watcher = Watcher(told, beginning.seq)
        told.watchers.append(watcher)
        self._keep_looking()
        try:
            yield watcher
        finally:
            told.watchers.remove(watcher)
            if not told.watchers:
                del self._told[beginning.place]

    async def texts(self, watcher: Watcher) -> AsyncIterator[bytes]:
        """What a watcher is told, until the draw has ended."""
        while not self._has_ended:
            watcher.woken.clear()
            if rest := watcher.rest():
                yield rest
            elif watcher.told.is_over:
                yield _end_event(watcher.told.phase)
                return
            elif not await self._is_woken(watcher):
                self._keep_looking()
                yield HEARTBEAT

    async def _is_woken(self, watcher: Watcher) -> bool:
        with suppress(TimeoutError):
            async with asyncio.timeout(self._heartbeat_seconds):
                await watcher.woken.wait()
        return watcher.woken.is_set()

    def _keep_looking(self) -> None:
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())

    async def _poll(self) -> None:
        size = None
        while self._told and not self._has_ended:
            new = [of for of, told in self._told.items() if size is None or not told.texts]
            try:
                news = await run_in_threadpool(self._follow, size, new)
            except DrawError as error:
                log.warning("not looked", by="Watching", code=error.code)
            else:
                size = news.size
                await self._wake(self._changed(news))
            await asyncio.sleep(LOOK_SECONDS)

    def _changed(self, news: News) -> list[Watcher]:
        chains = [*news.chains.values(), *([entry] for entry in news.fresh)]
        changed: dict[Place, Told] = {}
        for chain in chains:
            place = chain[0].place
            told = self._told.get(place)
            if told and told.take(chain):
                changed[place] = told
        return [watcher for told in changed.values() for watcher in told.watchers]

    async def _wake(self, watchers: list[Watcher]) -> None:
        for first in range(0, len(watchers), WOKEN_AT_ONCE):
            for watcher in watchers[first : first + WOKEN_AT_ONCE]:
                watcher.woken.set()
            await asyncio.sleep(PAUSE_SECONDS)


class Stream(Response):
    """The answer to somebody who watches; he has a place for as long as his connection.

    Args:
        watching: who watches.
        beginning: where he begins.
    """

    def __init__(self, watching: Watching, beginning: Beginning) -> None:
        super().__init__()
        self._watching = watching
        self._beginning = beginning

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Tell him, until the draw has ended or he has gone."""
        with self._watching.joined(self._beginning) as watcher:
            texts = self._watching.texts(watcher)
            answer = StreamingResponse(texts, headers=HEADERS, media_type=MEDIA_TYPE)
            await answer(scope, receive, send)


def _entry_event(entry: Entry) -> bytes:
    """An entry as `GET …/entries` shows it. Canonical JSON has no line feed, so it is one line of data."""
    leaf = entry.leaf.encode()
    return b'id: %b\nevent: entry\ndata: {"entry":%b,"leaf":"%b"}\n\n' % (leaf, entry.data, leaf)


def _end_event(phase: str) -> bytes:
    return b'event: end\ndata: {"phase":"%b"}\n\n' % phase.encode()
