"""The ids of draws."""

from __future__ import annotations

from datetime import timedelta

from drawsvc.cli.operations import Operations
from drawsvc.cli.request_file import Asked
from drawsvc.domain.request import matter_of


def next_draw_id(service: Operations, pool: str, asked: Asked) -> str:
    """The id of the matter's earlier attempt, else the local date and the next number of that day."""
    draws = service.draws()
    matter = matter_of(asked.organiser, asked.number)
    earlier = [str(draw["draw"]) for draw in draws if draw["matter"] == matter]
    if earlier:
        return earlier[-1]
    offset = service.profile(pool).windows.utc_offset_minutes
    today = (service.now() + timedelta(minutes=offset)).date().isoformat()
    taken = {draw["draw"] for draw in draws}
    number = 1
    while f"{today}-{number}" in taken:
        number += 1
    return f"{today}-{number}"
