"""`pool counters`: whose refusals have reached what a regulation counts. It proposes; a person decides."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from drawsvc.cli.answers import Part, Rows, answer
from drawsvc.cli.days import read_day
from drawsvc.cli.session import reading
from drawsvc.cli.settings import settings_of
from drawsvc.words import Words

app = typer.Typer()

COLUMNS = ("expert", "number", "with_ground", "declared", "stand", "causes")
LEFT_OUT = ("not_released", "voided", "erased")
PROPOSED = ("to_rule", "reached")


@app.command("counters")
def counters(
    ctx: typer.Context,
    pool: str,
    every: Annotated[bool, typer.Option("--all")] = False,  # noqa: FBT002 - as typer asks
    on: Annotated[str, typer.Option()] = "",
) -> None:
    """Show what the profile counts of experts' answers, and what is proposed."""
    settings = settings_of(ctx)
    day = read_day(on, "--on") if on else None
    with reading(settings) as service:
        view = service.counters(pool, day, everybody=every)
    answer(settings, view, *_told(settings.words, view, every=every))


def _told(words: Words, view: dict[str, Any], *, every: bool) -> Iterator[Part]:
    yield words("counters.day", pool=view["pool"], day=view["day"])
    if not view["counters"]:
        yield words("counters.none")
        return
    for counter in view["counters"]:
        yield ""
        yield from _counter(words, counter, every=every)
    yield ""
    yield from (words(f"counters.{name}", count=view[name]) for name in LEFT_OUT if view[name])
    yield words("counters.readings")
    yield from (f"  - {words.name('counter_readings', code)}" for code in view["readings"])


def _counter(words: Words, counter: dict[str, Any], *, every: bool) -> Iterator[Part]:
    window = words.name("values", counter["window"])
    title = "counters.assumed" if counter["assumed"] else "counters.title"
    name = words.name("counter_names", counter["id"])
    yield words(title, name=name, threshold=counter["threshold"], window=window)
    if not counter["counted"]:
        yield words("counters.only_declared")
    experts = counter["experts"]
    if not experts:
        yield words("counters.nobody_at_all" if every else "counters.nobody")
        return
    yield Rows([words(f"counters.{name}") for name in COLUMNS], [_row(words, of) for of in experts])
    if any(of["stand"] in PROPOSED for of in experts):
        yield words("counters.proposed", proposal=_proposal(words, counter["id"]))


def _proposal(words: Words, counter: str) -> str:
    known = f"proposals.{counter}"
    return words(known if known in words.texts else "proposals.other")


def _row(words: Words, of: dict[str, Any]) -> list[object]:
    causes = words("list.separator").join(_cause(words, cause) for cause in of["causes"])
    numbers = [of[name] for name in ("number", "with_ground", "declared")]
    return [of["expert"], *numbers, words.name("stands", of["stand"]), causes]


def _cause(words: Words, cause: dict[str, Any]) -> str:
    said = words.name("answers", cause["answer"])
    if cause["reason"]:
        reason = words.name("reply_reasons", cause["reason"])
        said = words("counters.reasoned", answer=said, reason=reason)
    attempt = "" if cause["attempt"] == 1 else f"/{cause['attempt']}"
    return words("counters.cause", draw=f"{cause['draw']}{attempt}", day=cause["day"], said=said)
