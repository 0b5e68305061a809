"""Writes what time brings about: rounds go out, silence is noted, rounds close, the next go out."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event

import structlog

from drawsvc.domain.errors import DrawError
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.office import Office

LOOK_SECONDS = 1.0

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
        with self._office.store.reading() as reader:
            draws = [state.place.draw for state in reader.due(self._office.clock())]
        return sum(self._advance(draw) for draw in draws if not self._stopped.is_set())

    def _advance(self, draw: str) -> int:
        try:
            written = advance_draw(self._office, draw)
        except DrawError as error:  # somebody else may have gone on with it meanwhile
            log.info("not advanced", draw=draw, code=error.code)
            return 0
        if written:
            self._ring()
        return len(written)
