"""Fetches the beacon rounds that draws wait for, when their time has come, and hands them in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import structlog
from drawseeds import Chain

from drawsvc.domain.errors import DrawError
from drawsvc.usecases.next_step import pinned_round
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import AttemptState
from drawsvc.usecases.submit_round import submit_round

LOOK_SECONDS = 1.0
PATIENCE = timedelta(seconds=10)
"""After a round that no relay gave, or that is not needed any more."""

Fetch = Callable[[Chain, int], str]
"""The signature (hex) of this round of a chain, from wherever; it is checked again when it is handed in."""

log = structlog.get_logger("drawsvc.worker")


class Pinned:
    """Looks for draws that wait for a round, until it is stopped; runs in a thread of its own.

    Args:
        office: the service.
        ring: says that something was written.
        fetch: see Fetch.
    """

    def __init__(self, office: Office, ring: Callable[[], None], fetch: Fetch) -> None:
        self._office = office
        self._ring = ring
        self._fetch = fetch
        self._stopped = Event()
        self._idle: dict[AttemptState, datetime] = {}

    def stop(self) -> None:
        """End after the round that is fetched now."""
        self._stopped.set()

    def run(self) -> None:
        """Look again and again."""
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                self.look()
            except DrawError as error:
                log.warning("not looked", code=error.code)

    def look(self) -> int:
        """Fetch what is there by now. Returns how many rounds were handed in."""
        now = self._office.clock()
        with self._office.store.reading() as reader:
            due = [state for state in reader.due(now) if state.phase in ("sealed", "closed")]
        self._idle = {state: at for state, at in self._idle.items() if now < at + PATIENCE}
        waiting = [state for state in due if state not in self._idle]
        return sum(self._hand_in(state) for state in waiting if not self._stopped.is_set())

    def _hand_in(self, state: AttemptState) -> bool:
        office, draw = self._office, state.place.draw
        self._idle[state] = office.clock()
        try:
            pin = pinned_round(office, draw)
            if pin is None:
                return False
            signature = self._fetch(office.beacons.chains[pin.chain], pin.round)
            submit_round(office, draw, pin.round, signature)
        except DrawError as error:  # the relays may be late, or somebody has handed it in
            log.warning("no round", draw=draw, code=error.code)
            return False
        self._ring()
        return True
