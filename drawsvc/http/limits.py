"""How large a call may be."""

from __future__ import annotations

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drawsvc.domain.errors import InputError
from drawsvc.http.languages import language_of
from drawsvc.http.outermost import request_id
from drawsvc.http.problems import problem

MAX_BODY_BYTES = 64 * 1024 * 1024


class LimitBody:
    """Refuses a body above the limit while it arrives, whatever its Content-Length says.

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
        size = 0

        async def limited() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._limit:
                raise InputError("body_too_large", expected=self._limit)
            return message

        try:
            await self._app(scope, limited, send)
        except InputError as error:
            # Raised while the body was read, before anything was answered.
            request = Request(scope)
            answer = problem(error, language_of(request), request_id(request))
            await answer(scope, receive, send)
