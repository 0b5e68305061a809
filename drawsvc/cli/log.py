"""`log`: the transparency log of the service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli.answers import answer
from drawsvc.cli.files import write_file, write_pieces
from drawsvc.cli.progress import counted
from drawsvc.cli.session import ask_passphrase, at_home, reading
from drawsvc.cli.settings import settings_of
from drawsvc.views.entries import head_view
from drawsvc.views.values import View, path_view

app = typer.Typer()
log = typer.Typer()
app.add_typer(log, name="log")


@log.command("show")
def show(ctx: typer.Context) -> None:
    """Show the head of the log and its key."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        view = service.log()
    words = settings.words
    lines = [words("log.head", **view), words("log.vkey", vkey=view["vkey"])]
    lines += [words("log.waiting")] if view["waiting"] else []
    answer(settings, view, *lines)


@log.command("sign")
def sign(ctx: typer.Context) -> None:
    """Number what waits and sign the head again."""
    settings = settings_of(ctx)
    with at_home(settings) as app:
        view = head_view(app.number(app.unlock(ask_passphrase(settings))))
    answer(settings, view, settings.words("log.signed", **view))


@log.command("prove")
def prove(
    ctx: typer.Context, leaf: str, out: Annotated[Path | None, typer.Option()] = None
) -> None:
    """Prove that an entry is in the log, as a tlog-proof."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        proof = service.prove(leaf)
    data = proof.to_bytes()
    if out:
        write_file(out, data)
    text = data.decode("utf-8")
    view: View = {"index": proof.index, "leaf": leaf, "out": path_view(out), "proof": text}
    done = settings.words("log.proved", **view) if out else text
    answer(settings, view, done)


@log.command("export")
def export(ctx: typer.Context, out: Annotated[Path, typer.Option()]) -> None:
    """Write the whole log into one file."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        origin = service.log()["origin"]
        size = write_pieces(out, counted(settings, "progress.log", service.export_log()))
    view: View = {"bytes": size, "origin": origin, "out": path_view(out)}
    answer(settings, view, settings.words("log.exported", **view))
