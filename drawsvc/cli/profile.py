"""`profile`: regulation profiles, shipped or from a file."""

from __future__ import annotations

from typing import Any

import typer

from drawsvc import config
from drawsvc.cli import tables
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.regulations import read_regulation
from drawsvc.cli.settings import settings_of
from drawsvc.views.pools import profile_view, specialties_view
from drawsvc.views.values import View

app = typer.Typer()
profile = typer.Typer()
app.add_typer(profile, name="profile")

SUMMARY = ("id", "version", "mode", "name")


@profile.command("list")
def list_(ctx: typer.Context) -> None:
    """List the profiles that come with the program."""
    settings = settings_of(ctx)
    found = [read_regulation(name).profile for name in config.shipped_regulations()]
    views: list[Any] = [{name: getattr(one, name) for name in SUMMARY} for one in found]
    words = settings.words
    rows = [
        [words.name("mode", view[name]) if name == "mode" else view[name] for name in SUMMARY]
        for view in views
    ]
    title = [words(f"profile.{name}") for name in SUMMARY]
    answer(settings, {"profiles": views}, Rows(title, rows))


@profile.command("show")
def show(ctx: typer.Context, name: str) -> None:
    """Show a profile, with what the regulation does not state and how it is read."""
    settings = settings_of(ctx)
    view = _view(name)
    found: Any = view["profile"]
    specialties: Any = view["specialties"]
    words = settings.words
    columns = ["code", "specialty"]
    if any(one["category"] for one in specialties):
        columns.append("category")
    named = [one | {"specialty": one[words.lang]} for one in specialties]
    rows = [[one[column] for column in columns] for one in named]
    heading = [words(f"profile.{column}") for column in columns]
    answer(settings, view, *tables.profile(words, found), Rows(heading, rows))


@profile.command("check")
def check(ctx: typer.Context, name: str) -> None:
    """Check a regulation file."""
    settings = settings_of(ctx)
    view = _view(name)
    found: Any = view["profile"]
    assumed = len(found["assumed"])
    text = settings.words("profile.checked", id=found["id"], name=found["name"], assumed=assumed)
    answer(settings, view, text)


def _view(name: str) -> View:
    regulation = read_regulation(name)
    return {
        "profile": profile_view(regulation.profile),
        "specialties": specialties_view(regulation.taxonomy),
    }
