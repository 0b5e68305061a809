"""Files named on the command line: read up to a limit, written whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from drawseeds import CanonicalError, serialise

from drawsvc.domain.errors import InputError
from drawsvc.durable import system_code

KIB, MIB = 1024, 1024 * 1024
MAX_REGULATION_BYTES = MIB
MAX_CALENDAR_BYTES = MIB
MAX_REQUEST_BYTES = MIB
MAX_REPLIES_BYTES = 4 * MIB
MAX_STATEMENT_BYTES = 64 * KIB  # SPEC §11.5
MAX_TEXT_BYTES = 64 * KIB
MAX_NOTE_BYTES = 64 * KIB
MAX_OPENING_BYTES = 16 * MIB
MAX_ROSTER_BYTES = 512 * MIB  # a million rows take about 160 MB


def read_file(path: Path, limit: int) -> bytes:
    """The bytes of a file, never more than `limit`.

    Raises:
        InputError: `file_unreadable`, `file_too_large`.
    """
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except (OSError, ValueError) as error:  # ValueError: a name with U+0000
        raise InputError("file_unreadable", path=str(path), got=system_code(error)) from None
    if len(data) > limit:
        raise InputError("file_too_large", path=str(path), expected=limit)
    return data


def read_text(path: Path) -> str:
    """What somebody has written, in UTF-8: its lines, without those that are empty at either end.

    Raises:
        InputError: `file_unreadable`, `file_too_large`; `text_file`, it is empty or not in UTF-8; as `private_text`.
    """
    try:
        text = read_file(path, MAX_TEXT_BYTES).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InputError("text_file", path=str(path)) from None
    if not text.strip():
        raise InputError("text_file", path=str(path))
    return private_text("\n".join(text.strip().splitlines()))


def private_text(text: str) -> str:
    """A text that is kept in private, as it is hashed (SPEC §3.1).

    Raises:
        InputError: `text`, it holds control characters.
    """
    normal = unicodedata.normalize("NFC", text)
    try:
        serialise(normal)
    except CanonicalError as error:
        raise InputError("text", found=str(error)) from None
    return normal


def write_file(path: Path, data: bytes) -> None:
    """Write a file; whoever looks sees the old one or the new one, never a part. Only its owner may look.

    Raises:
        InputError: `file_not_written`.
    """
    write_pieces(path, [data])


def write_pieces(path: Path, pieces: Iterable[bytes]) -> int:
    """The same of a file that may be longer than the memory. Returns how many bytes it has.

    If a piece cannot be made there is no new file.

    Raises:
        InputError: `file_not_written`.
    """
    with _replacing(path) as file:
        for piece in pieces:
            with _told(path):
                file.write(piece)
        return file.tell()


@contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file beside `path` that takes its place when the block ends normally, and else is gone."""
    with _told(path):
        _check_replaceable(path)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            with _told(path):
                file.flush()
                os.fsync(file.fileno())
        with _told(path):
            Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _check_replaceable(path: Path) -> None:
    """A device, a pipe or a link is no file to be replaced: whoever names the terminal would lose it."""
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise OSError(errno.EISDIR if path.is_dir() else errno.EINVAL, str(path))


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say of which file the system refuses something."""
    try:
        yield
    except (OSError, ValueError) as error:
        raise InputError("file_not_written", path=str(path), got=system_code(error)) from None


def is_file(path: Path) -> bool:
    """Whether there is a file; a name no file can have is none."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
