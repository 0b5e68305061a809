"""The one file that pages load."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import FileResponse, Response

from drawsvc.http.pages.page import HEADERS, Visited
from drawsvc.words import web_folder

router = APIRouter()


@router.get("/style.css")
async def get_style(visit: Visited) -> Response:
    """How pages look, on screens and on paper."""
    del visit
    return FileResponse(web_folder() / "static" / "style.css", headers=dict(HEADERS))
