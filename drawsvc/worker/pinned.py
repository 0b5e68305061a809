"""Fetches the beacon rounds that draws wait for, when their time has come, and hands them in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from drawseeds import Chain

from drawsvc.usecases.next_step import pinned_round
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import AttemptState
from drawsvc.usecases.submit_round import submit_round
from drawsvc.worker.looking import Looking

Fetch = Callable[[Chain, int], str]
"""The signature (hex) of this round of a chain, from wherever; it is checked again when it is handed in."""


class Pinned(Looking):
    """Looks for draws that wait for a round.

    Args:
        office: the service.
        ring: says that something was written.
        fetch: see Fetch.
    """

    patience = timedelta(seconds=10)  # relays may be a little late

    def __init__(self, office: Office, ring: Callable[[], None], fetch: Fetch) -> None:
        super().__init__(office, ring)
        self._fetch = fetch

    def _found(self, now: datetime) -> Iterable[AttemptState]:
        with self._office.store.reading() as reader:
            return [state for state in reader.due(now) if state.phase in ("sealed", "closed")]

    def _go_on(self, state: AttemptState) -> int:
        office, draw = self._office, state.place.draw
        pin = pinned_round(office, draw)
        if pin is None:
            return 0
        signature = self._fetch(office.beacons.chains[pin.chain], pin.round)
        submit_round(office, draw, pin.round, signature)
        return 1
