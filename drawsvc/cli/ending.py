"""How a draw ends: `decide`, `void`, `release`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.files import write_file
from drawsvc.cli.panel import panel_view
from drawsvc.cli.session import changing
from drawsvc.cli.settings import settings_of
from drawsvc.cli.views import View, attempt_view
from drawsvc.cli.witnesses import read_statement
from drawsvc.usecases.decide_draw import decide_draw
from drawsvc.usecases.read_draw import read_draw
from drawsvc.usecases.release_draw import export_release, release_draw
from drawsvc.usecases.void_draw import void_draw

app = typer.Typer()

ByRole = Annotated[str, typer.Option("--approved-by")]
Ref = Annotated[str, typer.Option()]


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
        entry = decide_draw(service.office, draw, kind=kind, ground=ground, approval=approval)
        attempt = read_draw(service.office, draw).attempt
    view: View = {**attempt_view(attempt, [entry]), "kind": kind}
    answer(settings, view, *tables.written(settings.words, view))


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
        entry = void_draw(service.office, draw, reason=reason, approval=approval, statements=signed)
        attempt = read_draw(service.office, draw).attempt
    view: View = {**attempt_view(attempt, [entry]), "class": entry.body["class"]}
    words = settings.words
    answer(settings, view, words(f"void.{view['class']}"), *tables.written(words, view))


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
    approval = {"ref": ref, "role": approved_by}
    with changing(settings) as service:
        entry = release_draw(service.office, draw, approval=approval, form=form)
        attempt = read_draw(service.office, draw).attempt
        disclosures = export_release(service.office, draw)
    if out:
        write_file(out, disclosures)
    panel: list[Any] = panel_view(attempt, disclosures)
    view: View = {
        **attempt_view(attempt, [entry]),
        "form": entry.body["form"],
        "out": str(out or ""),
        "panel": panel,
    }
    words = settings.words
    answer(settings, view, *tables.panel(words, panel), *tables.written(words, view))
