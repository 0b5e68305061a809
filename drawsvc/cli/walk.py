"""The walk: `advance`, `reply`. Whom to call: cli/desk."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli.after import after
from drawsvc.cli.answers import answer
from drawsvc.cli.files import MAX_REPLIES_BYTES, read_file
from drawsvc.cli.places import Nth, Round, check_place
from drawsvc.cli.reply_file import Noted, Picked, pick_replies, pick_reply, read_reply_file
from drawsvc.cli.session import changing
from drawsvc.cli.settings import settings_of
from drawsvc.cli.witnesses import read_statement
from drawsvc.domain.errors import InputError
from drawsvc.usecases.stated import reply_of
from drawsvc.views.values import View

app = typer.Typer()


@app.command("advance")
def advance(ctx: typer.Context, draw: str) -> None:
    """Write what is due: invitations, expiries, the outcome."""
    settings = settings_of(ctx)
    words = settings.words
    with changing(settings) as service:
        done = after(service, draw, service.advance(draw), words)
    idle = [] if done.written else [words("advance.nothing", draw=draw)]
    answer(settings, done.view, *idle, *done.parts(words))


@app.command("reply")
def reply(
    ctx: typer.Context,
    draw: str,
    given: Annotated[str, typer.Argument(metavar="[ANSWER]")] = "",
    round_number: Round = 0,
    nth: Nth = 0,
    reason: Annotated[str, typer.Option()] = "",
    file: Annotated[Path | None, typer.Option()] = None,
    statement: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Note what an invited expert answered."""
    settings = settings_of(ctx)
    if [bool(given), bool(file), bool(statement)].count(True) != 1:
        raise InputError("reply_what")
    typed = _typed(given, round_number, nth, reason) if given else None
    noted = read_reply_file(read_file(file, MAX_REPLIES_BYTES)) if file else []
    signed = [reply_of(read_statement(statement))] if statement else []
    words = settings.words
    with changing(settings) as service:
        attempt = service.draw(draw).attempt
        picked = pick_reply(attempt, typed) if typed else pick_replies(attempt, noted)
        picked = Picked(signed, 0, 0) if signed else picked
        entries = service.note_replies(draw, picked.replies)
        done = after(service, draw, entries, words)
    counts: View = {
        "applied": len(picked.replies),
        "left": picked.left,
        "noted": picked.noted,
    }
    told = [words(f"reply.{name}", count=count) for name, count in counts.items() if count]
    answer(settings, {**done.view, **counts}, *told, *done.parts(words))


def _typed(given: str, round_number: int, nth: int, reason: str) -> Noted:
    check_place(round_number, nth)
    return Noted(0, round_number, nth, given, reason or ("none" if given == "accept" else ""))
