"""`request`: an organising unit asks for a panel."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.codes import unknown_codes
from drawsvc.cli.draws import next_draw_id
from drawsvc.cli.files import MAX_REQUEST_BYTES, read_file
from drawsvc.cli.next_steps import steps_of
from drawsvc.cli.operations import Operations, Requested
from drawsvc.cli.request_file import (
    Asked,
    activity_date,
    approvals,
    checked_texts,
    merged,
    plan_of,
    read_request_file,
    recusals,
    seat_groups,
)
from drawsvc.cli.session import changing
from drawsvc.cli.settings import settings_of
from drawsvc.usecases.request_draw import DrawRequest
from drawsvc.views.entries import attempt_view
from drawsvc.views.values import View, canonical
from drawsvc.words import Words

app = typer.Typer()

Text = Annotated[str, typer.Option()]
Texts = Annotated[list[str] | None, typer.Option()]


@app.command("request")
def request(
    ctx: typer.Context,
    pool: str,
    file: Annotated[Path | None, typer.Option()] = None,
    draw: Text = "",
    kind: Text = "first",
    organiser: Text = "",
    number: Text = "",
    activity: Text = "",
    date: Text = "",
    title: Text = "",
    venue: Text = "",
    starts: Text = "",
    seats: Texts = None,
    approval: Texts = None,
    related_unit: Texts = None,
    recusal: Texts = None,
    automatic: Annotated[bool, typer.Option("--automatic")] = False,  # noqa: FBT002 - as typer asks
    source: Text = "",
    replacement: Text = "",
    release: Text = "",
    form: Text = "",
) -> None:
    """Open a draw."""
    settings = settings_of(ctx)
    given = Asked(
        draw=draw,
        kind=kind,
        organiser=organiser,
        number=number,
        activity=activity,
        date=date,
        title=title,
        venue=venue,
        starts=starts,
        seats=seats or [],
        approvals=approval or [],
        related_units=related_unit or [],
        recusals=recusal or [],
        automatic=automatic,
        source=source,
        replacement=replacement,
        release=release,
        form=form,
    )
    if file:
        given = merged(read_request_file(read_file(file, MAX_REQUEST_BYTES)), given)
    asked = checked_texts(given)
    words = settings.words
    with changing(settings) as service:
        done = service.request(_request(service, pool, asked), plan_of(asked))
        entry = done.entry
        reading = service.draw(entry.place.draw)
    warnings = _warnings(done, asked, words)
    view: View = {
        **attempt_view(reading.attempt, [entry]),
        "groups": canonical(entry.body["groups"]),
        "matter": entry.body["matter"],
        "warnings": warnings,
    }
    told = words("request.done", draw=entry.place.draw, attempt=entry.place.attempt)
    steps = [words("request.automatic")] if asked.automatic else steps_of(words, reading)
    answer(settings, view, told, *tables.notes(words, warnings), *steps)


def _warnings(done: Requested, asked: Asked, words: Words) -> list[Any]:
    """What is perhaps mistyped: it is in the log now, and only a void takes it back."""
    unknown = unknown_codes(words, {"--activity": asked.activity})
    units = done.units_of_nobody
    return unknown + [{"code": "unit_of_nobody", "facts": {"got": unit}} for unit in units]


def _request(service: Operations, pool: str, asked: Asked) -> DrawRequest:
    profile = service.profile(pool)
    taxonomy = service.taxonomy(pool)
    return DrawRequest(
        pool=pool,
        draw=asked.draw or next_draw_id(service, pool, asked),
        organiser=asked.organiser,
        filing_number=asked.number,
        activity_kind=asked.activity,
        activity_date=activity_date(asked),
        groups=seat_groups(asked, taxonomy),
        title=asked.title,
        venue=asked.venue,
        starts=asked.starts,
        related_units=asked.related_units,
        recusals=recusals(asked),
        approvals=approvals(asked, profile),
        kind=asked.kind,
    )
