"""Around every call: it has a name, which the answer carries, and a mistake of ours ends here.

Nothing of such a mistake gets to the server below, which would write the text of the exception to its log.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from typing import Any

import structlog
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drawsvc.defect import place_of

REQUEST_ID = "X-Request-Id"
REQUEST_ID_BYTES = 8

log = structlog.get_logger("drawsvc.http")


class Outermost:
    """Names calls and answers for mistakes of ours.

    Args:
        app: what is behind it.
        apologise: what is answered then, in the form the caller expects.
    """

    def __init__(self, app: ASGIApp, apologise: Callable[[Request], Response]) -> None:
        self._app = app
        self._apologise = apologise

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        state["id"] = secrets.token_hex(REQUEST_ID_BYTES)
        begun = False

        async def named(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                MutableHeaders(scope=message)[REQUEST_ID] = state["id"]
            await send(message)

        try:
            await self._app(scope, receive, named)
        except Exception as error:  # noqa: BLE001 - whatever it is, its text may hold what somebody sent
            # Not `exception`: that would write what the exception says.
            log.error("defect", request=state["id"], place=place_of(error))  # noqa: TRY400
            if not begun:
                await self._apologise(Request(scope))(scope, receive, named)


def request_id(request: Request) -> str:
    """The name under which the service's log speaks of a call."""
    return str(request.state.id)
