"""Looking again and again for draws that can go on, and leaving those alone for a while that cannot."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from threading import Event
from typing import ClassVar

import structlog

from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import AttemptState
from drawsvc.worker.going_on import going_on

LOOK_SECONDS = 1.0

log = structlog.get_logger("drawsvc.worker")


class Looking(ABC):
    """Looks until it is stopped; runs in a thread of its own.

    Args:
        office: the service.
        ring: says that something was written.

    `patience` is how long an attempt is left alone in which nothing could be written, unless somebody writes to it.
    """

    patience: ClassVar[timedelta] = timedelta(seconds=30)

    def __init__(self, office: Office, ring: Callable[[], None]) -> None:
        self._office = office
        self._ring = ring
        self._stopped = Event()
        self._idle: dict[AttemptState, datetime] = {}

    def stop(self) -> None:
        """End after the attempt that is looked at now."""
        self._stopped.set()

    def run(self) -> None:
        """Look again and again."""
        while not self._stopped.wait(LOOK_SECONDS):
            with going_on("not looked", by=type(self).__name__):
                self.look()

    def look(self) -> int:
        """Do what can be done now. Returns how much that was."""
        now = self._office.clock()
        self._idle = {state: at for state, at in self._idle.items() if now < at + self.patience}
        waiting = [state for state in self._found(now) if state not in self._idle]
        return sum(self._look_at(state) for state in waiting if not self._stopped.is_set())

    def _look_at(self, state: AttemptState) -> int:
        done = 0
        # Somebody else may have gone on with it meanwhile, or has to.
        with going_on("not gone on", routine=True, draw=state.place.draw):
            done = self._go_on(state)
        if done:
            self._ring()
        else:
            self._idle[state] = self._office.clock()
        return done

    @abstractmethod
    def _found(self, now: datetime) -> Iterable[AttemptState]:
        """The attempts in which something may be to do."""

    @abstractmethod
    def _go_on(self, state: AttemptState) -> int:
        """Do what can be done. Returns how much that was."""
