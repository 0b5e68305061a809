"""The record of a draw for everybody: what happened, in plain words, and what that does not prove."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from drawsvc.http.pages.narrative import narrative_of
from drawsvc.http.pages.page import Visited
from drawsvc.pages.addresses import path_of
from drawsvc.pages.facts import record_facts

router = APIRouter()


@router.get("/draws/{draw}")
async def show_latest(visit: Visited, draw: str) -> Response:
    """On to the latest attempt of a draw: each has an address of its own, which stays."""
    narrative = await narrative_of(visit, draw)
    return visit.go(path_of(draw, narrative.view["attempt"]))


@router.get("/draws/{draw}/{attempt}")
async def show_record(visit: Visited, draw: str, attempt: int) -> Response:
    """The record page of an attempt."""
    narrative = await narrative_of(visit, draw, attempt)
    facts = await visit.read(lambda _: record_facts(narrative))
    return visit.show("record.html", **facts)
