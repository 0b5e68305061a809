"""Every call is counted and told in one line of the service's log: what was asked, how it ended, how long it took.

The line has the template of the route and no path, which may hold the id of a person; no names, tokens or bodies.
"""

from __future__ import annotations

import time

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from drawsvc.http.metrics import Metrics

NO_ROUTE = "none"
NO_ANSWER = 499
"""Whoever called has gone before an answer began."""

log = structlog.get_logger("drawsvc.http")


class TellCalls:
    """Counts and tells calls, by the names that Outermost has given them.

    Args:
        app: what is behind it.
        metrics: told of each call.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a call on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), NO_ANSWER

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, told)
        except Exception:  # a defect, which is answered further out
            status = 500
            raise
        finally:
            self._tell(scope, status, time.perf_counter() - begun)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = scope.get("route")
        operation = getattr(route, "name", NO_ROUTE)
        self._metrics.called(operation, status, seconds)
        log.info(
            "call",
            request=scope["state"]["id"],
            method=scope["method"],
            route=getattr(route, "path", NO_ROUTE),
            operation=operation,
            status=status,
            ms=round(seconds * 1000),
        )
