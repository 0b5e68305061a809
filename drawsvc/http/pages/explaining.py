"""Where the `type` of a problem leads: what a code means, whatever call it was."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from drawsvc.domain.errors import DrawError, MissingError
from drawsvc.http.pages.page import Visited
from drawsvc.http.problems import TYPE
from drawsvc.http.routing import BASE
from drawsvc.words import API, words_of

router = APIRouter()


@router.get(TYPE + "{code}")
async def show_problem(visit: Visited, code: str) -> Response:
    """A code in the words that programs are told; values, which each call has its own of, are left open."""
    words, error = words_of(visit.words.lang, API), DrawError(code)
    if not words.knows(error):
        raise MissingError("no_such_address", got=visit.request.url.path)
    said, document = words.error(error), f"{BASE}/openapi.json"
    is_open = bool(words.shows(code))
    return visit.show("problem.html", code=code, said=said, is_open=is_open, document=document)
