"""Running the service: `settings`, `doctor`."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from drawsvc import config
from drawsvc.cli.answers import Rows, answer
from drawsvc.cli.exits import DONE, REFUSED
from drawsvc.cli.session import ask_passphrase, at_home, home_of
from drawsvc.cli.settings import Settings, settings_of
from drawsvc.doctor.finding import Finding
from drawsvc.service_settings import ENVIRONMENT, FILE, ServiceSettings, names, variable
from drawsvc.usecases.pool_settings import FORMS
from drawsvc.views.values import View, path_view
from drawsvc.words import Words

app = typer.Typer()

MARKS = {"passed": "✓", "failed": "✗", "not_checked": "–"}


@app.command("settings")
def settings_(ctx: typer.Context) -> None:
    """Show the settings in force and where each comes from; secrets are masked."""
    settings = settings_of(ctx)
    words = settings.words
    home = home_of(settings)
    found, path = config.settings_of(home), config.settings_file(home)
    unknown = config.unknown_variables()
    rows = [
        (name, found.shown(name), words(f"settings.{found.source(name)}"), _where(found, name))
        for name in names()
    ]
    rows += [(name, value, words("settings.file"), "") for name, value in _of_pools(found)]
    headings = [words(f"settings.{name}") for name in ("name", "value", "source", "variable")]
    view: View = {
        "file": path_view(path),
        "settings": [
            *(_view(found, name) for name in names()),
            *({"name": name, "source": FILE, "value": value} for name, value in _of_pools(found)),
        ],
        "unknown": [*unknown],
    }
    lines = [words("settings.unknown", names=", ".join(unknown))] if unknown else []
    file = words("settings.at", path=path) if path else words("settings.none", path=home.settings)
    answer(settings, view, Rows(headings, rows), "", file, *lines)


def _view(found: ServiceSettings, name: str) -> View:
    return {"name": name, "source": found.source(name), "value": found.shown(name)}


def _of_pools(found: ServiceSettings) -> list[tuple[str, str]]:
    return [
        (f"pools.{pool}.{name}", _as_written(getattr(of, name)))
        for pool, of in sorted(found.pools.items())
        for name in FORMS
    ]


def _as_written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _where(found: ServiceSettings, name: str) -> str:
    return variable(name) if found.source(name) == ENVIRONMENT else ""


@app.command("doctor")
def doctor(
    ctx: typer.Context,
    clock_from: Annotated[str, typer.Option()] = "",
    reach: Annotated[bool, typer.Option("--reach")] = False,  # noqa: FBT002 - an option of the command line
) -> int:
    """Look whether service and machine are fit for a draw, and say what to do."""
    from drawsvc.doctor.examination import Asked, examine  # noqa: PLC0415 - it loads an HTTP client

    settings = settings_of(ctx)
    asked = Asked(_passphrase(settings), clock_from, reach)
    found = list(examine(home_of(settings), lambda: at_home(settings), asked))
    words = settings.words
    failed = [of for of in found if of.outcome == "failed"]
    rows = [(MARKS[of.outcome], words(f"checks.{of.check}"), _said(words, of)) for of in found]
    todo = [
        words("doctor.do", check=words(f"checks.{of.check}"), do=_do(words, of)) for of in failed
    ]
    summary = words("doctor.failed", count=len(failed)) if failed else words("doctor.passed")
    headings = ["", words("doctor.check"), words("doctor.found")]
    listed: list[Any] = [_finding_view(words, of) for of in found]
    answer(settings, {"checks": listed}, Rows(headings, rows), "", *todo, summary)
    return REFUSED if failed else DONE


def _passphrase(settings: Settings) -> str:
    """The passphrase, if a file holds it: nobody is asked by a command that may run every night."""
    return ask_passphrase(settings) if config.passphrase_file(settings.passphrase_file) else ""


def _finding_view(words: Words, of: Finding) -> View:
    return {
        "check": of.check,
        "code": of.error.code if of.error else of.reason,
        "do": _do(words, of),
        "found": _said(words, of),
        "outcome": of.outcome,
    }


def _said(words: Words, of: Finding) -> str:
    if of.error:
        failures: Any = of.error.facts.get("failures", ())
        said = [words.error(error).got for error in (of.error, *failures)]
        return words("list.separator").join(said)
    if of.outcome == "not_checked":
        return words(f"not_checked.{of.reason}")
    facts = {
        name: words.time(value) if name == "time" else value for name, value in of.facts.items()
    }
    return words(f"found.{of.check}", **facts)


def _do(words: Words, of: Finding) -> str:
    return words.error(of.error).do if of.error else ""
