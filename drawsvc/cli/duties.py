"""What is to be noted of a draw later on: `held`, `not-held`, `objection`, `erase`, `late-reveal`, `correct-clock`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

import typer

from drawsvc.cli import tables
from drawsvc.cli.answers import answer
from drawsvc.cli.approvals import ByRole, Ref, TwoApprovals, two_approvals, unknown_roles
from drawsvc.cli.codes import KNOWN_CHANGES, unknown_codes
from drawsvc.cli.days import read_day
from drawsvc.cli.files import private_text, read_text
from drawsvc.cli.next_steps import steps_of
from drawsvc.cli.session import changing
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.cli.witnesses import read_statement
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import InputError, RequestError
from drawsvc.usecases.erase_disclosures import Rows
from drawsvc.usecases.read_draw import Reading
from drawsvc.views.entries import attempt_view
from drawsvc.views.values import View

app = typer.Typer()

Text = Annotated[str, typer.Option()]
File = Annotated[Path, typer.Option()]

LISTS = ("eligible", "excluded")
NOTHING: Mapping[str, str] = MappingProxyType({})


@app.command("held")
def held(ctx: typer.Context, draw: str, date: Text) -> None:
    """Note that the activity took place."""
    settings = settings_of(ctx)
    day = read_day(date, "--date")
    with changing(settings) as service:
        entries = service.note_held(draw, day)
        reading = service.draw(draw)
    _answer(settings, reading, entries)


@app.command("not-held")
def not_held(ctx: typer.Context, draw: str, reason: Text, approved_by: ByRole, ref: Ref) -> None:
    """Note that the activity did not take place: a panel was drawn, and not used."""
    settings = settings_of(ctx)
    with changing(settings) as service:
        approval = {"ref": ref, "role": approved_by}
        entries = service.note_not_held(draw, reason=reason, approval=approval)
        reading = service.draw(draw)
    _answer(settings, reading, entries, {"--reason": reason, "--approved-by": approved_by})


@app.command("objection")
def objection(ctx: typer.Context, draw: str, file: File, received: Text, answer_by: Text) -> None:
    """Note that somebody objects; what he says stays private, the log has a digest of it."""
    settings = settings_of(ctx)
    days = {"received": read_day(received, "--received")}
    days["answer_by"] = read_day(answer_by, "--answer-by")
    text = read_text(file)
    with changing(settings) as service:
        entries = service.object_to(draw, text, **days)
        reading = service.draw(draw)
    _answer(settings, reading, entries)


@app.command("erase")
def erase(
    ctx: typer.Context,
    draw: str,
    specialty: Text,
    ground: Text,
    approved_by: ByRole,
    ref: Ref,
    list_: Annotated[str, typer.Option("--list")] = LISTS[0],
    row: Annotated[list[int] | None, typer.Option(min=0)] = None,
    every: Annotated[bool, typer.Option("--all")] = False,  # noqa: FBT002 - as typer asks
) -> None:
    """Erase for good what opens rows of a list: names, numbers, evidence; their digests stay."""
    settings = settings_of(ctx)
    if bool(row) == every:
        raise InputError("erase_what")
    if list_ not in LISTS:
        raise InputError("list_kind", expected=", ".join(LISTS), got=list_)
    why = private_text(ground)
    with changing(settings) as service:
        group, size = _group(service.draw(draw).attempt, specialty, list_)
        rows = Rows(group, list_, range(size) if every else row or [])
        approval = {"ref": ref, "role": approved_by}
        entry = service.erase(draw, rows, ground=why, approval=approval)
        reading = service.draw(draw)
    told = settings.words("erase.done", count=len(entry.body["rows"]))
    _answer(settings, reading, [entry], {"--approved-by": approved_by}, told=[told])


@app.command("late-reveal")
def late_reveal(ctx: typer.Context, draw: str, file: Path) -> None:
    """Take a value that surfaces after a draw was voided: it shows what result was discarded."""
    settings = settings_of(ctx)
    statement = read_statement(file)
    with changing(settings) as service:
        entries = service.reveal_late(draw, statement)
        reading = service.draw(draw)
    _answer(settings, reading, entries)


@app.command("correct-clock")
def correct_clock(ctx: typer.Context, draw: str, reason: Text, approval: TwoApprovals) -> None:
    """Say that the clock was set; from here on times may lie before earlier ones."""
    settings = settings_of(ctx)
    approvals = two_approvals(approval)
    words = settings.words
    with changing(settings) as service:
        entry = service.correct_clock(draw, reason=reason, approvals=approvals)
        reading = service.draw(draw)
    warnings = unknown_codes(words, {"--reason": reason}, tables=KNOWN_CHANGES)
    warnings += unknown_roles(words, approval)
    view: View = {
        **attempt_view(reading.attempt, [entry]),
        "offset_seconds": entry.body["offset_seconds"],
        "warnings": warnings,
    }
    told = *tables.notes(words, warnings), words("clock.corrected", **entry.body)
    answer(settings, view, *told, *tables.written(words, view), *steps_of(words, reading))


def _answer(
    settings: Settings,
    reading: Reading,
    entries: Sequence[Entry],
    typed: Mapping[str, str] = NOTHING,
    told: Sequence[str] = (),
) -> None:
    words = settings.words
    warnings = unknown_codes(words, typed, tables=KNOWN_CHANGES)
    view: View = {**attempt_view(reading.attempt, entries), "warnings": warnings}
    parts = *tables.notes(words, warnings), *told, *tables.written(words, view)
    answer(settings, view, *parts, *steps_of(words, reading))


def _group(attempt: Attempt, specialty: str, kind: str) -> tuple[int, int]:
    """Index of the group of a specialty, and how many rows its list has."""
    known = [group["specialty"] for group in attempt.entry("REQUEST").body["groups"]]
    if specialty not in known:
        raise RequestError("draw_specialty", expected=", ".join(known), got=specialty)
    group = known.index(specialty)
    freeze = attempt.entry("FREEZE").body["groups"][group]
    return group, freeze[kind]["size"]
