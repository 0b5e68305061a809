"""Read the head of the log."""

from __future__ import annotations

from dataclasses import dataclass

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
