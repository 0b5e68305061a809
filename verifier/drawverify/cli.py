"""The command line: `drawverify [COMMAND] RECORD [--trust FILE] [--slip HEX] …`, SPEC §13."""

from __future__ import annotations

import json
import os
import re
import sys
from functools import partial
from typing import NamedTuple, TextIO

from . import VERSION
from .errors import FailedError
from .report import Words
from .selftest import failing
from .verify import EXITS, FAILED, UNVERIFIABLE, Inputs
from .words import LANGUAGES, load_text

VALUED = ("--trust", "--slip", "--disclosures", "--roster", "--lang")
FLAGS = ("--json", "--help", "--version", "--selftest")
SLIP = "[0-9a-f]{64}"
SYMBOLS = {
    "✓": "+",
    "✗": "x",
    "⌛": "~",
    "…": "..",
    "→": ">",
    "·": "-",
    "—": "-",
    "“": '"',
    "”": '"',
}


class UsageError(Exception):
    """The command line is wrong; `word` is a key of words.json."""

    def __init__(self, word: str, what: str = "") -> None:
        super().__init__(word, what)
        self.word = word
        self.what = what


class Options(NamedTuple):
    """The command line, taken apart."""

    records: list[str]
    given: dict[str, str]

    def text(self, name: str) -> str:
        """Returns what was given for an option, "" if nothing."""
        return self.given.get(name, "")


def parse_options(arguments: list[str]) -> Options:
    """Takes the command line apart.

    Raises:
        UsageError: an unknown, repeated or incomplete option.
    """
    options, rest = Options([], {}), list(arguments)
    while rest:
        argument = rest.pop(0)
        name, equals, value = argument.partition("=")
        if argument == "--":
            options.records.extend(rest)
            break
        if not argument.startswith("--"):
            options.records.append(argument)
            continue
        _check_option(name, equals, options.given)
        if name in VALUED and not equals:
            if not rest:
                raise UsageError("value", name)
            value = rest.pop(0)
        options.given[name] = value
    return options


def _check_option(name: str, equals: str, given: dict[str, str]) -> None:
    if name not in VALUED + FLAGS:
        raise UsageError("option", name)
    if name in given:
        raise UsageError("twice", name)
    if name in FLAGS and equals:
        raise UsageError("no_value", name)


def language_of(options: Options, environment: dict[str, str]) -> str:
    """Returns zh or en: as asked for, else by LC_ALL or LANG, else zh."""
    asked = options.text("--lang")
    if asked and asked not in LANGUAGES:
        raise UsageError("lang", asked)
    wanted = asked or environment.get("LC_ALL") or environment.get("LANG") or ""
    return "en" if wanted.startswith("en") else "zh"


def inputs_of(options: Options) -> Inputs:
    """Returns what to verify; files are opened only when the steps need them."""
    # SPEC §11.3: upper case is accepted, spaces and hyphens are ignored.
    slip = options.text("--slip").replace(" ", "").replace("-", "").lower()
    if "--slip" in options.given and not re.fullmatch(SLIP, slip):
        raise UsageError("slip", options.text("--slip"))
    trust, disclosures = options.given.get("--trust"), options.given.get("--disclosures")
    return Inputs(
        partial(read_file, options.records[0]),
        None if trust is None else partial(read_file, trust),
        slip,
        None if disclosures is None else partial(read_file, disclosures),
    )


def read_file(path: str, limit: int) -> bytes:
    """Returns at most `limit` bytes and one more; of a file known to be longer reads nothing.

    Raises:
        FailedError: the file is longer.
        UsageError: it cannot be opened or read.
    """
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                raise FailedError("", expected=f"≤ {limit} bytes", got=size)
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise UsageError("file", f"{path}: {getattr(error, 'strerror', error)}") from None


def main(arguments: list[str]) -> int:
    """Runs the command line and returns the exit code."""
    words = Words("zh")
    try:
        options = parse_options(arguments)
        words = Words(language_of(options, dict(os.environ)))
        lines, code = _answer(options, words)
    except UsageError as error:
        said = words(f"error.{error.word}", what=error.what)
        return _write([f"drawverify: {said} ({words('error.help')})"], sys.stderr) or 2
    except MemoryError:
        return _write([f"drawverify: {words('error.memory')}"], sys.stderr) or EXITS[UNVERIFIABLE]
    except Exception as error:  # noqa: BLE001 - Python's exit code for it would mean "failed"
        said = words("error.internal", what=repr(error))
        return _write([f"drawverify: {said}"], sys.stderr) or EXITS[UNVERIFIABLE]
    _write(lines, sys.stdout)
    return code


def _answer(options: Options, words: Words) -> tuple[list[str], int]:
    """Returns what to print and the exit code."""
    if "--help" in options.given:
        return load_text("help.txt").splitlines(), 0
    if "--version" in options.given:
        return [f"drawverify {VERSION} (drawsvc/v1)"], 0
    if "--selftest" in options.given:
        wrong = ", ".join(failing())
        word = "selftest.failed" if wrong else "selftest.passed"
        return [words(word, what=wrong)], EXITS[FAILED] if wrong else 0
    from .commands import command_of  # noqa: PLC0415 - it needs what is above

    command, options = command_of(options)
    result, facts = command.examine(options)
    if "--json" in options.given:
        return [json.dumps(facts, ensure_ascii=True, indent=1)], facts["exit"]
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    return command.report(facts, result.checks, words, colour=colour).lines(), facts["exit"]


def _write(lines: list[str], stream: TextIO) -> int:
    """Writes lines in whatever encoding the stream has; a reader may close it early. Returns 0."""
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
    return 0
