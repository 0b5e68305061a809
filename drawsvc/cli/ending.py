"""How a draw ends: `decide`, `void`, `release`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.approvals import ByRole, Ref
from drawsvc.cli.codes import unknown_codes
from drawsvc.cli.files import write_file
from drawsvc.cli.next_steps import steps_of
from drawsvc.cli.session import changing
from drawsvc.cli.settings import settings_of
from drawsvc.cli.specialties import specialty_names
from drawsvc.cli.witnesses import read_statement
from drawsvc.views.draws import panel_view
from drawsvc.views.entries import attempt_view
from drawsvc.views.values import View, path_view

app = typer.Typer()


@app.command("decide")
def decide(
    ctx: typer.Context,
    draw: str,
    kind: Annotated[str, typer.Option()],
    ground: Annotated[str, typer.Option()],
    approved_by: ByRole,
    ref: Ref,
) -> None:
    """Record how a panel that the draw could not fill comes about."""
    settings = settings_of(ctx)
    approval = {"ref": ref, "role": approved_by}
    with changing(settings) as service:
        entry = service.decide(draw, kind=kind, ground=ground, approval=approval)
        reading = service.draw(draw)
    words = settings.words
    warnings = unknown_codes(words, {"--ground": ground, "--approved-by": approved_by})
    view: View = {**attempt_view(reading.attempt, [entry]), "kind": kind, "warnings": warnings}
    parts = *tables.notes(words, warnings), *tables.written(words, view)
    answer(settings, view, *parts, *steps_of(words, reading))


@app.command("void")
def void(
    ctx: typer.Context,
    draw: str,
    reason: Annotated[str, typer.Option()],
    approved_by: ByRole,
    ref: Ref,
    statement: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Void an attempt; its record stays."""
    settings = settings_of(ctx)
    signed = [read_statement(statement)] if statement else []
    approval = {"ref": ref, "role": approved_by}
    with changing(settings) as service:
        entry = service.void(draw, reason=reason, approval=approval, statements=signed)
        reading = service.draw(draw)
    words = settings.words
    warnings = unknown_codes(words, {"--reason": reason, "--approved-by": approved_by})
    view: View = {
        **attempt_view(reading.attempt, [entry]),
        "class": entry.body["class"],
        "warnings": warnings,
    }
    parts = words(f"void.{view['class']}"), *tables.notes(words, warnings)
    answer(settings, view, *parts, *steps_of(words, reading))


@app.command("release")
def release(
    ctx: typer.Context,
    draw: str,
    approved_by: ByRole,
    ref: Ref,
    form: Annotated[str, typer.Option()] = "",
    out: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Release the panel: from here on names may be read."""
    settings = settings_of(ctx)
    words = settings.words
    approval = {"ref": ref, "role": approved_by}
    with changing(settings) as service:
        entry = service.release(draw, approval=approval, form=form)
        reading = service.draw(draw)
        disclosures = service.disclosures(draw)
        names = specialty_names(service, entry.place.pool, words)
    if out:
        write_file(out, disclosures)
    warnings = unknown_codes(words, {"--approved-by": approved_by})
    panel: list[Any] = panel_view(reading.attempt, disclosures)
    view: View = {
        **attempt_view(reading.attempt, [entry]),
        "form": entry.body["form"],
        "out": path_view(out),
        "panel": panel,
        "warnings": warnings,
    }
    parts = *tables.notes(words, warnings), *tables.panel(words, panel, names)
    answer(settings, view, *parts, *tables.written(words, view), *steps_of(words, reading))
