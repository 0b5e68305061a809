"""What the command line names: files, read only when the steps need them, and the slip."""

from __future__ import annotations

import os
import re
from functools import partial
from typing import TYPE_CHECKING

from .errors import FailedError
from .options import Options, UsageError
from .stream import pieces_of
from .verify import Inputs

if TYPE_CHECKING:
    from collections.abc import Iterator

KINDS = ("record", "log", "roster", "disclosures")
KIND = b'"v" *: *"drawsvc/v1 (record|log|roster|disclosures)"'
SEEN_BYTES = 4096
SLIP = "[0-9a-f]{64}"
SLIP_FILE_BYTES = 1024
# What a reader is told of a file that cannot be opened; any other reason is the system's own words.
REASONS = ("FileNotFoundError", "PermissionError", "IsADirectoryError", "ValueError")


def inputs_of(options: Options) -> Inputs:
    """Returns what to verify; the record is the first of the words.

    Raises:
        UsageError: no slip where one should be.
    """
    trust, disclosures = options.given.get("--trust"), options.given.get("--disclosures")
    return Inputs(
        partial(read_file, options.words[0]),
        None if trust is None else partial(read_file, trust),
        slip_of(options.text("--slip")) if "--slip" in options.given else "",
        None if disclosures is None else partial(read_file, disclosures),
    )


def slip_of(given: str) -> str:
    """Returns a slip, given as its digits or as a file that holds them, SPEC §11.3.

    Raises:
        UsageError: it is neither.
    """
    slip = _digits(given)
    if re.fullmatch(SLIP, slip):
        return slip
    try:
        slip = _digits(read_file(given, SLIP_FILE_BYTES).decode("ascii", "replace"))
    except (FailedError, UsageError):
        slip = ""
    if not re.fullmatch(SLIP, slip):
        raise UsageError("slip", given)
    return slip


def _digits(text: str) -> str:
    """Returns a text in lower case without spaces, line ends and hyphens."""
    return "".join(text.split()).replace("-", "").lower()


def read_file(path: str, limit: int) -> bytes:
    """Returns at most `limit` bytes and one more; of a file known to be longer reads nothing.

    Raises:
        FailedError: the file is longer.
        UsageError: it cannot be opened or read.
    """
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size > limit:
                raise FailedError("", expected={"bytes": f"≤ {limit}"}, got=size)
            return file.read(limit + 1)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None


def read_pieces(path: str, limit: int) -> Iterator[bytes]:
    """Yields a file piece by piece.

    Raises:
        FailedError: the file is longer than `limit` bytes.
        UsageError: it cannot be opened or read.
    """
    try:
        with open(path, "rb") as file:
            yield from pieces_of(file, limit)
    except (OSError, ValueError) as error:
        raise _not_opened(path, error) from None


def paths_by_kind(paths: list[str]) -> dict[str, list[str]]:
    """Returns files by what their member `v` says they are; a record, where nothing says so.

    Only the end of a file is looked at, where a canonical file has it, then the beginning.

    Raises:
        UsageError: one cannot be opened or read.
    """
    found: dict[str, list[str]] = {kind: [] for kind in KINDS}
    for path in paths:
        try:
            with open(path, "rb") as file:
                head = file.read(SEEN_BYTES)
                file.seek(max(0, os.fstat(file.fileno()).st_size - SEEN_BYTES))
                kinds = re.findall(KIND, file.read(SEEN_BYTES)) + re.findall(KIND, head)
        except (OSError, ValueError) as error:
            raise _not_opened(path, error) from None
        found[kinds[0].decode() if kinds else KINDS[0]].append(path)
    return found


def _not_opened(path: str, error: Exception) -> UsageError:
    kind = type(error).__name__
    why = kind if kind in REASONS else str(getattr(error, "strerror", kind))
    return UsageError("file", path, why)
