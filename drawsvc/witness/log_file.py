"""Read a log file (SPEC §11.8): its checkpoint, and its entries one after the other, in little memory."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from drawsvc.domain.errors import LogFileError
from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import VerifierKey
from drawsvc.log.merkle import leaf_hash, roots_at
from drawsvc.log.note import open_note

MAX_BYTES = 4 * 1024**3  # SPEC §11.8
MAX_VALUE_CHARACTERS = 2**20  # an entry has up to 65,535 bytes, a checkpoint up to 64 lines
PIECE_BYTES = 2**20

_BEFORE_CHECKPOINT, _BEFORE_ENTRIES = '{"checkpoint":', ',"entries":['


@dataclass(frozen=True)
class LogHead:
    """The checkpoint of a log file, signed by the log; whether the entries are its tree is not checked here.

    Args:
        note: as the log signed it.
        checkpoint: what it states.
    """

    note: bytes
    checkpoint: Checkpoint


def read_head(path: Path, log_key: VerifierKey) -> LogHead:
    """The checkpoint of a log file, by the log's key and of the log's name.

    Raises:
        LogFileError: `log_file_malformed`, `log_file_key`, `log_file_origin`.
    """
    with path.open("rb") as file:
        reader = _Reader(file)
        reader.skip(_BEFORE_CHECKPOINT)
        note, _ = reader.value()
    if not isinstance(note, str):
        raise LogFileError("log_file_malformed", found="checkpoint")
    return open_head(note.encode("utf-8", "surrogatepass"), log_key)


def open_head(note: bytes, log_key: VerifierKey) -> LogHead:
    """A checkpoint that the log has signed.

    Raises:
        LogFileError: `log_file_key`, it has not; `log_file_origin`, the checkpoint names another log.
    """
    try:
        checkpoint = parse_checkpoint(open_note(note, [log_key]).text)
    except LogFormatError as error:
        raise LogFileError("log_file_key", expected=log_key.to_text(), found=str(error)) from None
    if checkpoint.origin != log_key.name:
        raise LogFileError("log_file_origin", expected=log_key.name, got=checkpoint.origin)
    return LogHead(note, checkpoint)


def read_entries(path: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """The entries of a log file with the bytes that are logged, in order.

    They are JSON objects; that they are entries of SPEC §5 in canonical JSON is not checked here, nor what stands
    after them in the file.

    Raises:
        LogFileError: `log_file_malformed`.
    """
    with path.open("rb") as file:
        reader = _Reader(file)
        reader.skip(_BEFORE_CHECKPOINT)
        reader.value()
        reader.skip(_BEFORE_ENTRIES)
        divider = "]" if reader.starts_with("]") else ","
        while divider != "]":
            value, text = reader.value()
            if not isinstance(value, dict):
                raise LogFileError("log_file_malformed", found="entries")
            yield value, text.encode("utf-8", "surrogatepass")
            divider = "," if reader.starts_with(",") else "]"
            reader.skip(divider)


def read_roots(path: Path, sizes: set[int]) -> tuple[int, dict[int, bytes]]:
    """How many entries a log file has, and the roots over the first so many of them, as far as there are.

    Raises:
        LogFileError: `log_file_malformed`.
    """
    return roots_at(sizes, (leaf_hash(data) for _, data in read_entries(path)))


class _Reader:
    """A file's text from the place reached to the end of the last piece read."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._decode = codecs.getincrementaldecoder("utf-8")().decode
        self._json = json.JSONDecoder()
        self._text, self._at, self._ended = "", 0, False

    def starts_with(self, literal: str) -> bool:
        """Whether these characters come next."""
        while len(self._text) < self._at + len(literal) and self._more():
            pass
        return self._text.startswith(literal, self._at)

    def skip(self, literal: str) -> None:
        """Pass over these characters, which must come next."""
        if not self.starts_with(literal):
            raise LogFileError("log_file_malformed", found=literal)
        self._at += len(literal)

    def value(self) -> tuple[Any, str]:
        """The next JSON value, and its text."""
        while True:
            try:
                value, end = self._json.raw_decode(self._text, self._at)
            except (ValueError, RecursionError):
                if len(self._text) - self._at > MAX_VALUE_CHARACTERS or not self._more():
                    raise LogFileError("log_file_malformed", found="json") from None
                continue
            text, self._at = self._text[self._at : end], end
            return value, text

    def _more(self) -> bool:
        """Read on; whether the end had not been reached."""
        if self._ended:
            return False
        piece = self._file.read(PIECE_BYTES)
        self._ended = not piece
        try:
            self._text = self._text[self._at :] + self._decode(piece, self._ended)
        except ValueError:
            raise LogFileError("log_file_malformed", found="utf-8") from None
        self._at = 0
        return True
