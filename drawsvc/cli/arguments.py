"""Global options: taken out of a command line wherever they stand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from drawsvc.cli.settings import Settings, read_at
from drawsvc.domain.errors import InputError
from drawsvc.words import LANGUAGES

HELP = ("--help", "-h")
FLAGS = ("--json", "--full")
VALUED = ("--lang", "--home", "--server", "--key-file", "--passphrase-file", "--at")


def take_globals(settings: Settings, argv: Sequence[str]) -> list[str]:
    """Put the global options of a command line into the settings and return the rest.

    How to answer comes first, so that a mistake in any other option is told in the form and language asked for.

    Raises:
        InputError: `usage_value_missing`, `lang`, `time`.
    """
    rest, given = _split(argv)
    for name in (*FLAGS, *VALUED):
        if name in given:
            _set(settings, name, given[name])
    return rest


def _split(argv: Sequence[str]) -> tuple[list[str], dict[str, str | None]]:
    """Words of the command, and global options with their values; None where the value is missing."""
    rest: list[str] = []
    given: dict[str, str | None] = {}
    words = iter(argv)
    for word in words:
        if word == "--":
            return [*rest, word, *words], given
        name, equals, value = word.partition("=")
        if word in FLAGS:
            given[word] = ""
        elif name in VALUED:
            given[name] = value if equals else next(words, None)
        else:
            rest.append(word)
    return rest, given


def _set(settings: Settings, name: str, value: str | None) -> None:
    if value is None:
        raise InputError("usage_value_missing", expected=name)
    if name == "--json":
        settings.json = True
    elif name == "--full":
        settings.full = True
    elif name == "--home":
        settings.home = Path(value)
    elif name == "--server":
        settings.server = value
    elif name == "--key-file":
        settings.key_file = Path(value)
    elif name == "--passphrase-file":
        settings.passphrase_file = Path(value)
    elif name == "--at":
        settings.at = read_at(value)
    elif value in LANGUAGES:
        settings.lang = value
    else:
        raise InputError("lang", expected=", ".join(LANGUAGES), got=value)
