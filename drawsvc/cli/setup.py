"""`init`: set the service up in a home folder."""

from __future__ import annotations

from typing import Annotated

import typer

from drawsvc import config
from drawsvc.cli.answers import answer
from drawsvc.cli.next_steps import steps_after
from drawsvc.cli.session import ask_passphrase, home_of
from drawsvc.cli.settings import settings_of
from drawsvc.domain.entries import is_demonstration
from drawsvc.setting_up import check_new, create_home
from drawsvc.views.values import path_view

app = typer.Typer()


@app.command("init")
def init(
    ctx: typer.Context,
    origin: Annotated[str, typer.Option()],
    database: Annotated[str, typer.Option()] = "",
) -> None:
    """Create home folder, database and log key."""
    settings = settings_of(ctx)
    home = home_of(settings)
    database = database or config.settings_of(home).database
    check_new(home, origin)
    vkey = create_home(home, origin, ask_passphrase(settings, new=True), database)
    words = settings.words
    answer(
        settings,
        {"home": path_view(home.folder), "origin": origin, "vkey": vkey},
        words("init.done", home=home.folder, origin=origin),
        words("init.vkey", vkey=vkey),
        *([words("init.demonstration")] if is_demonstration(origin) else []),
        *steps_after(words, "init"),
    )
