"""Looking at draws: `show`, `list`, `entries`, `slip`. No name before the release."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import Part, Rows, answer, shortened
from drawsvc.cli.files import write_file
from drawsvc.cli.next_steps import steps_of
from drawsvc.cli.session import reading
from drawsvc.cli.settings import settings_of
from drawsvc.cli.specialties import specialty_names
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.times import format_time
from drawsvc.usecases.extract import slip_of
from drawsvc.views.draws import draw_view
from drawsvc.views.entries import place_view, slip_view
from drawsvc.views.values import View, path_view
from drawsvc.words import Words, zone_of

app = typer.Typer()

Attempts = Annotated[int, typer.Option("--attempt", min=0)]


@app.command("show")
def show(ctx: typer.Context, draw: str, attempt_number: Attempts = 0) -> None:
    """Show a draw: phase, funnel, walk."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        found = service.draw(draw, attempt_number)
        view = draw_view(found, service.released(found))
        names = specialty_names(service, found.attempt.chain.place.pool, settings.words)
    parts = _draw_parts(settings.words, view, names=names, offset=_offset(found.attempt))
    answer(settings, view, *parts, "", *steps_of(settings.words, found))


def _draw_parts(
    words: Words, view: dict[str, Any], *, names: tables.Names, offset: int
) -> list[Part]:
    activity = view["activity"] | {"kind": words.name("activities", view["activity"]["kind"])}
    named = view | {"phase": words.name("phases", view["phase"])}
    parts: list[Part] = [
        words("show.title", **named),
        words("show.activity", **activity, organiser=view["organiser"]),
        *tables.funnel(words, view["funnel"], names),
    ]
    if view["joins"]:
        parts += ["", *tables.joins(words, view)]
    if view["slip"]:
        parts += ["", *tables.slip(words, view)]
    if view["walk"]:
        parts += ["", *tables.outcome(words, view["outcome"], names)]
        parts += [tables.walk(words, view, names=names, offset=offset)]
    return parts + list(tables.panel(words, view["panel"], names))


def _offset(attempt: Attempt) -> int:
    return attempt.rules.profile.windows.utc_offset_minutes


@app.command("list")
def list_(ctx: typer.Context, pool: Annotated[str, typer.Option()] = "") -> None:
    """List all draws."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        views: list[Any] = service.draws(pool)
    words = settings.words
    names = ("draw", "attempt", "pool", "phase", "date", "organiser")
    rows = [
        [words.name("phases", view[name]) if name == "phase" else view[name] for name in names]
        for view in views
    ]
    answer(settings, {"draws": views}, Rows([words(f"list.{name}") for name in names], rows))


@app.command("entries")
def entries(ctx: typer.Context, draw: str, attempt_number: Attempts = 0) -> None:
    """Show the entries of a draw as they are logged."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        attempt = service.draw(draw, attempt_number).attempt
    chain = attempt.chain
    words = settings.words
    zone = zone_of(_offset(attempt))
    heading = [words(f"entries.{name}", zone=zone) for name in ("seq", "type", "time", "leaf")]
    rows = [
        (
            entry.seq,
            f"{words.name('types', entry.type)} {entry.type}",
            tables.local(format_time(entry.time), _offset(attempt)),
            shortened(settings, entry.leaf),
        )
        for entry in chain.entries
    ]
    listed: list[Any] = [{"entry": e.to_object(), "leaf": e.leaf} for e in chain.entries]
    answer(settings, {**place_view(chain.place), "entries": listed}, Rows(heading, rows))


@app.command("slip")
def slip(ctx: typer.Context, draw: str, out: Annotated[Path | None, typer.Option()] = None) -> None:
    """Show or write the slip of a sealed draw."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        attempt = service.draw(draw).attempt
    leaf = slip_of(attempt.chain.entries)
    view: View = {**place_view(attempt.chain.place), **slip_view(leaf), "out": path_view(out)}
    if out:
        write_file(out, f"{leaf}\n".encode())
    answer(settings, view, *tables.slip(settings.words, view))
