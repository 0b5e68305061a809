"""Global options: taken out of a command line wherever they stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from drawsvc.cli.settings import Settings, read_at
from drawsvc.domain.errors import InputError
from drawsvc.words import LANGUAGES

HELP = ("--help", "-h")
VALUED = ("--home", "--lang", "--at", "--passphrase-file")


def take_globals(settings: Settings, argv: Sequence[str]) -> list[str]:
    """Put the global options of a command line into the settings and return the rest.

    Raises:
        InputError: `usage_value_missing`, `lang`, `time`.
    """
    rest: list[str] = []
    words = iter(argv)
    for word in words:
        if word == "--":
            return [*rest, word, *words]
        name, equals, value = word.partition("=")
        if word == "--json":
            settings.json = True
        elif name in VALUED:
            _set(settings, name, value if equals else _next(words, name))
        else:
            rest.append(word)
    return rest


def _next(words: Iterator[str], name: str) -> str:
    value = next(words, None)
    if value is None:
        raise InputError("usage_value_missing", expected=name)
    return value


def _set(settings: Settings, name: str, value: str) -> None:
    if name == "--home":
        settings.home = Path(value)
    elif name == "--passphrase-file":
        settings.passphrase_file = Path(value)
    elif name == "--at":
        settings.at = read_at(value)
    elif value in LANGUAGES:
        settings.lang = value
    else:
        raise InputError("lang", expected=", ".join(LANGUAGES), got=value)
