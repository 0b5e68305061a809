"""`roster`: check and take roster files, all or nothing; compare versions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import roster_columns, roster_tables, tables
from drawsvc.cli.answers import answer
from drawsvc.cli.files import write_pieces
from drawsvc.cli.operations import CheckedFile, Given
from drawsvc.cli.progress import waiting
from drawsvc.cli.roster_file import check_file
from drawsvc.cli.session import changing, reading
from drawsvc.cli.settings import settings_of
from drawsvc.domain.entries import Body, Entry
from drawsvc.views.entries import written_view
from drawsvc.views.pools import warnings_view
from drawsvc.views.values import View, path_view

app = typer.Typer()
roster = typer.Typer()
roster.add_typer(roster_columns.app)
app.add_typer(roster, name="roster")

Mapping = Annotated[Path | None, typer.Option()]
Sheet = Annotated[str, typer.Option()]
Marked = Annotated[Path | None, typer.Option()]


@roster.command("check")
def check(
    ctx: typer.Context,
    file: Path,
    pool: Annotated[str, typer.Option()] = "",
    mapping: Mapping = None,
    sheet: Sheet = "",
    marked: Marked = None,
) -> None:
    """Check a roster file; nothing is taken."""
    settings = settings_of(ctx)
    given = Given(file, mapping, sheet, marked)
    if pool:
        with reading(settings) as service:
            found = service.check_roster(pool, given)
        size, warnings = found.size, found.warnings
    else:
        alone = check_file(settings, None, "", given)
        size, warnings = len(alone.roster.experts), warnings_view(alone.warnings)
    view: View = {"pool": pool, "size": size, "warnings": warnings}
    words = settings.words
    done = words("roster.checked", size=view["size"])
    answer(settings, view, done, *roster_tables.warnings(words, warnings))


@roster.command("import")
def import_(
    ctx: typer.Context,
    file: Path,
    pool: Annotated[str, typer.Option()],
    version: Annotated[str, typer.Option()],
    approved_by: Annotated[str, typer.Option()],
    ref: Annotated[str, typer.Option()],
    mapping: Mapping = None,
    sheet: Sheet = "",
    marked: Marked = None,
) -> None:
    """Take a roster file as a new version of a pool's roster."""
    settings = settings_of(ctx)
    words = settings.words
    approval = {"ref": ref, "role": approved_by}
    with reading(settings) as service:
        found = service.check_roster(pool, Given(file, mapping, sheet, marked))
    if found.same_as:
        view = _imported(found, pool)
        answer(settings, view, words("roster.same", roster=found.same_as, pool=pool))
        return
    with changing(settings) as service, waiting(settings, "progress.roster"):
        entry = service.import_roster(pool, found, version=version, approval=approval)
    view = _imported(found, pool, entry)
    warnings: Any = view["warnings"]
    parts = [*roster_tables.warnings(words, warnings), *tables.written(words, view)]
    answer(settings, view, words("roster.imported", **view), *parts)


def _imported(found: CheckedFile, pool: str, entry: Entry | None = None) -> View:
    counts = ("added", "edited", "removed")
    body: Body = entry.body if entry else {**dict.fromkeys(counts, 0), "roster": found.same_as}
    return {
        **written_view([entry] if entry else []),
        **{name: body[name] for name in (*counts, "roster")},
        "pool": pool,
        "same_as": found.same_as,
        "size": found.size,
        "warnings": found.warnings,
    }


@roster.command("diff")
def diff_(ctx: typer.Context, old: str, new: str, pool: Annotated[str, typer.Option()]) -> None:
    """Say what one roster version changes in another."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        view = service.roster_changes(pool, old, new)
    answer(settings, view, *roster_tables.changes(settings.words, view))


@roster.command("export")
def export(
    ctx: typer.Context,
    pool: Annotated[str, typer.Option()],
    out: Annotated[Path, typer.Option()],
    version: Annotated[str, typer.Option()] = "",
) -> None:
    """Write a roster version with its salts, for an auditor."""
    settings = settings_of(ctx)
    with reading(settings) as service, waiting(settings, "progress.export"):
        chosen = version or str(service.pool(pool)["roster"])
        size = write_pieces(out, service.export_roster(pool, chosen))
    view: View = {"bytes": size, "out": path_view(out), "pool": pool, "roster": chosen}
    answer(settings, view, settings.words("roster.exported", **view))
