"""Roster files on the command line: opened, read, checked by a pool's rules, marked where they are wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from drawsvc.app import App
from drawsvc.cli.failures import cell_words
from drawsvc.cli.files import read_file, write_file
from drawsvc.cli.progress import counted
from drawsvc.cli.session import now
from drawsvc.cli.settings import Settings
from drawsvc.domain.errors import InputError, RosterError
from drawsvc.domain.roster import Roster
from drawsvc.domain.roster_cells import CellFault
from drawsvc.domain.roster_check import check_roster
from drawsvc.domain.roster_warnings import RosterRules, RosterWarning, warnings_of
from drawsvc.roster_io.mapping import (
    MAX_MAPPING_BYTES,
    NO_MAPPING,
    RosterMapping,
    parse_mapping,
)
from drawsvc.roster_io.marked import marked_copy
from drawsvc.roster_io.read import RosterFile
from drawsvc.usecases.read_pool import read_pool
from drawsvc.usecases.read_rosters import read_identities

MAX_ROSTER_BYTES = 512 * 1024 * 1024  # a million rows take about 160 MB


@dataclass(frozen=True)
class Given:
    """What a command line says about a roster file.

    Args:
        mapping: a mapping file; None: the pool's own.
        sheet: the only sheet that is read; "": all are.
        marked: where a copy with marked cells is written if there are bad ones.
    """

    file: Path
    mapping: Path | None = None
    sheet: str = ""
    marked: Path | None = None


@dataclass(frozen=True)
class Checked:
    """A roster file that can be taken, and what is odd about it."""

    roster: Roster
    warnings: Sequence[RosterWarning]


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a roster file so that it can be read again from its start.

    Raises:
        InputError: `file_unreadable`, `file_too_large`.
    """
    try:
        file: BinaryIO = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a name with U+0000
        reason = getattr(error, "strerror", "") or type(error).__name__
        raise InputError("file_unreadable", path=str(path), got=reason) from None
    with file:
        if not file.seekable():  # a pipe
            file = io.BytesIO(file.read(MAX_ROSTER_BYTES + 1))
        if file.seek(0, io.SEEK_END) > MAX_ROSTER_BYTES:
            raise InputError("file_too_large", path=str(path), expected=MAX_ROSTER_BYTES)
        file.seek(0)
        yield file


def check_file(settings: Settings, service: App | None, pool: str, given: Given) -> Checked:
    """Check a roster file, by the rules of a pool if there is one.

    Raises:
        RosterError: it cannot be taken; `roster_marked`, and a copy with marks was written.
    """
    if service and pool:
        read_pool(service.office, pool)
    mapping = mapping_of(service, pool, given.mapping)
    with opened(given.file) as file:
        read = RosterFile(file, mapping, given.sheet)
        try:
            found = _roster(settings, service, pool, read)
        except RosterError as error:
            cells = error.facts.get("cells")
            if given.marked is None or not isinstance(cells, list):
                raise
            write_file(given.marked, _marked(settings, file, read, cells))
            facts = error.facts | {"out": str(given.marked)}
            raise RosterError("roster_marked", **facts) from None
    odd = _warnings(service, pool, found) if service and pool else ()
    return Checked(found, (*read.notes, *odd))


def mapping_of(service: App | None, pool: str, path: Path | None) -> RosterMapping:
    """The mapping of a file, else the pool's own, else none."""
    if path:
        return parse_mapping(read_file(path, MAX_MAPPING_BYTES))
    data = service.mapping(pool) if service and pool else b""
    return parse_mapping(data) if data else NO_MAPPING


def _roster(settings: Settings, service: App | None, pool: str, read: RosterFile) -> Roster:
    rows = counted(settings, "progress.rows", read.rows())
    if service is None or not pool:
        return check_roster(rows)
    identities = read_identities(service.office, pool)
    return check_roster(rows, service.taxonomy(pool), identities)


def _marked(
    settings: Settings, file: BinaryIO, read: RosterFile, cells: Sequence[CellFault]
) -> bytes:
    words = settings.words
    return marked_copy(file, read, cells, lambda fault: "; ".join(cell_words(words, fault)[1:]))


def _warnings(service: App, pool: str, found: Roster) -> tuple[RosterWarning, ...]:
    """What is odd about it by the pool's own rules, for today at the pool's place."""
    profile = read_pool(service.office, pool).profile
    today = (now(service) + timedelta(minutes=profile.windows.utc_offset_minutes)).date()
    return warnings_of(found, RosterRules(profile, service.taxonomy(pool), today))
