"""Roster files of separated values, in UTF-8, GB18030 or UTF-16."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from typing import BinaryIO

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.tables import Table

CHUNK_BYTES = 2**20
SAMPLE_CHARACTERS = 4096
NUL = "\0"  # no text has it; what looks like text with it is UTF-16 without a byte order mark

ENCODINGS = ("UTF-8", "GB18030", "UTF-16")

_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def csv_table(file: BinaryIO) -> Table:
    """The one table of a csv file, which is read as its rows are.

    Args:
        file: at its start; in UTF-8 with or without byte order mark, in UTF-16 with one, as Excel writes "Unicode
            text", or in GB18030, which GBK and GB2312 are parts of. Chinese text in GB18030 is practically never valid
            UTF-8. Cells are separated by commas, or by tabs where these are more.

    Raises:
        RosterError: `roster_encoding`, in none of them; while the rows are read `roster_csv`, quotation
            marks do not pair or a cell is too long.
    """
    return Table("", _records(file, _encoding(file)))


def _encoding(file: BinaryIO) -> str:
    start = file.read(2)
    file.seek(0)
    names = ("utf-16",) if start in _UTF_16 else ("utf-8-sig", "gb18030")
    found = next((name for name in names if _decodes(file, name)), "")
    if not found:
        raise RosterError("roster_encoding", expected=list(ENCODINGS))
    return found


def _decodes(file: BinaryIO, encoding: str) -> bool:
    """Whether the whole file is text in an encoding; never more of it in memory than a piece."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        while chunk := file.read(CHUNK_BYTES):
            if NUL in decoder.decode(chunk):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    finally:
        file.seek(0)
    return True


def _records(file: BinaryIO, encoding: str) -> Iterator[list[str]]:
    text = io.TextIOWrapper(file, encoding, newline="")
    try:
        sample = text.read(SAMPLE_CHARACTERS)
        text.seek(0)
        delimiter = "\t" if sample.count("\t") > sample.count(",") else ","
        reader = csv.reader(text, strict=True, delimiter=delimiter)
        try:
            yield from reader
        except csv.Error as fault:
            raise RosterError("roster_csv", line=reader.line_num, reason=str(fault)) from None
    except UnicodeDecodeError:  # the file is not what it was when it was looked through
        raise RosterError("roster_encoding", expected=list(ENCODINGS)) from None
    finally:
        if not file.closed:
            text.detach()  # it is not ours to close
