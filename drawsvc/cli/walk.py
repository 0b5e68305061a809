"""The walk: `advance`, `calls`, `reply`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.app import App
from drawsvc.cli import tables
from drawsvc.cli.answers import Part, Rows, answer
from drawsvc.cli.files import MAX_REPLIES_BYTES, read_file
from drawsvc.cli.next_steps import steps_of, steps_of_calls
from drawsvc.cli.reply_file import Noted, Picked, pick_replies, pick_reply, read_reply_file
from drawsvc.cli.session import changing, reading
from drawsvc.cli.settings import settings_of
from drawsvc.cli.specialties import specialty_names
from drawsvc.cli.witnesses import read_statement
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.bodies import ANSWER
from drawsvc.domain.errors import InputError, StatementError
from drawsvc.domain.shapes import CODE, COUNT, ShapeError, members
from drawsvc.domain.statements import Statement
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.list_calls import Call, list_calls
from drawsvc.usecases.note_reply import Reply, note_replies
from drawsvc.usecases.read_draw import Reading, read_draw
from drawsvc.views import View, attempt_view, outcome_view, row_view, walk_view
from drawsvc.words import Words

app = typer.Typer()


@app.command("advance")
def advance(ctx: typer.Context, draw: str) -> None:
    """Write what is due: invitations, expiries, the outcome."""
    settings = settings_of(ctx)
    words = settings.words
    with changing(settings) as service:
        entries = advance_draw(service.office, draw)
        found = read_draw(service.office, draw)
        names = _names(service, found, words)
    view: View = {**attempt_view(found.attempt, entries), **walked_view(found.attempt)}
    idle = [] if entries else [words("advance.nothing", draw=draw)]
    answer(settings, view, *idle, *_walked(words, view, found, names))


@app.command("calls")
def calls(ctx: typer.Context, draw: str) -> None:
    """Whom to call now: names and telephone numbers, for the pool office only."""
    settings = settings_of(ctx)
    words = settings.words
    with reading(settings) as service:
        listed = list_calls(service.office, draw)
        found = read_draw(service.office, draw)
        names = _names(service, found, words)
    views: list[Any] = [_call_view(call) for call in listed]
    rows = [
        [
            *(view[name] for name in ("round", "nth", "name", "phone", "employer")),
            names.get(view["specialty"], view["specialty"]),
        ]
        for view in views
    ]
    columns = ("round", "nth", "name", "phone", "employer", "specialty")
    heading = [words(f"calls.{name}") for name in columns]
    parts = words("calls.secret"), Rows(heading, rows), *steps_of_calls(words, found)
    answer(settings, {"calls": views, "draw": draw}, *parts)


@app.command("reply")
def reply(
    ctx: typer.Context,
    draw: str,
    given: Annotated[str, typer.Argument(metavar="[ANSWER]")] = "",
    round_number: Annotated[int, typer.Option("--round")] = 0,
    nth: Annotated[int, typer.Option()] = 0,
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
    signed = [_countersigned(read_statement(statement))] if statement else []
    words = settings.words
    with changing(settings) as service:
        attempt = read_draw(service.office, draw).attempt
        picked = pick_reply(attempt, typed) if typed else pick_replies(attempt, noted)
        picked = Picked(signed, 0, 0) if signed else picked
        entries = note_replies(service.office, draw, picked.replies)
        found = read_draw(service.office, draw)
        names = _names(service, found, words)
    counts: View = {
        "applied": len(picked.replies),
        "left": picked.left,
        "noted": picked.noted,
    }
    view: View = {**attempt_view(found.attempt, entries), **walked_view(found.attempt), **counts}
    done = [words(f"reply.{name}", count=count) for name, count in counts.items() if count]
    answer(settings, view, *done, *_walked(words, view, found, names))


def _typed(given: str, round_number: int, nth: int, reason: str) -> Noted:
    missing = [
        option for option, number in (("--round", round_number), ("--nth", nth)) if number < 1
    ]
    if missing:
        raise InputError("reply_place", expected=missing)
    return Noted(0, round_number, nth, given, reason or ("none" if given == "accept" else ""))


def _countersigned(statement: Statement) -> Reply:
    """The reply a witness has signed (SPEC §7.1)."""
    try:
        _SAID(statement.value, "value")
    except ShapeError as error:
        raise StatementError("statement_shape", path=error.path, expected=error.expected) from None
    said = statement.value
    seat = (said["group"], said["row"])
    return Reply(*seat, said["answer"], said["reason"], "countersigned", statement)


_SAID = members(answer=ANSWER, group=COUNT, reason=CODE, row=COUNT)


def walked_view(attempt: Attempt) -> View:
    """The walk of an attempt and what came of it."""
    return {"outcome": outcome_view(attempt), "walk": walk_view(attempt)}


def _walked(
    words: Words, view: dict[str, Any], found: Reading, names: tables.Names
) -> Iterator[Part]:
    yield from tables.written(words, view)
    yield from tables.outcome(words, view["outcome"], names)
    yield from steps_of(words, found)


def _names(service: App, found: Reading, words: Words) -> tables.Names:
    return specialty_names(service, found.attempt.chain.place.pool, words)


def _call_view(call: Call) -> View:
    return {
        **{n: v for n, v in row_view(call.invitation).items() if n in _CALL_MEMBERS},
        "employer": call.employer,
        "name": call.name,
        "phone": call.phone,
        "specialty": call.specialty,
    }


_CALL_MEMBERS = ("deadline", "group", "nth", "round", "row")
