"""How large a call may be, and how long it may take to arrive."""

from __future__ import annotations

import asyncio

import h11
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol

from drawsvc.domain.errors import InputError
from drawsvc.http.problems import problem

MAX_BODY_BYTES = 64 * 1024 * 1024

HEAD_SECONDS = 10.0
"""From its first byte, or from the connection, until the head of a call is complete."""

BODY_SECONDS = 30.0
"""Until the next part of a body comes."""

TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"


class LimitBody:
    """Refuses a body above the limit while it arrives, whatever its Content-Length says, and one that does not go on.

    Args:
        app: what is behind it.
        limit_bytes: of a body.
    """

    def __init__(self, app: ASGIApp, limit_bytes: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._limit = limit_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        size, complete = 0, False

        async def limited() -> Message:
            nonlocal size, complete
            message = await (receive() if complete else _in_time(receive))
            complete = not message.get("more_body", False)
            size += len(message.get("body", b""))
            if size > self._limit:
                raise InputError("body_too_large", expected=self._limit)
            return message

        try:
            await self._app(scope, limited, send)
        except InputError as error:
            # Raised while the body was read, before anything was answered.
            await problem(error, Request(scope))(scope, receive, send)


async def _in_time(receive: Receive) -> Message:
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await receive()
    except TimeoutError:
        raise InputError("body_too_slow", expected=int(BODY_SECONDS)) from None


class LimitHead(H11Protocol):
    """A connection that is closed when the head of a call does not come to its end."""

    _waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as in uvicorn
        """Somebody has called."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """Something more has come."""
        super().data_received(data)
        if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
            self._wait()
        else:
            self._wait_no_longer()

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever called has gone."""
        self._wait_no_longer()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self._waiting is None:
            self._waiting = self.loop.call_later(HEAD_SECONDS, self._give_up)

    def _wait_no_longer(self) -> None:
        if self._waiting is not None:
            self._waiting.cancel()
            self._waiting = None

    def _give_up(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(TOO_SLOW)
            self.transport.close()
