"""`calendar`: days off and make-up working days."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.regulations import read_calendar
from drawsvc.cli.session import at_home, changing
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.calendar import Calendar
from drawsvc.usecases.read_pool import read_pool
from drawsvc.views.entries import written_view
from drawsvc.views.values import View, canonical

app = typer.Typer()
calendar = typer.Typer()
app.add_typer(calendar, name="calendar")


@calendar.command("import")
def import_(ctx: typer.Context, file: Path, pool: Annotated[str, typer.Option()]) -> None:
    """Adopt a calendar file for a pool; years that are not in it stay as they were."""
    settings = settings_of(ctx)
    days = read_calendar(file)
    with changing(settings) as service:
        entry = service.adopt_calendar(pool, days)
    view: View = {**written_view([entry]), "calendar": days.calendar.name, "pool": pool}
    answer(settings, view, *tables.written(settings.words, view))


@calendar.command("show")
def show(ctx: typer.Context, pool: Annotated[str, typer.Option()] = "") -> None:
    """Show the calendar of a pool, or the one that comes with the program."""
    settings = settings_of(ctx)
    found = _calendar(settings, pool)
    body: Any = canonical(found.to_body())
    names = ("year", "holidays", "workdays")
    rows = [(of["year"], len(of["holidays"]), len(of["workdays"])) for of in body["years"]]
    heading = [settings.words(f"calendar.{name}") for name in names]
    title = settings.words("calendar.title", name=found.name)
    answer(settings, {"calendar": body, "pool": pool}, title, Rows(heading, rows))


def _calendar(settings: Settings, pool: str) -> Calendar:
    if not pool:
        return read_calendar(None).calendar
    with at_home(settings) as app:
        return read_pool(app.office, pool).calendar
