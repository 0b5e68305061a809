"""Bodies in JSON, read so that there is one reading of them: no member twice, no number that is none."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, NoReturn

from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response


class StrictRequest(Request):
    """A request whose JSON has one reading."""

    async def json(self) -> Any:
        """The body as a value.

        Raises:
            ValueError: it is no JSON, or has several readings.
        """
        body = await self.body()
        return json.loads(body, object_pairs_hook=_object, parse_constant=_refuse)


class StrictRoute(APIRoute):
    """A route whose body is read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a call."""
        handle = super().get_route_handler()

        async def strictly(request: Request) -> Response:
            return await handle(StrictRequest(request.scope, request.receive))

        return strictly


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a member twice")
    return found


def _refuse(name: str) -> NoReturn:
    raise ValueError(name)
