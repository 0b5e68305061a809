"""A mistake of ours, and a body that is too large, tell nobody what was sent."""

import asyncio

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from drawsvc.http.limits import LimitBody
from drawsvc.http.outermost import REQUEST_ID, Outermost
from drawsvc.http.problems import mistake, problem

NAME = "王建国"


async def mistaken(scope: Scope, receive: Receive, _send: Send) -> None:
    body = await Request(scope, receive).body()
    raise ValueError(body.decode())


def sorry(request: Request) -> Response:
    return problem(mistake(request), request)


def asked(app: Outermost, text: str) -> httpx.Response:
    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return await client.post("/", content=text.encode())

    return asyncio.run(ask())


def test_a_mistake_says_where_and_nothing_of_anybody(capfd: pytest.CaptureFixture[str]) -> None:
    answer = asked(Outermost(mistaken, sorry), NAME)
    told = "".join(capfd.readouterr())
    assert (answer.status_code, answer.json()["code"]) == (500, "defect")
    assert NAME not in answer.text
    assert NAME not in told
    assert "ValueError http/outermost.py" in told
    assert answer.json()["request"] == answer.headers[REQUEST_ID]
    assert answer.headers[REQUEST_ID] in told


def test_a_large_body_is_refused_while_it_arrives() -> None:
    answer = asked(Outermost(LimitBody(mistaken, limit_bytes=8), sorry), "x" * 9)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert answer.json()["request"] == answer.headers[REQUEST_ID]
