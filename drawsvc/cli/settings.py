"""What the options in front of a command say, kept for the command that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import typer

from drawsvc import config
from drawsvc.domain.errors import InputError
from drawsvc.domain.times import parse_time
from drawsvc.words import Words, words_of


@dataclass
class Settings:
    """Global options, wherever on the command line they stood.

    Args:
        server: address of a running service, in which commands work in place of a home folder.
        closing: what the last line of an error says about what was changed, a key of `failure`.
    """

    home: Path | None = None
    server: str = ""
    key_file: Path | None = None
    lang: str = ""
    json: bool = False
    full: bool = False
    at: datetime | None = None
    passphrase_file: Path | None = None
    closing: str = "unchanged"

    @property
    def words(self) -> Words:
        """The words of the language asked for."""
        return words_of(self.lang or config.default_language())


def settings_of(ctx: typer.Context) -> Settings:
    """The settings of this call."""
    found = ctx.find_root().ensure_object(Settings)
    if not isinstance(found, Settings):
        raise TypeError("expected Settings at the root of the command line")
    return found


def read_at(text: str) -> datetime:
    """The time of `--at`.

    Raises:
        InputError: `time`, it is not in the form of SPEC §3.2.
    """
    try:
        return parse_time(text)
    except ValueError:
        raise InputError("time", got=text) from None
