"""The call desk: `calls` says who is to be called, without a name; `contact` opens one name and number and logs it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.after import after
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.next_steps import steps_of, steps_of_desk
from drawsvc.cli.places import Nth, Round, invitation_at
from drawsvc.cli.session import changing, reading
from drawsvc.cli.settings import settings_of
from drawsvc.cli.specialties import specialty_names
from drawsvc.cli.witnesses import read_statement
from drawsvc.usecases.stated import silence_of
from drawsvc.views.draws import calls_view, invitation_view
from drawsvc.views.entries import attempt_view
from drawsvc.views.values import View

app = typer.Typer()

Id = Annotated[str, typer.Option()]

CALL = ("round", "nth", "specialty", "row", "opened")
CONTACT = ("round", "nth", "name", "phone", "employer", "specialty")


@app.command("calls")
def calls(ctx: typer.Context, draw: str) -> None:
    """Who is to be called now, by place and specialty; names are opened one by one."""
    settings = settings_of(ctx)
    words = settings.words
    with reading(settings) as service:
        found = service.draw(draw)
        names = specialty_names(service, found.attempt.chain.place.pool, words)
    found.attempt.check_phase("inviting", "calls")
    views: list[Any] = calls_view(found.attempt)
    rows = [[_named(view, name, names) for name in CALL] for view in views]
    listed = Rows([words(f"calls.{name}") for name in CALL], rows)
    answer(settings, {"calls": views, "draw": draw}, listed, *steps_of(words, found))


@app.command("contact")
def contact(
    ctx: typer.Context,
    draw: str,
    round_number: Round,
    nth: Nth,
    supervisor: Id,
    handler: Id = "",
) -> None:
    """Open the name and number of one invited expert to whoever calls; it is logged who did."""
    settings = settings_of(ctx)
    words = settings.words
    with changing(settings) as service:
        row = invitation_at(service.draw(draw).attempt, round_number, nth)
        ids = {"handler": handler, "supervisor": supervisor}
        opened = service.open_contact(draw, (row.group, row.row), **ids)
        found = service.draw(draw)
        names = specialty_names(service, found.attempt.chain.place.pool, words)
    view: View = {
        **attempt_view(found.attempt, [opened.entry]),
        **invitation_view(found.attempt, row),
        "employer": opened.employer,
        "name": opened.name,
        "phone": opened.phone,
    }
    shown = Rows(
        [words(f"calls.{name}") for name in CONTACT],
        [[_named(view, name, names) for name in CONTACT]],
    )
    told = words("calls.secret"), shown, *tables.written(words, view)
    answer(settings, view, *told, *steps_of_desk(words, found, row))


@app.command("silence")
def silence(ctx: typer.Context, draw: str, file: Path) -> None:
    """Take a witness's statement that an invited expert could not be reached."""
    settings = settings_of(ctx)
    words = settings.words
    statement = read_statement(file)
    _, tries = silence_of(statement)
    with changing(settings) as service:
        entries = service.note_silence(draw, statement)
        done = after(service, draw, entries, words)
    view: View = {**done.view, "tries": tries}
    answer(settings, view, words("silence.noted", tries=tries), *done.parts(words))


def _named(view: View, name: str, names: tables.Names) -> object:
    value = view[name]
    return names.get(str(value), value) if name == "specialty" else value
