"""Paper: the slip before a draw, and the record sheet (抽取记录表) after it. A4, black and white."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from drawsvc.domain.errors import MissingError
from drawsvc.http.pages.narrative import narrative_of
from drawsvc.http.pages.page import Visited

router = APIRouter()

ROWS_ON_SHEET = 12
"""Of groups and seats together. More would not leave room for the signatures; the annex has all seats."""


@router.get("/draws/{draw}/{attempt}/slip")
async def show_slip(visit: Visited, draw: str, attempt: int) -> Response:
    """The slip, printed between seal and seed: whoever holds it pins the draw."""
    narrative = await narrative_of(visit, draw, attempt)
    if not narrative.view["slip"]:
        raise MissingError("no_seal")
    return visit.show("slip.html", narrative=narrative)


@router.get("/draws/{draw}/{attempt}/sheet")
async def show_sheet(visit: Visited, draw: str, attempt: int) -> Response:
    """The record sheet: one page to sign, and the walk as its annex."""
    narrative = await narrative_of(visit, draw, attempt)
    many = max(0, ROWS_ON_SHEET - len(narrative.funnels))
    return visit.show("sheet.html", narrative=narrative, many=many)
