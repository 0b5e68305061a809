"""The command line taken apart: what was given for which option."""

from __future__ import annotations

from typing import NamedTuple

VALUED = ("--trust", "--slip", "--disclosures", "--roster", "--lang")
FLAGS = ("--json", "--help", "--version", "--selftest")


class UsageError(Exception):
    """The command line is wrong; `word` is a key of words.json, `why` a word of its family why."""

    def __init__(self, word: str, what: str = "", why: str = "") -> None:
        super().__init__(word, what, why)
        self.word = word
        self.what = what
        self.why = why


class Options(NamedTuple):
    """The command line, taken apart.

    Attributes:
        words: what is no option: a command, and files.
        given: the value of each option, "" of one that has none.
    """

    words: list[str]
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
            options.words.extend(rest)
            break
        if not argument.startswith("--"):
            options.words.append(argument)
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
