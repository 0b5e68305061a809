"""What a cosigner remembers: canonical JSON that he signs himself, so that a changed file is told.

    {"checks": code, "forks": [note], "latest": [] or [note], "log_key": vkey, "signature": hex, "v": "drawsvc/v1
    cosigner", "vkey": vkey}

`latest` is the last checkpoint he cosigned, with his line. An old copy put back in place of the file is not told;
whoever does that shows him the newer note from outside (`seen` of `cosign.check_log`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from drawseeds import CanonicalError, parse, serialise

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import FolderError
from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import SigningKey, VerifierKey, parse_vkey, verify
from drawsvc.log.note import open_note

VERSION = "drawsvc/v1 cosigner"
REPLAY, REPLAY_HISTORY = "replay", "replay_history"
CHECKS = (REPLAY, REPLAY_HISTORY)  # SPEC §11.2
MAX_FORKS = 64
"""Forks that are kept; one is enough to show what the log did."""


@dataclass(frozen=True)
class Cosigned:
    """A checkpoint that was cosigned.

    Args:
        note: with the line of the log and the cosigner's.
        checkpoint: what it states.
        seconds: Unix time of the cosignature.
    """

    note: bytes
    checkpoint: Checkpoint
    seconds: int


@dataclass(frozen=True)
class Memory:
    """All a cosigner remembers.

    Args:
        vkey: his own, for trust files.
        log_key: of the log he watches, given to him when he began; its name is the origin.
        checks: what he promises, one of CHECKS.
        latest: the last checkpoint he cosigned; None before the first.
        forks: notes that the log has signed and that contradict what he had seen.
    """

    vkey: VerifierKey
    log_key: VerifierKey
    checks: str
    latest: Cosigned | None = None
    forks: Sequence[str] = ()

    def with_fork(self, note: bytes) -> Memory:
        """The memory with a note that contradicts it, if it is not there yet."""
        text = note.decode()
        if text in self.forks or len(self.forks) >= MAX_FORKS:
            return self
        return replace(self, forks=[*self.forks, text])

    def to_object(self) -> Body:
        """As it stands in the file, without the signature."""
        return {
            "checks": self.checks,
            "forks": list(self.forks),
            "latest": [self.latest.note.decode()] if self.latest else [],
            "log_key": self.log_key.to_text(),
            "v": VERSION,
            "vkey": self.vkey.to_text(),
        }


def memory_bytes(memory: Memory, key: SigningKey) -> bytes:
    """The file, signed by the cosigner himself."""
    unsigned = memory.to_object()
    return serialise(unsigned | {"signature": key.sign(_message(unsigned)).hex()})


def parse_memory(data: bytes) -> Memory:
    """Read the file.

    Raises:
        FolderError: `memory_damaged`, it is not as the cosigner's program left it.
    """
    try:
        value: Any = parse(data)
        signature = bytes.fromhex(value.pop("signature"))
        vkey = parse_vkey(value["vkey"])
        verify(vkey.key, signature, _message(value))
        return _memory(value, vkey)
    except (CanonicalError, LogFormatError, AttributeError, KeyError, TypeError, ValueError):
        raise FolderError("memory_damaged") from None


def cosigned(note: bytes, vkey: VerifierKey, log_key: VerifierKey) -> Cosigned:
    """A note that this cosigner has cosigned.

    Raises:
        ValueError: he has not (LogFormatError among others), or it is no checkpoint.
    """
    opened = open_note(note, [vkey, log_key])
    (seconds,) = [signer.seconds for signer in opened.signers if signer.key == vkey]
    return Cosigned(note, parse_checkpoint(opened.text), seconds or 0)


def _memory(value: Body, vkey: VerifierKey) -> Memory:
    log_key = parse_vkey(value["log_key"])
    latest = [cosigned(note.encode(), vkey, log_key) for note in value["latest"]]
    return Memory(vkey, log_key, value["checks"], latest[0] if latest else None, value["forks"])


def _message(unsigned: Body) -> bytes:
    return f"{VERSION}\n".encode() + serialise(unsigned)
