"""`log`: the transparency log of the service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli.answers import answer
from drawsvc.cli.files import write_file, write_pieces
from drawsvc.cli.progress import counted
from drawsvc.cli.session import ask_passphrase, reading
from drawsvc.cli.settings import settings_of
from drawsvc.usecases.export_log import export_log
from drawsvc.usecases.ports import LogHead
from drawsvc.usecases.prove_entry import prove_entry
from drawsvc.usecases.read_log import read_log
from drawsvc.views import View, path_view

app = typer.Typer()
log = typer.Typer()
app.add_typer(log, name="log")


@log.command("show")
def show(ctx: typer.Context) -> None:
    """Show the head of the log and its key."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        found = read_log(service.office)
        vkey = service.vkey
    view: View = {**_head(found.head), "vkey": vkey, "waiting": found.waiting}
    words = settings.words
    lines = [words("log.head", **view), words("log.vkey", vkey=vkey)]
    lines += [words("log.waiting")] if found.waiting else []
    answer(settings, view, *lines)


@log.command("sign")
def sign(ctx: typer.Context) -> None:
    """Number what waits and sign the head again."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        head = service.number(service.unlock(ask_passphrase(settings)))
    view = _head(head)
    answer(settings, view, settings.words("log.signed", **view))


@log.command("prove")
def prove(
    ctx: typer.Context, leaf: str, out: Annotated[Path | None, typer.Option()] = None
) -> None:
    """Prove that an entry is in the log, as a tlog-proof."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        proof = prove_entry(service.office, leaf)
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
        pieces = counted(settings, "progress.log", export_log(service.office))
        size = write_pieces(out, pieces)
        origin = service.origin
    view: View = {"bytes": size, "origin": origin, "out": path_view(out)}
    answer(settings, view, settings.words("log.exported", **view))


def _head(head: LogHead) -> View:
    return {
        "checkpoint": head.checkpoint.decode("utf-8"),
        "origin": head.origin,
        "root": head.root.hex(),
        "size": head.size,
    }
