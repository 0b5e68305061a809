"""The latest checkpoint that was signed, kept outside the database: what the log must never fall behind."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from drawseeds import CanonicalError, parse

from drawsvc.domain.errors import InputError
from drawsvc.durable import write_durably
from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import VerifierKey
from drawsvc.log.note import open_note


@dataclass(frozen=True)
class Published:
    """A checkpoint and the note that shows who signed it."""

    checkpoint: Checkpoint
    note: bytes


def parse_published(data: bytes, key: VerifierKey) -> Published:
    """Read a checkpoint of a log from a signed note, or from a record, which holds one.

    Args:
        data: the file.
        key: the log's.

    Raises:
        InputError: `published_malformed`, it is neither, or this log has not signed it.
    """
    try:
        note = _note_of_record(data) if data.startswith(b"{") else data
        checkpoint = parse_checkpoint(open_note(note, [key]).text)
    except (CanonicalError, LogFormatError, KeyError, TypeError, AttributeError):
        raise InputError("published_malformed", expected=key.name) from None
    return Published(checkpoint, note)


def _note_of_record(data: bytes) -> bytes:
    record = parse(data)
    note: str = record["checkpoint"]  # type: ignore[index, call-overload, assignment]
    return note.encode()


def kept_published(path: Path, key: VerifierKey) -> Published | None:
    """The latest checkpoint this service remembers; None before the first.

    Raises:
        InputError: `published_malformed`, the file was changed.
    """
    return parse_published(path.read_bytes(), key) if path.exists() else None


def keep_published(path: Path, note: bytes) -> None:
    """Remember a checkpoint, durably, before it leaves the office."""
    write_durably(path, note)
