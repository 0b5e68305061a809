"""What witnesses hand in: `join`, `seal`, `statement`, `confirm`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.files import MAX_STATEMENT_BYTES, read_file
from drawsvc.cli.next_steps import missing_said, steps_of
from drawsvc.cli.session import changing
from drawsvc.cli.settings import read_at, settings_of
from drawsvc.domain.statements import Statement, parse_statement_file
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.confirm_outcome import confirm_outcome
from drawsvc.usecases.join_draw import join_draw
from drawsvc.usecases.read_draw import read_draw
from drawsvc.usecases.seal_draw import seal_draw
from drawsvc.views import View, attempt_view, joins_view, outcome_view, slip_view, walk_view

app = typer.Typer()


@app.command("join")
def join(ctx: typer.Context, draw: str, file: Path) -> None:
    """Take a witness's statement that he joins."""
    settings = settings_of(ctx)
    statement = read_statement(file)
    with changing(settings) as service:
        entry = join_draw(service.office, draw, statement)
        reading = read_draw(service.office, draw)
    view: View = {**attempt_view(reading.attempt, [entry]), **joins_view(reading.attempt)}
    words = settings.words
    done = *tables.written(words, view), *tables.joins(words, view)
    answer(settings, view, *done, *steps_of(words, reading))


@app.command("seal")
def seal(
    ctx: typer.Context,
    draw: str,
    first_invite_at: Annotated[str, typer.Option()] = "",
    throws: Annotated[int, typer.Option()] = 20,
) -> None:
    """Seal the draw: nothing can be chosen any more."""
    settings = settings_of(ctx)
    first = read_at(first_invite_at) if first_invite_at else None
    with changing(settings) as service:
        vkey = service.vkey
        entry = seal_draw(service.office, draw, log_key=vkey, first_invite_at=first, throws=throws)
        reading = read_draw(service.office, draw)
    view: View = {**attempt_view(reading.attempt, [entry]), **slip_view(entry.leaf)}
    words = settings.words
    done = *tables.written(words, view), *tables.slip(words, view)
    answer(settings, view, *done, *steps_of(words, reading))


@app.command("statement")
def statement(ctx: typer.Context, draw: str, files: list[Path]) -> None:
    """Take witnesses' statements about the seal; with the last one the seed exists."""
    settings = settings_of(ctx)
    statements = [read_statement(file) for file in files]
    with changing(settings) as service:
        before = read_draw(service.office, draw).collected
        entry = collect_statements(service.office, draw, statements)
        reading = read_draw(service.office, draw)
    missing = reading.missing_statements
    view: View = {
        **attempt_view(reading.attempt, [entry] if entry else []),
        "missing": [{"kind": kind, "role": role} for role, kind in missing],
        "outcome": outcome_view(reading.attempt),
        "seeded": entry is not None,
        "taken": len(statements),
        "walk": walk_view(reading.attempt),
    }
    words = settings.words
    done = words("statement.taken", taken=reading.collected - before)
    lacking = [words("statement.missing", missing=missing_said(words, reading))] if missing else []
    parts = *lacking, *tables.written(words, view), *([] if missing else steps_of(words, reading))
    answer(settings, view, done, *parts)


@app.command("confirm")
def confirm(ctx: typer.Context, draw: str, file: Path) -> None:
    """Take a witness's statement on the outcome."""
    settings = settings_of(ctx)
    statement = read_statement(file)
    with changing(settings) as service:
        entry = confirm_outcome(service.office, draw, statement)
        reading = read_draw(service.office, draw)
    view = attempt_view(reading.attempt, [entry])
    words = settings.words
    answer(settings, view, *tables.written(words, view), *steps_of(words, reading))


def read_statement(file: Path) -> Statement:
    """A statement file (SPEC §11.5)."""
    return parse_statement_file(read_file(file, MAX_STATEMENT_BYTES))
