"""Errors on the terminal: what came, what was expected, what to do; no traceback for anybody's mistake."""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator, Sequence

import typer
from drawseeds import Value

from drawsvc import config
from drawsvc.cli.answers import Part, Rows, print_json, terminal
from drawsvc.cli.exits import DEFECT, exit_of
from drawsvc.cli.help import parameter_name
from drawsvc.cli.settings import Settings
from drawsvc.defect import place_of
from drawsvc.domain.errors import DrawError, InputError, StateError
from drawsvc.domain.roster_cells import CellFault
from drawsvc.durable import system_code
from drawsvc.views.values import canonical, fact_view, plain
from drawsvc.words import Words

SHOWN_CELLS = 50
"""Bad cells listed on a terminal; `--json` gives all that were kept."""

# What typer says of a command line is in English; what was typed stands between quotes or in brackets.
_NO_COMMAND = re.compile(r"No such command '([^']*)'")
_EXTRA = re.compile(r"unexpected extra argument\(s\) \((.*)\)$", re.DOTALL)
_NO_VALUE = re.compile(r"Option '([^']*)' does not take a value")


def report(settings: Settings, error: DrawError) -> int:
    """Say what is wrong. Returns the exit code."""
    code = exit_of(error)
    words = settings.words
    said = words.error(error)
    if settings.json:
        told = {"code": error.code, "do": said.do, "expected": said.expected, "got": said.got}
        facts = {name: fact_view(value) for name, value in error.facts.items()}
        print_json({"error": {**_texts(told), "exit": code, "facts": facts}})
        return code
    _print(
        words("failure.title", got=said.got, code=error.code),
        *([words("failure.expected", expected=said.expected)] if said.expected else []),
        *_cells(words, error),
        *_failures(words, error),
        *([words("failure.do", do=said.do)] if said.do else []),
        words(f"failure.{_closing(settings, error)}"),
    )
    return code


def _closing(settings: Settings, error: DrawError) -> str:
    """What was changed; whoever answers something foreign is not believed that it was."""
    doubted = error.code == "server_foreign" and settings.closing == "kept"
    return "unknown" if doubted else settings.closing


def report_defect(settings: Settings, error: BaseException) -> int:
    """One calm line about a defect of ours; where it happened, and no value of anybody's."""
    if config.is_debugging():
        traceback.print_exception(error)
        return DEFECT
    place = place_of(error)
    if settings.json:
        print_json({"error": {"code": "defect", "exit": DEFECT, "place": place}})
    else:
        words = settings.words
        kept = [] if settings.closing == "unchanged" else [words(f"failure.{settings.closing}")]
        _print(words("failure.defect", place=place, debug=config.DEBUG), *kept)
    return DEFECT


def known_error(error: Exception) -> DrawError | None:
    """What an exception means to the user; None for a defect of ours."""
    if isinstance(error, DrawError):
        return error
    if isinstance(error, typer.TyperException):
        return usage_error(error)
    return system_error(error) if isinstance(error, OSError) else None


def usage_error(error: typer.TyperException) -> InputError:
    """What typer says about the words of a command line, as an error of ours."""
    name = type(error).__name__
    parameter = getattr(error, "param", None)
    shown = parameter_name(parameter) if parameter else ""
    command = _NO_COMMAND.search(error.format_message())
    if command:
        return InputError("usage_command", got=command[1])
    if name == "NoSuchOption":
        return InputError("usage_option", got=getattr(error, "option_name", ""))
    if shown:
        return InputError("usage_value", name=shown)
    return _wrong_words(error.format_message())


def _wrong_words(message: str) -> InputError:
    extra, flag = _EXTRA.search(message), _NO_VALUE.search(message)
    if extra:
        return InputError("usage_extra", got=extra[1])
    return InputError("usage_flag", got=flag[1]) if flag else InputError("usage")


def system_error(error: OSError) -> StateError:
    """What the operating system refused, as an error of ours."""
    return StateError(
        "system_refused",
        path=str(error.filename or "—"),
        got=system_code(error),
    )


def _print(*parts: Part) -> None:
    console = terminal(stderr=True)
    for part in parts:
        if isinstance(part, Rows):
            for row in part.rows:
                console.print("  " + "  ".join(map(plain, row)), soft_wrap=True)
        else:
            console.print(plain(part), soft_wrap=True)


def _cells(words: Words, error: DrawError) -> Iterator[Part]:
    cells = error.facts.get("cells")
    if not isinstance(cells, Sequence) or isinstance(cells, str):
        return
    yield Rows([], [cell_words(words, cell) for cell in cells[:SHOWN_CELLS]])
    total = error.facts.get("total", len(cells))
    if isinstance(total, int) and total > SHOWN_CELLS:
        yield words("failure.more_cells", count=total - SHOWN_CELLS)


def _failures(words: Words, error: DrawError) -> Iterator[Part]:
    """What is wrong in each of several places, or came of each of several tries, a line each."""
    failures = error.facts.get("failures", ())
    for failure in failures if isinstance(failures, Sequence) else ():
        said = words.error(failure)
        one = "failure.one" if said.expected else "failure.only_one"
        yield words(one, got=said.got, expected=said.expected)


def cell_words(words: Words, cell: CellFault) -> Sequence[str]:
    """Where a bad cell is, what is wrong with it, and what stands there."""
    column = words.name("columns", cell.column)
    place = words("failure.cell_place", sheet=cell.sheet, row=cell.row, column=column).strip()
    wanted = words("list.separator").join(_wanted(words, part) for part in cell.expected.split("|"))
    return (
        place,
        words.coded("cells", cell.code, expected=wanted),
        words("failure.cell_found", found=cell.found or "—"),
    )


def _wanted(words: Words, code: str) -> str:
    """The form of a cell, or a column, in words; else the code itself."""
    return words.texts.get(f"forms.{code}") or words.name("columns", code)


def _texts(told: dict[str, str]) -> dict[str, Value]:
    return {name: canonical(text) for name, text in told.items()}
