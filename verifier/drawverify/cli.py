"""The command line: `drawverify [COMMAND] RECORD [--trust FILE] [--slip SLIP] …`, SPEC §13.

What only a verification needs is imported, and in a packed file compiled, only for one.
"""

from __future__ import annotations

import json
import os
import sys
from typing import TextIO

from . import VERSION
from .options import Options, UsageError, parse_options
from .words import LANGUAGES, Words, default_language, load_text

FAILED, WRONG_USAGE, UNVERIFIABLE = 1, 2, 3
SYMBOLS = {
    "✓": "+",
    "✗": "x",
    "⌛": "~",
    "…": "..",
    "→": ">",
    "·": "-",
    "—": "-",
    "–": "-",
    "≤": "<=",
    "≥": ">=",
    "“": '"',
    "”": '"',
}


def language_of(options: Options, environment: dict[str, str]) -> str:
    """Returns zh or en: as asked for, else that of the system."""
    asked = options.text("--lang")
    if asked and asked not in LANGUAGES:
        raise UsageError("lang", asked)
    return asked or default_language(environment)


def main(arguments: list[str]) -> int:
    """Runs the command line and returns the exit code."""
    environment = dict(os.environ)
    language = default_language(environment)
    try:
        options = parse_options(arguments)
        language = language_of(options, environment)
        lines, code = _answer(options, language)
    except UsageError as error:
        words = Words(language)
        said = words(f"error.{error.word}", what=error.what, why=words(f"why.{error.why}"))
        return _complain(f"{said} ({words('error.help')})", WRONG_USAGE)
    except MemoryError:
        return _complain(Words(language)("error.memory"), UNVERIFIABLE)
    except Exception as error:  # noqa: BLE001 - Python's exit code for it would mean "failed"
        return _complain(Words(language)("error.internal", what=repr(error)), UNVERIFIABLE)
    _write(lines, sys.stdout)
    return code


def _complain(said: str, code: int) -> int:
    _write([f"drawverify: {said}"], sys.stderr)
    return code


def _answer(options: Options, language: str) -> tuple[list[str], int]:
    """Returns what to print and the exit code."""
    if "--help" in options.given:
        return load_text("help.txt").splitlines(), 0
    if "--version" in options.given:
        return [f"drawverify {VERSION} (drawsvc/v1)"], 0
    if "--selftest" in options.given:
        return _selftest(Words(language))
    return _verification(options, language)


def _selftest(words: Words) -> tuple[list[str], int]:
    from .selftest import failing  # noqa: PLC0415 - see the top

    wrong = ", ".join(failing())
    word = "selftest.failed" if wrong else "selftest.passed"
    return [words(word, what=wrong)], FAILED if wrong else 0


def _verification(options: Options, language: str) -> tuple[list[str], int]:
    from .commands import command_of  # noqa: PLC0415 - see the top

    command, options = command_of(options)
    result, facts = command.examine(options)
    if "--json" in options.given:
        return [json.dumps(facts, ensure_ascii=True, indent=1)], facts["exit"]
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    report = command.report()(facts, result.checks, Words(language), colour=colour)
    return report.lines(), facts["exit"]


def _write(lines: list[str], stream: TextIO) -> None:
    """Writes lines in whatever encoding the stream has; a reader may close it early."""
    encoding = stream.encoding or "utf-8"
    text = "".join(f"{line}\n" for line in lines)
    for symbol, plain in SYMBOLS.items():
        if symbol.encode(encoding, "ignore") == b"":
            text = text.replace(symbol, plain)
    try:
        stream.write(text.encode(encoding, "replace").decode(encoding))
        stream.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
