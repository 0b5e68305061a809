"""Answers about rosters in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

from drawsvc.cli.answers import Part, Rows
from drawsvc.words import Words

SHOWN_OF_A_KIND = 3
"""Warnings of one kind that are shown on a terminal; `--json` gives all."""

SHOWN_ITEMS = 8
"""Experts, rows or names that are shown in one warning."""


def warnings(words: Words, found: Sequence[dict[str, Any]]) -> Iterator[Part]:
    """Warnings about a roster, by kind: how many there are, and the first of them."""
    if found:
        yield words("roster.warnings", count=len(found))
    for code, group in groupby(found, key=lambda warning: str(warning["code"])):
        of_kind = list(group)
        for warning in of_kind[:SHOWN_OF_A_KIND]:
            facts = {name: _fact(words, value) for name, value in warning["facts"].items()}
            yield "  " + words.coded("warnings", code, **facts)
        if len(of_kind) > SHOWN_OF_A_KIND:
            further = len(of_kind) - SHOWN_OF_A_KIND
            yield "  " + words("roster.more_warnings", count=further, total=len(of_kind))


def _fact(words: Words, value: Any) -> object:
    if not isinstance(value, list):
        return words.name("columns", value) if isinstance(value, str) else value
    shown = words("list.separator").join(map(str, value[:SHOWN_ITEMS]))
    further = len(value) - SHOWN_ITEMS
    return words("roster.more_items", items=shown, count=further) if further > 0 else shown


def columns(words: Words, found: Sequence[dict[str, Any]]) -> Rows:
    """The columns of a roster as a table."""
    return Rows(
        [words(f"roster.{name}") for name in ("column", "heading", "need", "form")],
        [
            (
                column["column"],
                column["heading"],
                words.name("needs", column["need"]),
                words.name("columns_forms", column["column"]),
            )
            for column in found
        ],
    )


def changes(words: Words, view: dict[str, Any]) -> Iterator[Part]:
    """What one version changes in another: who, and which columns; never what stands there."""
    yield words("roster.diff", **{name: len(view[name]) for name in ("added", "edited", "removed")})
    for name in ("added", "removed"):
        if view[name]:
            yield words(f"roster.diff_{name}", experts=words("list.separator").join(view[name]))
    separator = words("list.separator")
    rows = [
        (edited["expert"], separator.join(words.name("columns", c) for c in edited["columns"]))
        for edited in view["edited"]
    ]
    if rows:
        yield Rows([words("columns.expert_id"), words("roster.diff_columns")], rows)
    for moved in view["renumbered"]:
        yield words("roster.renumbered", **moved)
