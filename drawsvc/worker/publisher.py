"""Numbers and signs the log as soon as something was written, in batches where much is."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic

import structlog

from drawsvc.domain.errors import DrawError

BATCH_SECONDS = 0.2
"""From one signature to the next: what is written meanwhile is signed together. A proof follows within 250 ms."""
IDLE_SECONDS = 1.0
"""How often another process's entries are looked for when nobody rings."""

log = structlog.get_logger("drawsvc.worker")


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
        begun = 0.0
        while not self._stopped.is_set():
            self._rung.wait(IDLE_SECONDS)
            self._stopped.wait(begun + BATCH_SECONDS - monotonic())
            begun = monotonic()
            written = self._written if self._rung.is_set() else 0.0
            self._rung.clear()
            if self._sign() and written:
                self._signed(monotonic() - written)
        self._sign()

    def _sign(self) -> bool:
        try:
            self._number()
        except (
            DrawError
        ) as error:  # the store may be busy, another sequencer faster: it is tried again
            log.warning("not signed", code=error.code)
            return False
        return True
