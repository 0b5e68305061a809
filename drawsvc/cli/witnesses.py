"""What witnesses hand in: `join`, `seal`, `statement`, `evidence`, `confirm`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli import session, tables
from drawsvc.cli.answers import answer
from drawsvc.cli.files import MAX_NOTE_BYTES, MAX_STATEMENT_BYTES, read_file
from drawsvc.cli.next_steps import steps_of
from drawsvc.cli.operations import Choices
from drawsvc.cli.session import changing
from drawsvc.cli.settings import read_at, settings_of
from drawsvc.domain.errors import InputError
from drawsvc.domain.statements import Statement, parse_statement_file
from drawsvc.usecases.seal_draw import THROWS
from drawsvc.views.draws import joins_view, missing_view, outcome_view, waits_for_view, walk_view
from drawsvc.views.entries import attempt_view, slip_view
from drawsvc.views.values import View

app = typer.Typer()

Operator = Annotated[bool, typer.Option("--operator")]


@app.command("join")
def join(
    ctx: typer.Context,
    draw: str,
    file: Annotated[Path | None, typer.Argument()] = None,
    operator: Operator = False,  # noqa: FBT002 - as typer asks
) -> None:
    """Take a witness's statement that he joins; or the service itself joins."""
    settings = settings_of(ctx)
    if bool(file) == operator:
        raise InputError("join_what")
    signed = [read_statement(file)] if file else []
    with changing(settings) as service:
        entry = service.join(draw, signed[0]) if signed else service.join_operator(draw)
        reading = service.draw(draw)
    view: View = {**attempt_view(reading.attempt, [entry]), **joins_view(reading.attempt)}
    words = settings.words
    done = *tables.written(words, view), *tables.joins(words, view)
    answer(settings, view, *done, *steps_of(words, reading))


@app.command("seal")
def seal(
    ctx: typer.Context,
    draw: str,
    first_invite_at: Annotated[str, typer.Option()] = "",
    throws: Annotated[int, typer.Option()] = THROWS,
) -> None:
    """Seal the draw: nothing can be chosen any more."""
    settings = settings_of(ctx)
    choices = Choices(read_at(first_invite_at) if first_invite_at else None, throws)
    with changing(settings) as service:
        entry = service.seal(draw, choices)
        reading = service.draw(draw)
    view: View = {
        **attempt_view(reading.attempt, [entry]),
        **slip_view(entry.leaf),
        "waits_for": waits_for_view(reading),
    }
    words = settings.words
    done = *tables.written(words, view), *tables.slip(words, view)
    answer(settings, view, *done, *steps_of(words, reading))


@app.command("statement")
def statement(
    ctx: typer.Context,
    draw: str,
    files: Annotated[list[Path] | None, typer.Argument()] = None,
    operator: Operator = False,  # noqa: FBT002 - as typer asks
) -> None:
    """Take witnesses' statements about the seal, or the service's own; with the last one the seed exists."""
    settings = settings_of(ctx)
    if bool(files) == operator:
        raise InputError("statement_what")
    statements = [read_statement(file) for file in files or []]
    with changing(settings) as service:
        before = service.draw(draw).collected
        entry = service.reveal_operator(draw) if operator else service.hand_in(draw, statements)
        reading = service.draw(draw)
    missing = reading.missing_statements
    view: View = {
        **attempt_view(reading.attempt, [entry] if entry else []),
        "missing": missing_view(reading),
        "outcome": outcome_view(reading.attempt),
        "seeded": entry is not None,
        "taken": reading.collected - before,
        "waits_for": waits_for_view(reading),
        "walk": walk_view(reading.attempt),
    }
    words = settings.words
    done = words("statement.taken", taken=reading.collected - before)
    lacking = (
        [words("statement.missing", missing=words.awaited(reading.missing_statements))]
        if missing
        else []
    )
    parts = *lacking, *tables.written(words, view), *([] if missing else steps_of(words, reading))
    answer(settings, view, done, *parts)


@app.command("evidence")
def evidence(
    ctx: typer.Context,
    draw: str,
    note: Path,
    cosigner: Annotated[list[str] | None, typer.Option()] = None,
) -> None:
    """Keep a cosigned checkpoint for the record: it shows by when the draw was sealed."""
    settings = settings_of(ctx)
    data = read_file(note, MAX_NOTE_BYTES)
    with session.reading(settings) as service:
        kept = service.attach(draw, data, cosigner or [])
        view: View = {**service.place(draw), **kept}
    answer(settings, view, settings.words("evidence.kept", **view))


@app.command("confirm")
def confirm(ctx: typer.Context, draw: str, file: Path) -> None:
    """Take a witness's statement on the outcome."""
    settings = settings_of(ctx)
    statement = read_statement(file)
    with changing(settings) as service:
        entry = service.confirm(draw, statement)
        reading = service.draw(draw)
    view = attempt_view(reading.attempt, [entry])
    words = settings.words
    answer(settings, view, *tables.written(words, view), *steps_of(words, reading))


def read_statement(file: Path) -> Statement:
    """A statement file (SPEC §11.5)."""
    return parse_statement_file(read_file(file, MAX_STATEMENT_BYTES))
