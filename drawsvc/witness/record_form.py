"""The form of a record file (SPEC §11.1), read by the witness's own eyes.

What a record says is checked in `record`; here only that it is one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from drawseeds import CanonicalError, parse

from drawsvc.domain.entries import Entry, Place, from_object
from drawsvc.domain.errors import RecordError
from drawsvc.log.base64_text import from_base64
from drawsvc.log.errors import LogFormatError

T = TypeVar("T")

VERSION = "drawsvc/v1 record"
MAX_BYTES = 2**30  # SPEC §11.1

_MEMBERS = (
    "attempt",
    "checkpoint",
    "draw",
    "entries",
    "groups",
    "kind",
    "origin",
    "pool",
    "seal_evidence",
    "v",
)


@dataclass(frozen=True)
class LoggedEntry:
    """An entry with the index it is said to have in the log, and the inclusion proof."""

    entry: Entry
    index: int
    proof: Sequence[bytes]


@dataclass(frozen=True)
class RecordForm:
    """A record that has the form of one; nothing in it is checked.

    Args:
        place: the attempt.
        logged: pool entries, then those of the attempt.
        groups: `eligible` and `excluded` rows of each group, as objects of any form.
        checkpoint: the signed note.
    """

    place: Place
    logged: Sequence[LoggedEntry]
    groups: Sequence[tuple[Sequence[Any], Sequence[Any]]]
    checkpoint: bytes


def parse_record(data: bytes) -> RecordForm:
    """Read a record file.

    Raises:
        RecordError: it is no record of this version.
        EntryError: an entry in it has a form that SPEC §5 does not know.
    """
    if len(data) > MAX_BYTES:
        raise RecordError("record_too_large", expected=MAX_BYTES, got=len(data))
    try:
        value = parse(data)
    except CanonicalError as error:
        raise RecordError("record_not_canonical", found=str(error)) from None
    record = _members(value, "record", *_MEMBERS)
    if (record["v"], record["kind"]) != (VERSION, "full"):
        raise _shape("v", f"{VERSION}, full")
    place = Place(
        _text(record["origin"], "origin"),
        _text(record["pool"], "pool"),
        _text(record["draw"], "draw"),
        _count(record["attempt"], "attempt"),
    )
    checkpoint = _text(record["checkpoint"], "checkpoint").encode()
    return RecordForm(
        place,
        _each(record["entries"], "entries", _logged),
        _each(record["groups"], "groups", _group),
        checkpoint,
    )


def _logged(value: Any, path: str) -> LoggedEntry:
    item = _members(value, path, "entry", "index", "proof")
    entry = from_object(item["entry"])
    return LoggedEntry(
        entry,
        _count(item["index"], f"{path}.index"),
        _each(item["proof"], f"{path}.proof", _hash),
    )


def _hash(value: Any, path: str) -> bytes:
    try:
        return from_base64(_text(value, path))
    except LogFormatError:
        raise _shape(path, "base64") from None


def _group(value: Any, path: str) -> tuple[Sequence[Any], Sequence[Any]]:
    group = _members(value, path, "eligible", "excluded")
    eligible = _each(group["eligible"], f"{path}.eligible", _row)
    return eligible, _each(group["excluded"], f"{path}.excluded", _row)


def _row(value: Any, path: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise _shape(path, "an object")
    return value


def _members(value: Any, path: str, *names: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(names):
        raise _shape(path, f"an object with members {', '.join(names)}")
    return value


def _each(value: Any, path: str, read: Callable[[Any, str], T]) -> list[T]:
    if not isinstance(value, list):
        raise _shape(path, "an array")
    return [read(item, f"{path}[{index}]") for index, item in enumerate(value)]


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str):
        raise _shape(path, "a string")
    return value


def _count(value: Any, path: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise _shape(path, "an integer from 0")
    return value


def _shape(path: str, expected: str) -> RecordError:
    return RecordError("record_shape", path=path, expected=expected)
