"""The ids of draws."""

from __future__ import annotations

from datetime import timedelta

from drawsvc.app import App
from drawsvc.cli.request_file import Asked
from drawsvc.cli.session import now
from drawsvc.domain.request import matter_of
from drawsvc.usecases.read_draw import read_draws
from drawsvc.usecases.read_pool import read_pool


def next_draw_id(service: App, pool: str, asked: Asked) -> str:
    """The id of the matter's earlier attempt, else the local date and the next number of that day."""
    draws = read_draws(service.office)
    matter = matter_of(asked.organiser, asked.number)
    earlier = [draw.draw for draw in draws if draw.request["matter"] == matter]
    if earlier:
        return earlier[-1]
    offset = read_pool(service.office, pool).profile.windows.utc_offset_minutes
    today = (now(service) + timedelta(minutes=offset)).date().isoformat()
    taken = {draw.draw for draw in draws}
    number = 1
    while f"{today}-{number}" in taken:
        number += 1
    return f"{today}-{number}"
