"""Writes what time brings about: rounds go out, silence is noted where it is one, rounds close, the next go out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import structlog

from drawsvc.domain.errors import DrawError
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import AttemptState

LOOK_SECONDS = 1.0
PATIENCE = timedelta(seconds=30)
"""How long a draw is left alone in which nothing could be written, unless somebody writes to it."""

log = structlog.get_logger("drawsvc.worker")


class Rounds:
    """Looks for attempts whose time has come, until it is stopped; runs in a thread of its own.

    Args:
        office: the service.
        ring: says that something was written.
    """

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
            try:
                self.look()
            except DrawError as error:
                log.warning("not looked", code=error.code)

    def look(self) -> int:
        """Write what is due now. Returns how many entries that was."""
        now = self._office.clock()
        with self._office.store.reading() as reader:
            due = reader.due(now)
        self._idle = {state: at for state, at in self._idle.items() if now < at + PATIENCE}
        waiting = [state for state in due if state not in self._idle]
        return sum(self._advance(state) for state in waiting if not self._stopped.is_set())

    def _advance(self, state: AttemptState) -> int:
        draw = state.place.draw
        try:
            written = advance_draw(self._office, draw, by_itself=True)
        except DrawError as error:  # somebody else may have gone on with it meanwhile
            log.info("not advanced", draw=draw, code=error.code)
            return 0
        if written:
            self._ring()
        else:  # people have to be called, or a round of a beacon is not there
            self._idle[state] = self._office.clock()
        return len(written)
