"""The API put together: routes, what is checked of every call, and how errors are answered."""

from __future__ import annotations

import traceback

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from drawsvc.domain.errors import DrawError, InputError, MissingError
from drawsvc.http.authority import MAY
from drawsvc.http.calling import TellCalls
from drawsvc.http.calls import language_of
from drawsvc.http.limits import LimitBody
from drawsvc.http.problems import defect, problem
from drawsvc.http.routes import drawing, looking, outbox
from drawsvc.http.wiring import Wiring

BASE = "/api/v1"
ROUTERS = (looking.router, drawing.router, outbox.router)

log = structlog.get_logger("drawsvc.http")


def make_api(wiring: Wiring) -> FastAPI:
    """The API as an ASGI application."""
    api = FastAPI(title="drawsvc", version="1", openapi_url=f"{BASE}/openapi.json", docs_url=None)
    api.state.wiring = wiring
    for router in ROUTERS:
        api.include_router(router, prefix=BASE)
    _check_matrix()
    api.add_middleware(LimitBody, limit_bytes=wiring.max_body_bytes)
    api.add_middleware(TellCalls, metrics=wiring.metrics)
    api.exception_handler(DrawError)(_refused)
    api.exception_handler(RequestValidationError)(_malformed)
    api.exception_handler(HTTPException)(_unknown)
    api.exception_handler(Exception)(_defect)
    return api


def operations() -> list[APIRoute]:
    """Every route of the API; its path is below BASE."""
    return [of for router in ROUTERS for of in router.routes if isinstance(of, APIRoute)]


def _check_matrix() -> None:
    """Every route has a row in the authorisation matrix, and every row a route."""
    names = {route.name for route in operations()}
    if names != set(MAY):
        raise RuntimeError(f"routes and authorisation matrix differ: {sorted(names ^ set(MAY))}")


def request_id(request: Request) -> str:
    """The name under which the service's log speaks of a call."""
    return str(request.state.id)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, DrawError):
        raise error
    log.info("refused", request=request_id(request), code=error.code)
    return problem(error, language_of(request), request_id(request))


async def _malformed(request: Request, error: Exception) -> Response:
    """A body, a query or a path that does not have the form the OpenAPI document says."""
    if not isinstance(error, RequestValidationError):
        raise error
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    if first["type"] == "json_invalid":
        return await _refused(request, InputError("json_malformed", got=where))
    return await _refused(request, InputError("call_malformed", got=where, found=first["type"]))


async def _unknown(request: Request, error: Exception) -> Response:
    """No such address, or not with this method."""
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == 405:  # noqa: PLR2004 - Method Not Allowed
        return await _refused(request, InputError("method_not_allowed", got=request.method))
    return await _refused(request, MissingError("no_such_address", got=request.url.path))


async def _defect(request: Request, error: Exception) -> Response:
    """A mistake of ours: where it happened goes into the log, nothing of it to the caller."""
    # Never its words: they may quote anything.
    last = traceback.extract_tb(error.__traceback__)[-1]
    place = f"{last.filename}:{last.lineno}"
    log.error("defect", request=request_id(request), kind=type(error).__name__, place=place)
    return defect(language_of(request), request_id(request))
