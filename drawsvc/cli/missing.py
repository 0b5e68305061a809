"""What a command needs and was not given: all of it, so that nobody is told one thing at a time."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.cli.help import Command, parameter_name
from drawsvc.domain.errors import InputError


def check_given(command: Command, words: Sequence[str]) -> None:
    """Refuse the words of a command line if a required argument or option is not among them.

    Raises:
        InputError: `usage_missing`, with the names of all that are missing.
        typer.TyperException: the words cannot be told apart.
    """
    parser = command.make_parser(command.context_class(command))
    given, _, _ = parser.parse_args(args=list(words))
    missing = [
        parameter_name(parameter)
        for parameter in command.params
        if parameter.required and given.get(parameter.name) in (None, (), [])
    ]
    if missing:
        raise InputError("usage_missing", expected=missing)
