"""What the commands that change a passphrase share: how they ask, and what they say afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc import config
from drawsvc.cli.answers import answer
from drawsvc.cli.session import ask_passphrase, ask_twice
from drawsvc.cli.settings import Settings
from drawsvc.secret_file import Change
from drawsvc.views.values import View, path_view

OPTION = "--new-passphrase-file"
NewFile = Annotated[Path | None, typer.Option(OPTION)]


def ask_change(settings: Settings, new_file: Path | None) -> Change:
    """The passphrase until now, and the one from now on: from a file of its own, else asked for twice."""
    old = ask_passphrase(settings)

    def ask() -> str:
        return ask_twice(settings, "ask.new_passphrase")

    return Change(old, config.passphrase(new_file, ask, {}, new=True, named_by=OPTION))


def answer_changed(settings: Settings, folder: Path, *, changed: bool) -> None:
    """Say that the folder of somebody outside is under another passphrase, and what is not."""
    words = settings.words
    done = words("passphrase.changed" if changed else "passphrase.already", files=folder)
    view: View = {"changed": changed, "dir": path_view(folder)}
    answer(settings, view, done, words("passphrase.copies"))
