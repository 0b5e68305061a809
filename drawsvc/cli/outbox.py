"""`outbox`: messages to experts on their way, and those that could not be delivered."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.session import at_home
from drawsvc.cli.settings import settings_of
from drawsvc.domain.errors import InputError
from drawsvc.usecases.notice import DEAD, STATES
from drawsvc.usecases.retry_notice import retry_notice
from drawsvc.views.notices import notice_view
from drawsvc.words import Words

app = typer.Typer()
outbox = typer.Typer()
app.add_typer(outbox, name="outbox")

LIMIT = 1000


@outbox.command("list")
def list_(ctx: typer.Context, state: Annotated[str, typer.Option()] = DEAD) -> None:
    """List messages in a state; nothing says to whom they go."""
    settings = settings_of(ctx)
    words = settings.words
    if state not in STATES:
        raise InputError("notice_state", expected=", ".join(STATES), got=state)
    with at_home(settings) as service, service.store.reading() as reader:
        views: list[Any] = [notice_view(found) for found in reader.notices(state, LIMIT)]
    names = ("id", "draw", "group", "row", "kind", "channel", "tries", "fault", "made", "next_at")
    rows = [[_cell(words, name, view[name]) for name in names] for view in views]
    headings = [words(f"outbox.{name}") for name in names]
    empty = [words("outbox.empty", state=words.name("notice_states", state))]
    answer(settings, {"notices": views}, *([Rows(headings, rows)] if rows else empty))


@outbox.command("retry")
def retry(ctx: typer.Context, notice_id: str) -> None:
    """Try a dead message again."""
    settings = settings_of(ctx)
    with at_home(settings) as service:
        found = retry_notice(service.office, notice_id)
    answer(settings, notice_view(found), settings.words("outbox.retried", id=found.id))


def _cell(words: Words, name: str, value: Any) -> str:
    """A code in words, a time as clocks show it, anything else as it is."""
    tables = {"kind": "notice_kinds", "channel": "channels", "fault": "notice_faults"}
    if name in tables:
        return words.name(tables[name], value)
    return words.time(value) if name in {"made", "next_at"} and value else str(value)
