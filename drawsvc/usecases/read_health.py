"""Read whether the service keeps up with what is written and what falls due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from drawsvc.usecases.notice import DEAD, WAITING
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead

LATE_SECONDS = 10
"""A proof follows within a quarter of a second; whoever waits longer than this waits for something broken."""

MOST_NOTICES = 1000
STATES = (WAITING, DEAD)


@dataclass(frozen=True)
class Health:
    """How the service does.

    Args:
        head: of the log.
        waiting: something is not numbered or not signed.
        behind_seconds: age of the oldest entry without a number; 0 for none.
        due: attempts whose time has come and that nobody has advanced yet.
        notices: messages that wait and that were given up, counted up to MOST_NOTICES each, by state.
    """

    head: LogHead
    waiting: bool
    behind_seconds: int
    due: int
    notices: Mapping[str, int]

    @property
    def keeps_up(self) -> bool:
        """Whether the log is signed soon after something is written."""
        return self.behind_seconds <= LATE_SECONDS


def read_health(office: Office) -> Health:
    """The service as it does now."""
    now = office.clock()
    with office.store.reading() as reader:
        head = reader.head()
        oldest = reader.unnumbered(1)
        behind = int((now - oldest[0].time).total_seconds()) if oldest else 0
        waiting = bool(oldest) or (head.size > 0 and not head.checkpoint)
        notices = {state: len(reader.notices(state, MOST_NOTICES)) for state in STATES}
        return Health(head, waiting, max(0, behind), len(reader.due(now)), notices)
