"""Read the head of the log."""

from __future__ import annotations

from dataclasses import dataclass

from drawsvc.domain.entries import Entry
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead


@dataclass(frozen=True)
class LogReading:
    """The head, and whether entries wait to be numbered or the head to be signed."""

    head: LogHead
    waiting: bool


def read_log(office: Office) -> LogReading:
    """The log as it stands."""
    with office.store.reading() as reader:
        head = reader.head()
        unsigned = head.size > 0 and not head.checkpoint
        return LogReading(head, unsigned or bool(reader.unnumbered(1)))


def read_numbered(office: Office, first: int, limit: int) -> tuple[list[Entry], int]:
    """Entries of the signed log from an index on, at most `limit`, and its size."""
    with office.store.reading() as reader:
        head = reader.head()
        size = head.size if head.checkpoint else 0
        few = min(limit, size - first)
        return (reader.numbered(first, few) if few > 0 else []), size
