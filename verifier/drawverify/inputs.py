"""What the command line names: files, read only when the steps need them, and the slip."""

from __future__ import annotations

import os
import re
from functools import partial

from .errors import FailedError
from .options import Options, UsageError
from .verify import Inputs

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
        kind = type(error).__name__
        why = kind if kind in REASONS else str(getattr(error, "strerror", kind))
        raise UsageError("file", path, why) from None
