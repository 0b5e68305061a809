"""`roster template` and `roster map`: which columns a pool asks for, and which columns a file has."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from drawsvc.cli import roster_tables
from drawsvc.cli.answers import answer, terminal
from drawsvc.cli.files import write_file
from drawsvc.cli.roster_file import opened
from drawsvc.cli.session import reading
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.domain.errors import InputError, RosterError
from drawsvc.domain.roster_cells import COLUMNS
from drawsvc.roster_io.headings import KNOWN
from drawsvc.roster_io.mapping import (
    NO_MAPPING,
    NOT_USED,
    OPEN,
    SHARED_COLUMNS,
    check_value,
    folded,
    parse_mapping,
    write_mapping,
)
from drawsvc.roster_io.read import Headings, Unknown, headings_of
from drawsvc.roster_io.template import BY_RULE, template_columns, template_csv, template_xlsx
from drawsvc.views.values import View, path_view, plain
from drawsvc.words import Words

app = typer.Typer()

SUFFIXES = (".csv", ".xlsx")
UNUSED_ANSWER = "-"
SPECIALTIES = "specialties"


@app.command("template")
def template(
    ctx: typer.Context,
    pool: Annotated[str, typer.Option()],
    out: Annotated[Path | None, typer.Option()] = None,
) -> None:
    """List the columns a pool asks for, or write an empty roster file."""
    settings = settings_of(ctx)
    words = settings.words
    with reading(settings) as service:
        profile = service.profile(pool)
    columns: list[Any] = [
        {"column": of.column, "heading": _heading(words, of.column), "need": of.need}
        for of in template_columns(profile)
    ]
    if out:
        headings = [of["heading"] for of in columns]
        write_file(out, _template(out, headings))
    view: View = {"columns": columns, "out": path_view(out), "pool": pool}
    done = [words("roster.template_written", out=out)] if out else []
    answer(settings, view, roster_tables.columns(words, columns), *done)


def _template(out: Path, headings: Sequence[str]) -> bytes:
    suffix = out.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError("template_suffix", expected=", ".join(SUFFIXES), got=suffix)
    return template_csv(headings) if suffix == ".csv" else template_xlsx(headings, list(COLUMNS))


def _heading(words: Words, column: str) -> str:
    return KNOWN[column].split()[0] if words.lang == "zh" else column


@app.command("map")
def map_(
    ctx: typer.Context,
    file: Path,
    out: Annotated[Path, typer.Option()],
    pool: Annotated[str, typer.Option()] = "",
    sheet: Annotated[str, typer.Option()] = "",
) -> None:
    """Write a mapping file for the unknown headings of a roster file."""
    settings = settings_of(ctx)
    words = settings.words
    mapping, wanted = NO_MAPPING, [SPECIALTIES]
    if pool:
        with reading(settings) as service:
            profile = service.profile(pool)
            kept = service.mapping(pool)
        mapping = parse_mapping(kept) if kept else NO_MAPPING
        wanted += [of.column for of in template_columns(profile) if of.need == BY_RULE]
    with opened(file) as data:
        found = headings_of(data, mapping, sheet)
    decided = {of.text: _decided(settings, of) for of in found.unknown}
    there = found.columns.union(decided.values())
    lacking = [name for name in wanted if name in SHARED_COLUMNS and name not in there]
    columns = {**mapping.columns, **decided}
    values = {**mapping.values, **_values(settings, lacking)}
    write_file(out, write_mapping(columns, values, _notes(words, found, lacking)))
    left = [heading for heading, column in decided.items() if column == OPEN]
    view: View = {
        "columns": [{"column": name, "heading": heading} for heading, name in columns.items()],
        "lacking": list(lacking),
        "open": list(left),
        "out": path_view(out),
        "pool": pool,
        "values": dict(values),
    }
    key = "map.open" if left else "map.done"
    answer(settings, view, words(key, out=out, count=len(left), total=len(columns)))


def _notes(words: Words, found: Headings, lacking: Sequence[str]) -> dict[str, list[str]]:
    """What the file says to whoever decides."""
    notes = {
        of.text: [words("map.near", columns=" ".join(of.near))] for of in found.unknown if of.near
    }
    notes[""] = [words("map.note"), words("map.columns", columns=" ".join(COLUMNS))]
    if lacking:
        notes[""].append(words("map.lacking", columns=" ".join(lacking)))
    return notes


def _decided(settings: Settings, unknown: Unknown) -> str:
    """The column of an unknown heading: asked for where somebody sits at a terminal, else left open."""
    if not sys.stdin.isatty():
        return OPEN
    words = settings.words
    near = unknown.near[0] if unknown.near else NOT_USED
    shown = words.name("columns", near) if near else UNUSED_ANSWER
    while True:
        typed = _ask(words("map.ask", heading=unknown.text, near=shown))
        column = near if not typed else _named(words, typed)
        if column is not None:
            return column
        _tell(words("map.columns", columns=" ".join(words.name("columns", of) for of in COLUMNS)))


def _values(settings: Settings, wanted: Sequence[str]) -> dict[str, str]:
    """What all rows have in the columns that a file lacks; asked for likewise."""
    if not sys.stdin.isatty():
        return {}
    words = settings.words
    given = {name: _value(words, name) for name in wanted}
    return {name: text for name, text in given.items() if text}


def _value(words: Words, column: str) -> str:
    """Asked for until it fits the column, or nothing is typed."""
    while True:
        typed = _ask(words("map.ask_value", column=words.name("columns", column)))
        try:
            check_value(column, typed)
        except RosterError as error:
            said = words.error(error)
            _tell(words("failure.one", got=said.got, expected=said.expected))
        else:
            return typed


def _tell(text: str, end: str = "\n") -> None:
    terminal(stderr=True).print(plain(text), end=end, soft_wrap=True)


def _ask(question: str) -> str:
    _tell(question, end="")
    typed = sys.stdin.readline()
    if not typed:
        raise EOFError
    return typed.strip()


def _named(words: Words, typed: str) -> str | None:
    """The column somebody means, by its name or its word; None if there is none."""
    if typed == UNUSED_ANSWER:
        return NOT_USED
    names = {folded(name): name for name in COLUMNS}
    names |= {folded(words.name("columns", name)): name for name in COLUMNS}
    return names.get(folded(typed))
