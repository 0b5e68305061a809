"""Regulation and calendar files: those that come with the program, by name, and others, by path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drawsvc import config
from drawsvc.cli.files import MAX_CALENDAR_BYTES, MAX_REGULATION_BYTES, is_file, read_file
from drawsvc.domain.calendar import Calendar, parse_calendar_toml
from drawsvc.domain.errors import InputError
from drawsvc.domain.regulation import Profile, parse_profile_toml
from drawsvc.domain.shapes import ID, ShapeError
from drawsvc.domain.taxonomy import Taxonomy, parse_taxonomy_toml


@dataclass(frozen=True)
class Regulation:
    """A regulation file, read. `data` is the file itself."""

    data: bytes
    profile: Profile
    taxonomy: Taxonomy


def read_regulation(named: str) -> Regulation:
    """The regulation that comes with the program under this name, else the file at this path.

    Raises:
        InputError: `no_regulation`, neither exists; else as the file is wrong.
    """
    shipped = config.shipped_regulations()
    path = shipped.get(named) or Path(named)
    if not is_file(path):
        raise InputError("no_regulation", expected=", ".join(shipped), got=named)
    data = read_file(path, MAX_REGULATION_BYTES)
    return Regulation(data, parse_profile_toml(data), parse_taxonomy_toml(data))


@dataclass(frozen=True)
class CalendarFile:
    """A calendar file, read. `data` is the file itself."""

    data: bytes
    calendar: Calendar


def read_calendar(path: Path | None) -> CalendarFile:
    """A calendar file, named as the file is; None for the one that comes with the program.

    Raises:
        InputError: `calendar_name`, the file's name is no id; else as the file is wrong.
    """
    path = path or config.shipped_calendar()
    try:
        ID(path.stem, "name")
    except ShapeError as error:
        raise InputError("calendar_name", expected=error.expected, got=path.stem) from None
    data = read_file(path, MAX_CALENDAR_BYTES)
    return CalendarFile(data, parse_calendar_toml(data, name=path.stem))
