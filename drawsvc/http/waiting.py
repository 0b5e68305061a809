"""Waiting for the log to be signed, without a thread or a database session for each who waits."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool

POLL_SECONDS = 0.05
LONGEST_SECONDS = 10


class Signed:
    """How far the log is signed; one poller for everybody, and only while somebody waits.

    Args:
        size_of: asks the store for the size of the signed log.
    """

    def __init__(self, size_of: Callable[[], int] = lambda: 0) -> None:
        self._size_of = size_of
        self._waiting: dict[asyncio.Event, Callable[[], bool]] = {}
        self._poller: asyncio.Task[None] | None = None

    async def until(self, is_there: Callable[[], bool], seconds: float = LONGEST_SECONDS) -> bool:
        """Wait until something is signed, asked anew whenever the log has grown. Returns whether it is."""
        if await run_in_threadpool(is_there):
            return True
        event = asyncio.Event()
        self._waiting[event] = is_there
        if self._poller is None or self._poller.done():
            self._poller = asyncio.create_task(self._poll())
        try:
            with suppress(TimeoutError):
                await asyncio.wait_for(event.wait(), seconds)
            return event.is_set()
        finally:
            self._waiting.pop(event, None)

    async def _poll(self) -> None:
        size = -1
        while self._waiting:
            found = await run_in_threadpool(self._size_of)
            if found != size:
                size = found
                await self._wake()
            await asyncio.sleep(POLL_SECONDS)

    async def _wake(self) -> None:
        for event, is_there in list(self._waiting.items()):
            if await run_in_threadpool(is_there):
                event.set()
