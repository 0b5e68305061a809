"""Checkpoints: origin, size and root hash of a log (SPEC §4.2)."""

import re
from dataclasses import dataclass

from drawsvc.log.base64_text import from_base64, to_base64
from drawsvc.log.errors import CheckpointError, LogFormatError
from drawsvc.log.merkle import HASH_BYTES

MAX_SIZE = 2**53 - 1  # SPEC §4.2

_ORIGIN = re.compile(r"[a-z0-9](?:[a-z0-9.:/-]{0,253}[a-z0-9])?")
_TEXT = re.compile(r"([^\n]+)\n(0|[1-9][0-9]{0,15})\n([^\n]+)\n")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log states about itself; whether it did is for the note around it to show.

    Args:
        origin: name of the log, as in SPEC §3.2.
        size: number of entries, up to 2^53 − 1.
        root: root hash, 32 bytes.

    Raises:
        CheckpointError: one of them has another form.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        if not _ORIGIN.fullmatch(self.origin):
            raise CheckpointError(f"expected an origin, got {self.origin!r}")
        if not 0 <= self.size <= MAX_SIZE:
            raise CheckpointError(f"expected a size up to 2^53 − 1, got {self.size}")
        if len(self.root) != HASH_BYTES:
            raise CheckpointError(f"expected a root of {HASH_BYTES} bytes, got {len(self.root)}")

    def to_text(self) -> str:
        """Returns the text that is signed, three lines (SPEC §4.2)."""
        return f"{self.origin}\n{self.size}\n{to_base64(self.root)}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Returns the checkpoint of a note's text (SPEC §4.2).

    Raises:
        CheckpointError: the text is no checkpoint; extension lines are refused too.
    """
    parts = _TEXT.fullmatch(text)
    if not parts:
        raise CheckpointError("expected the lines origin, size and root, got something else")
    origin, size, root = parts.groups()
    try:
        return Checkpoint(origin, int(size), from_base64(root))
    except LogFormatError as error:
        raise CheckpointError(f"malformed checkpoint: {error}") from None
