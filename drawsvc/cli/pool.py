"""`pool`: the expert pools of the service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import counting, pool_matters, tables
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.next_steps import steps_after
from drawsvc.cli.regulations import read_calendar, read_regulation
from drawsvc.cli.session import changing, reading
from drawsvc.cli.settings import settings_of
from drawsvc.views.entries import written_view
from drawsvc.views.values import View
from drawsvc.words import CHINA_OFFSET_MINUTES, zone_of

app = typer.Typer()
pool = typer.Typer()
app.add_typer(pool, name="pool")
pool.add_typer(pool_matters.app)
pool.add_typer(counting.app)


@pool.command("create")
def create(
    ctx: typer.Context,
    pool: str,
    profile: Annotated[str, typer.Option()],
    calendar: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Found a pool with a profile and a calendar."""
    settings = settings_of(ctx)
    regulation, days = read_regulation(profile), read_calendar(calendar)
    with changing(settings) as service:
        entries = service.found_pool(pool, regulation, days)
    view: View = {
        **written_view(entries),
        "calendar": days.calendar.name,
        "pool": pool,
        "profile": regulation.profile.id,
    }
    words = settings.words
    done = words("pool.created", pool=pool, name=regulation.profile.name)
    answer(settings, view, done, *steps_after(words, "pool_created", pool=pool))


@pool.command("list")
def list_(ctx: typer.Context) -> None:
    """List the pools."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        views: list[Any] = service.pools()
    headings = ("pool", "profile", "mode", "roster", "roster_size", "draws")
    words = settings.words
    rows = [
        [words.name("mode", str(view[name])) if name == "mode" else view[name] for name in headings]
        for view in views
    ]
    title = [words(f"pool.{name}") for name in headings]
    answer(settings, {"pools": views}, Rows(title, rows))


@pool.command("show")
def show(ctx: typer.Context, pool: str) -> None:
    """Show a pool: its profile, calendar and rosters."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        view = service.pool(pool)
    words = settings.words
    title = [words(f"pool.{name}") for name in ("roster", "roster_size", "added", "edited")]
    title += [words("pool.removed"), words("pool.time", zone=zone_of(CHINA_OFFSET_MINUTES))]
    rosters: Any = view["rosters"]
    rows = [
        (r["roster"], r["size"], r["added"], r["edited"], r["removed"], tables.local(r["time"]))
        for r in rosters
    ]
    profile: Any = view["profile"]
    listed = Rows(title, rows) if rows else words("pool.no_roster")
    stand = "roster_imported" if rows else "pool_created"
    follows = steps_after(words, stand, pool=pool)
    answer(settings, view, *tables.profile(words, profile), listed, *follows)
