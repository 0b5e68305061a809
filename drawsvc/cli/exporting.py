"""Files about one draw for others to check: `record`, `disclosures`, `row`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli.answers import answer
from drawsvc.cli.files import write_file, write_pieces
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import reading
from drawsvc.cli.settings import settings_of
from drawsvc.views.values import View, path_view

app = typer.Typer()

Attempts = Annotated[int, typer.Option("--attempt", min=0)]
Out = Annotated[Path, typer.Option()]


@app.command("record")
def record(
    ctx: typer.Context,
    draw: str,
    out: Out,
    attempt_number: Attempts = 0,
    slim: Annotated[bool, typer.Option("--slim")] = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Write the record of a draw, as far as it has come."""
    settings = settings_of(ctx)
    with reading(settings) as service, waiting(settings, "progress.export"):
        data = service.record(draw, attempt_number, slim=slim)
        place = service.place(draw, attempt_number)
    write_file(out, data)
    kind = "slim" if slim else "full"
    view: View = {**place, "bytes": len(data), "kind": kind, "out": path_view(out)}
    answer(settings, view, settings.words(f"record.{kind}", **view))


@app.command("disclosures")
def disclosures(
    ctx: typer.Context,
    draw: str,
    out: Out,
    attempt_number: Attempts = 0,
    audit: Annotated[bool, typer.Option("--audit")] = False,  # noqa: FBT002 - an option of the command line
) -> None:
    """Write the disclosures of a released draw."""
    settings = settings_of(ctx)
    with reading(settings) as service, waiting(settings, "progress.export"):
        if audit:
            size = write_pieces(out, service.audit(draw, attempt_number))
        else:
            size = write_pieces(out, [service.disclosures(draw, attempt_number)])
        place = service.place(draw, attempt_number)
    kind = "audit" if audit else "release"
    view: View = {**place, "bytes": size, "kind": kind, "out": path_view(out)}
    answer(settings, view, settings.words(f"disclosures.{kind}", **view))


@app.command("row")
def row(ctx: typer.Context, draw: str, expert: str, out: Out, attempt_number: Attempts = 0) -> None:
    """Write what shows an expert how he was listed."""
    settings = settings_of(ctx)
    with reading(settings) as service, waiting(settings, "progress.export"):
        data = service.own_row(draw, expert, attempt_number)
        place = service.place(draw, attempt_number)
    write_file(out, data)
    view: View = {**place, "bytes": len(data), "expert": expert, "out": path_view(out)}
    answer(settings, view, settings.words("row.done", **view))
