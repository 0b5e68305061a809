"""Exit codes of the command line; docs/CLI.md says the same, and a test compares them."""

from __future__ import annotations

from drawsvc.domain.errors import DrawError, InputError, LogError

DONE = 0
NOT_VERIFIED = 1  # `verify` only
UNUSABLE = 2
NOT_NOW = 3  # also `verify`'s "cannot be verified"
REFUSED = 4
DEFECT = 70
INTERRUPTED = 130

EXITS = (DONE, NOT_VERIFIED, UNUSABLE, NOT_NOW, REFUSED, DEFECT, INTERRUPTED)

_REFUSING = ("server_", "store_", "system_")
"""Codes of refusals by a service elsewhere, the database and the operating system begin so, whatever their class."""


def exit_of(error: DrawError) -> int:
    """The exit code an error leads to."""
    if isinstance(error, LogError) or error.code.startswith(_REFUSING):
        return REFUSED
    return UNUSABLE if isinstance(error, InputError) else NOT_NOW
