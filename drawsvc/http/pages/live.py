"""What a supervisor watches on a phone while a draw goes on; it shows what is to be compared and claims nothing."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from drawsvc.http.pages.narrative import narrative_of
from drawsvc.http.pages.page import Visited

router = APIRouter()

REFRESH_SECONDS = 15


@router.get("/draws/{draw}/{attempt}/live")
async def show_live(visit: Visited, draw: str, attempt: int) -> Response:
    """The page loads itself anew until the draw is over."""
    narrative = await narrative_of(visit, draw, attempt)
    refresh = REFRESH_SECONDS if narrative.status == "open" else 0
    return visit.show("live.html", narrative=narrative, refresh=refresh)
