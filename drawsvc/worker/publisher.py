"""Numbers and signs the log as soon as something was written, in batches where much is."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic

from drawsvc.worker.going_on import going_on

BATCH_SECONDS = 0.2
"""From one signature to the next: what is written meanwhile is signed together. A proof follows within 250 ms."""
IDLE_SECONDS = 1.0
"""How often another process's entries are looked for when nobody rings."""


class Publisher:
    """Signs until it is stopped; runs in a thread of its own.

    Args:
        number: numbers what waits and signs the head.
        signed: told how many seconds after something was written it was signed.
    """

    def __init__(
        self, number: Callable[[], object], signed: Callable[[float], None] = lambda _: None
    ) -> None:
        self._number = number
        self._signed = signed
        self._written = 0.0
        self._rung = Event()
        self._stopped = Event()

    def ring(self) -> None:
        """Say that something was written."""
        if not self._rung.is_set():
            self._written = monotonic()
        self._rung.set()

    def stop(self) -> None:
        """Sign what was written until now, then end."""
        self._stopped.set()
        self._rung.set()

    def run(self) -> None:
        """Sign batch after batch."""
        begun, failures = 0.0, 0
        while not self._stopped.is_set():
            self._rung.wait(IDLE_SECONDS)
            pause = IDLE_SECONDS if failures > 1 else BATCH_SECONDS
            if self._stopped.wait(begun + pause - monotonic()):
                break
            begun = monotonic()
            written = self._written if self._rung.is_set() else 0.0
            self._rung.clear()
            failures = 0 if self._sign() else failures + 1
            if written and failures:  # tried again with the next batch
                self._written = written
                self._rung.set()
            elif written:
                self._signed(monotonic() - written)
        self._sign()

    def _sign(self) -> bool:
        with going_on("not signed") as tried:
            self._number()
        return tried.done
