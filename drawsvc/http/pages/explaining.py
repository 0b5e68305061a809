"""Where the `type` of a problem leads: what a code means, whatever call it was."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from drawsvc.domain.errors import DrawError, MissingError
from drawsvc.http.pages.page import Visited
from drawsvc.http.problems import TYPE
from drawsvc.http.routing import BASE

router = APIRouter()


@router.get(TYPE + "{code}")
async def show_problem(visit: Visited, code: str) -> Response:
    """A code in words; values, which each call has its own of, are left open."""
    error = DrawError(code)
    if not visit.words.knows(error):
        raise MissingError("no_such_address", got=visit.request.url.path)
    said, document = visit.words.error(error), f"{BASE}/openapi.json"
    return visit.show("problem.html", code=code, said=said, document=document)
