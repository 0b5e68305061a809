"""What can still change until the activity ends (SPEC §9.6): `withdraw`, `reschedule`, `add-seats`, `correct`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from drawsvc.cli import tables
from drawsvc.cli.after import After, after
from drawsvc.cli.answers import answer
from drawsvc.cli.approvals import ByRole, Ref
from drawsvc.cli.codes import KNOWN_CHANGES, unknown_codes
from drawsvc.cli.days import read_day
from drawsvc.cli.places import Nth, Round, invitation_at
from drawsvc.cli.request_file import seat_group
from drawsvc.cli.session import changing
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.cli.witnesses import read_statement
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.domain.errors import InputError, ReplyError, RequestError
from drawsvc.usecases.add_seats import MoreSeats
from drawsvc.usecases.reschedule_draw import NewTime
from drawsvc.usecases.stated import reply_of, withdrawal_of
from drawsvc.usecases.withdraw_expert import Withdrawal
from drawsvc.views.values import View

app = typer.Typer()

Text = Annotated[str, typer.Option()]


@app.command("withdraw")
def withdraw(
    ctx: typer.Context,
    draw: str,
    approved_by: ByRole,
    ref: Ref,
    round_number: Round = 0,
    nth: Nth = 0,
    reason: Text = "",
    statement: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """Note that somebody who has accepted cannot come; the next in order is invited."""
    settings = settings_of(ctx)
    typed = bool(round_number or nth or reason)
    if typed == bool(statement):
        raise InputError("withdraw_what")
    signed = withdrawal_of(read_statement(statement)) if statement else None
    with changing(settings) as service:
        attempt = service.draw(draw).attempt
        gone = signed or _withdrawal(attempt, round_number, nth, reason)
        approval = {"ref": ref, "role": approved_by}
        entries = service.withdraw(draw, gone, approval)
        done = after(service, draw, entries, settings.words)
    _answer(settings, done, {"--approved-by": approved_by})


@app.command("reschedule")
def reschedule(
    ctx: typer.Context,
    draw: str,
    date: Text,
    reason: Text,
    approved_by: ByRole,
    ref: Ref,
    starts: Text = "",
) -> None:
    """Move the activity to another day; everybody who has accepted is asked again."""
    settings = settings_of(ctx)
    day = read_day(date, "--date")
    with changing(settings) as service:
        _check_to_come(service.draw(draw).attempt, day, service.now())
        approval, new = {"ref": ref, "role": approved_by}, NewTime(day, starts)
        entries = service.reschedule(draw, new, reason=reason, approval=approval)
        done = after(service, draw, entries, settings.words)
    _answer(settings, done, {"--reason": reason, "--approved-by": approved_by})


@app.command("add-seats")
def add_seats_(
    ctx: typer.Context, draw: str, seats: Text, reason: Text, approved_by: ByRole, ref: Ref
) -> None:
    """Give a specialty of the draw more seats; they are filled in the same order."""
    settings = settings_of(ctx)
    with changing(settings) as service:
        more = _more_seats(service.draw(draw).attempt, seats, reason)
        approval = {"ref": ref, "role": approved_by}
        entries = service.add_seats(draw, more, approval)
        done = after(service, draw, entries, settings.words)
    _answer(settings, done, {"--reason": reason, "--approved-by": approved_by})


@app.command("correct")
def correct(ctx: typer.Context, draw: str, file: Path) -> None:
    """Put right a reply that was noted wrongly, by a witness's countersignature of what was said."""
    settings = settings_of(ctx)
    words = settings.words
    statement = read_statement(file)
    reply_of(statement)
    with changing(settings) as service:
        entries = service.correct(draw, statement)
        done = after(service, draw, entries, words)
    effect = entries[0].body["effect"]
    view: View = {**done.view, "effect": effect}
    answer(settings, view, words(f"correct.{effect}"), *done.parts(words))


def _answer(settings: Settings, done: After, typed: dict[str, str]) -> None:
    words = settings.words
    warnings = unknown_codes(words, typed, tables=KNOWN_CHANGES)
    view: View = {**done.view, "warnings": warnings}
    answer(settings, view, *tables.notes(words, warnings), *done.parts(words))


def _withdrawal(attempt: Attempt, round_number: int, nth: int, reason: str) -> Withdrawal:
    row = invitation_at(attempt, round_number, nth)
    reasons = REPLY_REASONS["decline"]
    if reason not in reasons:
        raise InputError(
            "reply_reason", answer="withdrawn", expected=", ".join(reasons), got=reason
        )
    if row.answer != "accept":
        raise ReplyError("place_not_accepted", round=round_number, nth=nth, got=row.answer)
    return Withdrawal(row.group, row.row, reason)


def _more_seats(attempt: Attempt, text: str, reason: str) -> MoreSeats:
    asked = seat_group(text)
    known = [group["specialty"] for group in attempt.entry("REQUEST").body["groups"]]
    if asked.specialty not in known:
        raise RequestError("draw_specialty", expected=", ".join(known), got=asked.specialty)
    return MoreSeats(known.index(asked.specialty), asked.seats, reason)


def _check_to_come(attempt: Attempt, day: date, now: datetime) -> None:
    today = attempt.rules.profile.windows.local_date(now)
    if day < today:
        raise RequestError("date_past", expected=today.isoformat(), got=day.isoformat())
