"""tlog-proof files: an index, its inclusion proof, and the checkpoint it leads to."""

import re
from dataclasses import dataclass

from drawsvc.log.base64_text import from_base64, to_base64
from drawsvc.log.checkpoint import MAX_SIZE
from drawsvc.log.errors import TlogProofError
from drawsvc.log.merkle import HASH_BYTES
from drawsvc.log.note import Note, parse_note

MAX_HASHES = 53  # as many levels as a tree of MAX_SIZE leaves has

_HEAD = re.compile(rb"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,15})\n((?:[^\n]+\n){0,53})\n")


@dataclass(frozen=True, slots=True)
class TlogProof:
    """An entry's place in a log, well-formed but not verified.

    Args:
        index: position of the entry, from 0 to 2^53 − 1.
        hashes: inclusion proof, at most 53 of 32 bytes each.
        checkpoint: the note of the checkpoint.

    Raises:
        TlogProofError: index or hashes are out of range.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: Note

    def __post_init__(self) -> None:
        if not 0 <= self.index <= MAX_SIZE:
            raise TlogProofError(f"expected an index up to 2^53 − 1, got {self.index}")
        if len(self.hashes) > MAX_HASHES:
            raise TlogProofError(f"expected at most {MAX_HASHES} hashes, got {len(self.hashes)}")
        for found in self.hashes:
            if len(found) != HASH_BYTES:
                raise TlogProofError(f"expected hashes of {HASH_BYTES} bytes, got {len(found)}")

    def to_bytes(self) -> bytes:
        """Returns the file."""
        lines = "".join(f"{to_base64(found)}\n" for found in self.hashes)
        head = f"c2sp.org/tlog-proof@v1\nindex {self.index}\n{lines}\n"
        return head.encode() + self.checkpoint.to_bytes()


def parse_tlog_proof(data: bytes) -> TlogProof:
    """Returns the proof in a file, well-formed but not verified.

    An `extra` line, which the format allows and nothing authenticates, is refused.

    Raises:
        TlogProofError: the bytes are no tlog-proof.
    """
    head = _HEAD.match(data)
    if not head:
        raise TlogProofError("expected the head of a tlog-proof, got something else")
    index, lines = head.groups()
    try:
        hashes = tuple(from_base64(line) for line in lines.decode().split("\n")[:-1])
        return TlogProof(int(index), hashes, parse_note(data[head.end() :]))
    except ValueError as error:
        raise TlogProofError(f"malformed tlog-proof: {error}") from None
