"""Roster files of comma-separated values, in UTF-8 or GB18030."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.tables import Table


def csv_table(data: bytes) -> Table:
    """The one table of a csv file.

    Args:
        data: in UTF-8 with or without byte order mark, or in GB18030, which GBK and GB2312 are
            parts of. Chinese text in GB18030 is practically never valid UTF-8.

    Raises:
        RosterError: `roster_encoding`, in neither; while the rows are read `roster_csv`, quotation
            marks do not pair or a cell is too long.
    """
    return Table("", _records(_decoded(data)))


def _decoded(data: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise RosterError("roster_encoding", expected=["UTF-8", "GB18030"])


def _records(text: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield from reader
    except csv.Error as fault:
        raise RosterError("roster_csv", line=reader.line_num, reason=str(fault)) from None
