"""`roster`: check and take roster files, all or nothing; compare versions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import roster_columns, roster_tables, tables
from drawsvc.cli.answers import answer
from drawsvc.cli.files import read_file, write_pieces
from drawsvc.cli.progress import waiting
from drawsvc.cli.roster_file import Given, check_file
from drawsvc.cli.session import changing, reading
from drawsvc.cli.settings import settings_of
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.roster import diff
from drawsvc.domain.roster_warnings import CheckedRoster
from drawsvc.roster_io.mapping import MAX_MAPPING_BYTES
from drawsvc.usecases.export_roster import export_roster
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.read_pool import read_pool
from drawsvc.usecases.read_rosters import read_version, version_like
from drawsvc.views import View, changes_view, path_view, warnings_view, written_view

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
            found = check_file(settings, service, pool, given)
    else:
        found = check_file(settings, None, "", given)
    warnings = warnings_view(found.warnings)
    view: View = {"pool": pool, "size": len(found.roster.experts), "warnings": warnings}
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
    kept = read_file(mapping, MAX_MAPPING_BYTES) if mapping else b""
    with reading(settings) as service:
        found = check_file(settings, service, pool, Given(file, mapping, sheet, marked))
        same = version_like(service.office, pool, found.roster)
    if same:
        view = _imported(found, pool, same)
        answer(settings, view, words("roster.same", roster=same, pool=pool))
        return
    with changing(settings) as service:
        with waiting(settings, "progress.roster"):
            entry = import_roster(
                service.office, pool, found.roster, version=version, approval=approval
            )
        if kept:
            service.keep_mapping(pool, kept)
    view = _imported(found, pool, entry=entry)
    warnings: Any = view["warnings"]
    parts = [*roster_tables.warnings(words, warnings), *tables.written(words, view)]
    answer(settings, view, words("roster.imported", **view), *parts)


def _imported(found: CheckedRoster, pool: str, same: str = "", entry: Entry | None = None) -> View:
    counts = ("added", "edited", "removed")
    body: Body = entry.body if entry else {**dict.fromkeys(counts, 0), "roster": same}
    return {
        **written_view([entry] if entry else []),
        **{name: body[name] for name in (*counts, "roster")},
        "pool": pool,
        "same_as": same,
        "size": len(found.roster.experts),
        "warnings": warnings_view(found.warnings),
    }


@roster.command("diff")
def diff_(ctx: typer.Context, old: str, new: str, pool: Annotated[str, typer.Option()]) -> None:
    """Say what one roster version changes in another."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        read_pool(service.office, pool)
        before, after = (read_version(service.office, pool, name) for name in (old, new))
    changes = diff(before.experts, after.experts)
    view: View = {"new": new, "old": old, "pool": pool, **changes_view(changes)}
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
        rosters = read_pool(service.office, pool).rosters
        chosen = version or (str(rosters[-1].body["roster"]) if rosters else "")
        size = write_pieces(out, export_roster(service.office, pool, chosen))
    view: View = {"bytes": size, "out": path_view(out), "pool": pool, "roster": chosen}
    answer(settings, view, settings.words("roster.exported", **view))
