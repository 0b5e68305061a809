"""`roster`: check and take roster files, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from drawsvc.app import App
from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.files import read_file
from drawsvc.cli.progress import counted, waiting
from drawsvc.cli.session import changing, now, reading
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.cli.views import View, warnings_view, written_view
from drawsvc.domain.roster import Roster
from drawsvc.domain.roster_check import RosterRow, check_roster
from drawsvc.domain.roster_warnings import RosterRules, RosterWarning, warnings_of
from drawsvc.roster_io.read import read_rows
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.read_pool import read_pool

MAX_ROSTER_BYTES = 512 * 1024 * 1024  # a million rows take about 160 MB

app = typer.Typer()
roster = typer.Typer()
app.add_typer(roster, name="roster")


@roster.command("check")
def check(ctx: typer.Context, file: Path, pool: Annotated[str, typer.Option()] = "") -> None:
    """Check a roster file; nothing is taken."""
    settings = settings_of(ctx)
    data = read_file(file, MAX_ROSTER_BYTES)
    if pool:
        with reading(settings) as service:
            found = _checked(settings, service, pool, data)
            odd = _warnings(service, pool, found)
    else:
        found, odd = check_roster(_rows(settings, data)), ()
    warnings = warnings_view(odd)
    view: View = {"pool": pool, "size": len(found.experts), "warnings": warnings}
    words = settings.words
    done = words("roster.checked", size=len(found.experts))
    answer(settings, view, done, *tables.warnings(words, warnings))


@roster.command("import")
def import_(
    ctx: typer.Context,
    file: Path,
    pool: Annotated[str, typer.Option()],
    version: Annotated[str, typer.Option()],
    approved_by: Annotated[str, typer.Option()],
    ref: Annotated[str, typer.Option()],
) -> None:
    """Take a roster file as a new version of a pool's roster."""
    settings = settings_of(ctx)
    data = read_file(file, MAX_ROSTER_BYTES)
    approval = {"ref": ref, "role": approved_by}
    with changing(settings) as service:
        found = _checked(settings, service, pool, data)
        odd = _warnings(service, pool, found)
        with waiting(settings, "progress.roster"):
            entry = import_roster(service.office, pool, found, version=version, approval=approval)
    names = ("added", "edited", "removed", "roster", "size")
    warnings = warnings_view(odd)
    view: View = {
        **written_view([entry]),
        **{name: entry.body[name] for name in names},
        "pool": pool,
        "warnings": warnings,
    }
    words = settings.words
    done = words("roster.imported", **{name: view[name] for name in (*names, "pool")})
    answer(settings, view, done, *tables.warnings(words, warnings), *tables.written(words, view))


def _checked(settings: Settings, service: App, pool: str, data: bytes) -> Roster:
    read_pool(service.office, pool)
    return check_roster(_rows(settings, data), service.taxonomy(pool))


def _rows(settings: Settings, data: bytes) -> Iterator[RosterRow]:
    return counted(settings, "progress.rows", read_rows(data))


def _warnings(service: App, pool: str, found: Roster) -> tuple[RosterWarning, ...]:
    """What is odd about it by the pool's own rules, for today at the pool's place."""
    profile = read_pool(service.office, pool).profile
    today = (now(service) + timedelta(minutes=profile.windows.utc_offset_minutes)).date()
    return warnings_of(found, RosterRules(profile, service.taxonomy(pool), today))
