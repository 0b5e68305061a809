"""The walk: `advance`, `calls`, `reply`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import Part, Rows, answer
from drawsvc.cli.files import MAX_REPLIES_BYTES, read_file
from drawsvc.cli.reply_file import Picked, check_answer, pick_replies, read_reply_file
from drawsvc.cli.session import changing, reading
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.cli.views import View, attempt_view, outcome_view, row_view, walk_view
from drawsvc.cli.witnesses import read_statement
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.bodies import ANSWER
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import InputError, StatementError
from drawsvc.domain.shapes import CODE, COUNT, ShapeError, members
from drawsvc.domain.statements import Statement
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.list_calls import Call, list_calls
from drawsvc.usecases.note_reply import Reply, note_replies, seat_in_round
from drawsvc.usecases.read_draw import read_draw
from drawsvc.words import Words

app = typer.Typer()


@app.command("advance")
def advance(ctx: typer.Context, draw: str) -> None:
    """Write what is due: invitations, expiries, the outcome."""
    settings = settings_of(ctx)
    with changing(settings) as service:
        entries = advance_draw(service.office, draw)
        attempt = read_draw(service.office, draw).attempt
    view = walked_view(attempt, entries)
    words = settings.words
    idle = [] if entries else [words("advance.nothing", draw=draw)]
    answer(settings, view, *idle, *_walked(words, view, attempt))


@app.command("calls")
def calls(ctx: typer.Context, draw: str) -> None:
    """Whom to call now: names and telephone numbers, for the pool office only."""
    settings = settings_of(ctx)
    with reading(settings) as service:
        found = list_calls(service.office, draw)
        attempt = read_draw(service.office, draw).attempt
    views: list[Any] = [_call_view(call) for call in found]
    offset = attempt.rules.profile.windows.utc_offset_minutes
    names = ("round", "nth", "specialty", "name", "phone", "employer", "deadline")
    rows = [
        [tables.local(view[name], offset) if name == "deadline" else view[name] for name in names]
        for view in views
    ]
    words = settings.words
    heading = [words(f"calls.{name}") for name in names]
    answer(settings, {"calls": views, "draw": draw}, words("calls.secret"), Rows(heading, rows))


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
    noted = read_reply_file(read_file(file, MAX_REPLIES_BYTES)) if file else []
    signed = [_countersigned(read_statement(statement))] if statement else []
    with changing(settings) as service:
        attempt = read_draw(service.office, draw).attempt
        if given:
            signed = [_one(attempt, (round_number, nth), given, reason)]
        picked = pick_replies(attempt, noted) if file else Picked(signed, 0, 0)
        entries = note_replies(service.office, draw, picked.replies)
        attempt = read_draw(service.office, draw).attempt
    _answer_replies(settings, attempt, entries, picked)


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


def _one(attempt: Attempt, seat: tuple[int, int], given: str, reason: str) -> Reply:
    reason = reason or ("none" if given == "accept" else "")
    check_answer(given, reason)
    group, row = seat_in_round(attempt, *seat)
    return Reply(group, row, given, reason)


def _answer_replies(
    settings: Settings, attempt: Attempt, entries: Sequence[Entry], picked: Picked
) -> None:
    view = walked_view(attempt, entries)
    counts = {"applied": len(picked.replies), "left": picked.left, "noted": picked.noted}
    done = settings.words("reply.done", **counts)
    answer(settings, {**view, **counts}, done, *_walked(settings.words, view, attempt))


def walked_view(attempt: Attempt, entries: Sequence[Entry]) -> View:
    """An attempt with its walk."""
    return {
        **attempt_view(attempt, entries),
        "outcome": outcome_view(attempt),
        "walk": walk_view(attempt),
    }


def _walked(words: Words, view: dict[str, Any], attempt: Attempt) -> list[Part]:
    offset = attempt.rules.profile.windows.utc_offset_minutes
    parts = [*tables.written(words, view), *tables.outcome(words, view["outcome"])]
    if attempt.phase == "inviting":
        due = tables.local(attempt.deadline.strftime("%Y-%m-%dT%H:%M:%SZ"), offset)
        parts.append(words("next.inviting", draw=view["draw"], deadline=due))
    key = f"next.{attempt.phase}"
    if attempt.phase in ("completed", "short"):
        parts.append(words(key, draw=view["draw"]))
    return parts


def _call_view(call: Call) -> View:
    return {
        **{n: v for n, v in row_view(call.invitation).items() if n in _CALL_MEMBERS},
        "employer": call.employer,
        "name": call.name,
        "phone": call.phone,
        "specialty": call.specialty,
    }


_CALL_MEMBERS = ("deadline", "group", "nth", "round", "row")
