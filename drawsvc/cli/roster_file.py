"""Roster files on the command line: opened, read, checked by a pool's rules, marked where they are wrong."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from drawsvc import rosters
from drawsvc.app import App
from drawsvc.cli.failures import cell_words
from drawsvc.cli.files import MAX_ROSTER_BYTES, read_file, write_file
from drawsvc.cli.operations import Given
from drawsvc.cli.progress import counted
from drawsvc.cli.settings import Settings
from drawsvc.domain.errors import InputError, RosterError
from drawsvc.domain.roster_cells import CellFault
from drawsvc.domain.roster_warnings import CheckedRoster
from drawsvc.durable import system_code
from drawsvc.roster_io.mapping import MAX_MAPPING_BYTES, RosterMapping, parse_mapping
from drawsvc.roster_io.marked import marked_copy
from drawsvc.roster_io.read import RosterFile
from drawsvc.rosters import check_rows
from drawsvc.usecases.read_pool import read_pool


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """Open a roster file so that it can be read again from its start.

    Raises:
        InputError: `file_unreadable`, `file_too_large`.
    """
    try:
        file: BinaryIO = path.open("rb")
    except (OSError, ValueError) as error:  # ValueError: a name with U+0000
        raise InputError("file_unreadable", path=str(path), got=system_code(error)) from None
    with file:
        if not file.seekable():  # a pipe
            file = io.BytesIO(file.read(MAX_ROSTER_BYTES + 1))
        if file.seek(0, io.SEEK_END) > MAX_ROSTER_BYTES:
            raise InputError("file_too_large", path=str(path), expected=MAX_ROSTER_BYTES)
        file.seek(0)
        yield file


def check_file(settings: Settings, service: App | None, pool: str, given: Given) -> CheckedRoster:
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
            return check_rows(read, service, pool, partial(counted, settings, "progress.rows"))
        except RosterError as error:
            cells = error.facts.get("cells")
            if given.marked is None or not isinstance(cells, list):
                raise
            write_file(given.marked, _marked(settings, file, read, cells))
            facts = error.facts | {"out": str(given.marked)}
            raise RosterError("roster_marked", **facts) from None


def mapping_of(service: App | None, pool: str, path: Path | None) -> RosterMapping:
    """The mapping of a file, else the pool's own, else none."""
    if path:
        return parse_mapping(read_file(path, MAX_MAPPING_BYTES))
    return rosters.mapping_of(service, pool)


def _marked(
    settings: Settings, file: BinaryIO, read: RosterFile, cells: Sequence[CellFault]
) -> bytes:
    words = settings.words
    return marked_copy(file, read, cells, lambda fault: "; ".join(cell_words(words, fault)[1:]))
