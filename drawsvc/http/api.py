"""API and pages put together: routes, what is checked of every call, and how errors are answered."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

import structlog
from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from drawsvc.domain.errors import DrawError, InputError, MissingError
from drawsvc.http.authority import MAY
from drawsvc.http.calling import TellCalls
from drawsvc.http.faults import malformed
from drawsvc.http.heads import AnswerHeads
from drawsvc.http.limits import LimitBody
from drawsvc.http.outermost import Outermost, request_id
from drawsvc.http.pages import (
    desk,
    explaining,
    listing,
    live,
    page,
    paper,
    pin,
    record,
    replying,
    signing_in,
    style,
    verifying,
    vouching,
)
from drawsvc.http.problems import mistake, problem
from drawsvc.http.routes import beacons, changing, drawing, log, looking, outbox, pools, rosters
from drawsvc.http.routes import desk as desk_routes
from drawsvc.http.routing import BASE
from drawsvc.http.wiring import Wiring

ROUTERS = (
    looking.router,
    pools.router,
    rosters.router,
    drawing.router,
    beacons.router,
    desk_routes.router,
    changing.router,
    outbox.router,
    log.router,
)
PAGES = (
    listing.router,
    record.router,
    verifying.router,
    explaining.router,
    live.router,
    paper.router,
    replying.router,
    signing_in.router,
    desk.router,
    vouching.router,
    pin.router,
    style.router,
)

logger = structlog.get_logger("drawsvc.http")


def make_api(wiring: Wiring) -> FastAPI:
    """The API and the pages as an ASGI application."""
    api = FastAPI(
        title="drawsvc",
        version="1",
        openapi_url=f"{BASE}/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,  # a redirect would name the host that the caller has named
    )
    api.state.wiring = wiring
    # As FastAPI asks: an application's document is what this method of it returns.
    vars(api)["openapi"] = cache(_document)
    # In one list: FastAPI looks through routers that it includes once more for each call.
    api.router.routes += [*operations(), *pages()]
    _check_matrix()
    api.add_middleware(LimitBody, limit_bytes=wiring.max_body_bytes)
    api.add_middleware(TellCalls, metrics=wiring.metrics)
    api.add_middleware(Outermost, apologise=_apologise)
    api.add_middleware(AnswerHeads)
    api.exception_handler(DrawError)(_refused)
    api.exception_handler(RequestValidationError)(_malformed)
    api.exception_handler(HTTPException)(_unknown)
    return api


def _document() -> dict[str, Any]:
    # Only who asks for it needs the form of every answer.
    from drawsvc.http.document import describe  # noqa: PLC0415

    return describe(operations())


def operations() -> list[APIRoute]:
    """Every route of the API."""
    return _routes(ROUTERS)


def pages() -> list[APIRoute]:
    """Every route of a page."""
    return _routes(PAGES)


def _routes(routers: Iterable[APIRouter]) -> list[APIRoute]:
    return [of for router in routers for of in router.routes if isinstance(of, APIRoute)]


def _check_matrix() -> None:
    """Every route has a row in the authorisation matrix, and every row a route."""
    names = {route.name for route in (*operations(), *pages())}
    if names != set(MAY):
        raise RuntimeError(f"routes and authorisation matrix differ: {sorted(names ^ set(MAY))}")


def _is_page(request: Request) -> bool:
    return not request.url.path.startswith(f"{BASE}/")


def _apologise(request: Request) -> Response:
    """What is said of a mistake of ours."""
    if _is_page(request):
        return page.defect(request, mistake(request))
    return problem(mistake(request), request)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, DrawError):
        raise error
    logger.info("refused", request=request_id(request), code=error.code)
    if _is_page(request):
        return await run_in_threadpool(page.refused, request, error)
    return problem(error, request)


async def _malformed(request: Request, error: Exception) -> Response:
    """A body, a query or a path that does not have the form the OpenAPI document says."""
    if not isinstance(error, RequestValidationError):
        raise error
    faults = error.errors()
    if faults[0]["type"] == "json_invalid":
        return await _refused(request, InputError("json_malformed"))
    return await _refused(request, malformed(faults))


def _allowed(request: Request) -> list[str]:
    """The methods of an address (RFC 9110 §10.2.1), of which each has a route of its own."""
    routes = [route for route in request.app.router.routes if isinstance(route, APIRoute)]
    here = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    found = {method for route in here for method in route.methods or ()}
    return sorted(found | ({"HEAD"} if "GET" in found else set()))


async def _unknown(request: Request, error: Exception) -> Response:
    """No such address, or not with this method."""
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(
        error.__cause__, DrawError
    ):  # FastAPI wraps whatever was raised while it read the body
        return await _refused(request, error.__cause__)
    if error.status_code == 405:  # noqa: PLR2004 - Method Not Allowed
        answer = await _refused(request, InputError("method_not_allowed", got=request.method))
        answer.headers["Allow"] = ", ".join(_allowed(request))
        return answer
    if error.status_code == 400:  # noqa: PLR2004 - Bad Request: of a body that was not read
        return await _refused(request, InputError("json_malformed"))
    return await _refused(request, MissingError("no_such_address", got=request.url.path))
