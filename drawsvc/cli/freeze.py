"""`freeze`: fix who can be drawn."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.next_steps import steps_of
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import changing
from drawsvc.cli.settings import settings_of
from drawsvc.cli.specialties import specialty_names
from drawsvc.views.draws import funnel_view, joins_view
from drawsvc.views.entries import attempt_view
from drawsvc.views.values import View

app = typer.Typer()

Text = Annotated[str, typer.Option()]


@app.command("freeze")
def freeze(ctx: typer.Context, draw: str, source: Text = "", replacement: Text = "") -> None:
    """Fix the lists of eligible and excluded experts."""
    settings = settings_of(ctx)
    with changing(settings) as service:
        with waiting(settings, "progress.freeze"):
            entry = service.freeze(draw, source=source, replacement=replacement)
        reading = service.draw(draw)
        names = specialty_names(service, reading.attempt.chain.place.pool, settings.words)
    groups: list[Any] = funnel_view(reading.attempt, reading.roster_size)
    view: View = {
        **attempt_view(reading.attempt, [entry]),
        **joins_view(reading.attempt),
        "freeze": entry.leaf,
        "funnel": groups,
        "replacement": entry.body["replacement"],
        "since_request": dict(entry.body["since_request"]),
    }
    words = settings.words
    answer(
        settings,
        view,
        *tables.funnel(words, groups, names),
        "",
        *tables.since_request(words, entry.body["since_request"]),
        *tables.written(words, view),
        *steps_of(words, reading),
    )
