"""The public list of all draws, voided ones too."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from drawsvc.http.pages.page import Visited
from drawsvc.pages.facts import list_facts
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
    is_last = first + PAGE >= len(draws)
    newer = visit.link("/", pool=pool, page=page - 1) if page > 1 else ""
    older = "" if is_last else visit.link("/", pool=pool, page=page + 1)
    shown, edition = draws[first : first + PAGE], visit.edition
    facts = await visit.read(lambda _: list_facts(edition, shown, newer=newer, older=older))
    return visit.show("list.html", **facts, pool=pool, pools=pools)
