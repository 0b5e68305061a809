"""`cosign`: a replaying cosigner's own program, on his own machine, with his own key; it never opens the service."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc import app as service
from drawsvc import config
from drawsvc.cli import cosign_tables
from drawsvc.cli.answers import answer
from drawsvc.cli.files import is_file, read_file, write_file
from drawsvc.cli.next_steps import steps_after
from drawsvc.cli.passphrase import NewFile, answer_changed, ask_change
from drawsvc.cli.progress import waiting
from drawsvc.cli.session import ask_passphrase
from drawsvc.cli.settings import settings_of
from drawsvc.domain.errors import InputError, LogError
from drawsvc.views.values import View, canonical, path_view
from drawsvc.witness.cosign import Beside, Checked, check_log, time_text
from drawsvc.witness.cosigner import (
    Terms,
    change_passphrase,
    check_new,
    create_cosigner,
    open_cosigner,
    read_memory,
)
from drawsvc.witness.memory import REPLAY, Cosigned, Memory

MAX_NOTE_BYTES = 64 * 1024

Folder = Annotated[Path, typer.Option("--dir")]
Text = Annotated[str, typer.Option()]

app = typer.Typer()
cosign = typer.Typer()
app.add_typer(cosign, name="cosign")


@cosign.command("init")
def init(
    ctx: typer.Context, folder: Folder, name: Text, log_key: Text, checks: Text = REPLAY
) -> None:
    """Make a cosigner's folder with a new key."""
    settings = settings_of(ctx)
    terms = Terms(name, log_key, checks)
    check_new(folder, terms)
    memory = create_cosigner(folder, ask_passphrase(settings, new=True), terms)
    vkey, words = memory.vkey.to_text(), settings.words
    answer(
        settings,
        {"checks": checks, "dir": path_view(folder), "vkey": vkey},
        words("cosign.init_done", dir=folder, origin=memory.log_key.name),
        words("cosign.init_key", vkey=vkey),
        words("cosign.init_folder"),
        *steps_after(words, "cosign_init", vkey=vkey, checks=checks),
    )


@cosign.command("check")
def check(
    ctx: typer.Context,
    log: Path,
    folder: Folder,
    out: Annotated[Path, typer.Option()],
    beside: Annotated[list[Path] | None, typer.Argument()] = None,
    seen: Annotated[list[Path] | None, typer.Option()] = None,
) -> None:
    """Replay a whole log, and cosign its checkpoint if nothing in it is wrong."""
    settings = settings_of(ctx)
    program = config.verifier()
    if program is None:
        raise LogError("verifier_missing")
    for path in beside or []:
        if not is_file(path):
            raise InputError("file_unreadable", path=str(path), got="ENOENT")
    notes = [read_file(path, MAX_NOTE_BYTES) for path in seen or []]
    clock = service.clock_of(read_memory(folder).log_key.name, settings.at)
    passphrase = ask_passphrase(settings)
    with open_cosigner(folder, passphrase) as cosigner, waiting(settings, "progress.replay"):
        found = check_log(
            cosigner, log, verifier=program, clock=clock, beside=Beside(beside or [], notes)
        )
    try:
        write_file(out, found.cosigned.note)
    except InputError as error:
        raise InputError("note_not_written", **error.facts) from None
    view = _view(found, out)
    follows = steps_after(settings.words, "cosigned", note=out)
    answer(settings, view, *cosign_tables.checked(settings, view), *follows)


@cosign.command("passphrase")
def passphrase(ctx: typer.Context, folder: Folder, new_passphrase_file: NewFile = None) -> None:
    """Put the key under another passphrase."""
    settings = settings_of(ctx)
    read_memory(folder)
    change = ask_change(settings, new_passphrase_file)
    answer_changed(settings, folder, changed=change_passphrase(folder, change))


@cosign.command("show")
def show(ctx: typer.Context, folder: Folder) -> None:
    """Show what was cosigned last, and forks that were seen; needs no passphrase."""
    settings = settings_of(ctx)
    view = _memory(read_memory(folder))
    answer(settings, view, *cosign_tables.memory(settings, view))


def _memory(memory: Memory) -> View:
    return {
        **_latest(memory.latest),
        "checks": memory.checks,
        "forks": list(memory.forks),
        "origin": memory.log_key.name,
        "vkey": memory.vkey.to_text(),
    }


def _latest(latest: Cosigned | None) -> View:
    if latest is None:
        return {"note": "", "root": "", "size": 0, "time": ""}
    checkpoint = latest.checkpoint
    return {
        "note": latest.note.decode(),
        "root": checkpoint.root.hex(),
        "size": checkpoint.size,
        "time": time_text(latest.seconds),
    }


def _view(found: Checked, out: Path) -> View:
    replayed = found.replayed
    turns = [{"attempt": name, "open": list(open_)} for name, open_ in replayed.open_turns]
    return {
        **_memory(found.memory),
        **_latest(found.cosigned),
        "again": found.again,
        "draws": canonical(replayed.draws),
        "left": list(replayed.left),
        "open_turns": canonical(turns),
        "out": path_view(out),
        "seals": found.seals,
        "since": found.since,
        "totals": canonical(replayed.totals),
    }
