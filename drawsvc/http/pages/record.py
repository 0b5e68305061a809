"""The record of a draw for everybody: what happened, in plain words, and what that does not prove."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from drawsvc.http.pages.addresses import path_of
from drawsvc.http.pages.narrative import Narrative, narrative_of
from drawsvc.http.pages.page import Visited
from drawsvc.http.pages.telling import sentences_of
from drawsvc.usecases.objection_period import Period, objection_period
from drawsvc.usecases.office import Office

router = APIRouter()


@dataclass(frozen=True)
class Objecting:
    """Where, and until when, one may object; what is not set is "", 0 and None."""

    channel: str
    days: int
    period: Period | None


@router.get("/draws/{draw}")
async def show_latest(visit: Visited, draw: str) -> Response:
    """On to the latest attempt of a draw: each has an address of its own, which stays."""
    narrative = await narrative_of(visit, draw)
    return visit.go(path_of(draw, narrative.view["attempt"]))


@router.get("/draws/{draw}/{attempt}")
async def show_record(visit: Visited, draw: str, attempt: int) -> Response:
    """The record page of an attempt."""
    narrative = await narrative_of(visit, draw, attempt)
    objection = await visit.read(lambda office: _objecting(office, narrative))
    facts: dict[str, Any] = {"sentences": sentences_of(narrative), "objection": objection}
    return visit.show("record.html", narrative=narrative, **facts)


def _objecting(office: Office, narrative: Narrative) -> Objecting:
    pool = narrative.view["pool"]
    settings = office.settings_of(pool)
    freeze, released = narrative.last("FREEZE"), narrative.last("RELEASED")
    times = (freeze.body if freeze else None, released.time if released else None)
    channel = settings.objection(narrative.visit.words.lang)
    return Objecting(channel, settings.objection_days, objection_period(office, pool, *times))
