"""The public list of all draws, voided ones too."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import Response

from drawsvc.http.pages.outline import status_of_phase
from drawsvc.http.pages.page import Visited
from drawsvc.usecases.objection_period import Period, objection_period
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_draw import DrawSummary, read_draws

router = APIRouter()

PAGE = 50
"""Draws on a page."""

Number = Annotated[int, Query(ge=1, le=1_000_000)]


@router.get("/")
async def show_list(visit: Visited, pool: str = "", page: Number = 1) -> Response:
    """All draws, those requested last at first."""

    def read(office: Office) -> tuple[list[DrawSummary], list[str]]:
        with office.store.reading() as reader:
            pools = list(reader.pools())
        return read_draws(office, pool)[::-1], pools

    draws, pools = await visit.read(read)
    first = (page - 1) * PAGE
    more = page + 1 if first + PAGE < len(draws) else 0
    facts: dict[str, Any] = {
        "pool": pool,
        "pools": pools,
        "count": len(draws),
        "page": page,
        "more": more,
    }
    shown = draws[first : first + PAGE]
    listed = await visit.read(lambda office: [(draw, _period(office, draw)) for draw in shown])
    return visit.show("list.html", draws=listed, status_of=status_of_phase, **facts)


def _period(office: Office, draw: DrawSummary) -> Period | None:
    return objection_period(office, draw.pool, draw.freeze, draw.released)
