"""Goes on with draws whose requests have said so: freezes, seals, takes the seed, releases."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from threading import Event

import structlog

from drawsvc.domain.errors import DrawError
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.next_step import FREEZE, RELEASE, SEAL, SEED, Step, drop_plan, next_steps
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import AttemptState
from drawsvc.usecases.release_draw import release_draw
from drawsvc.usecases.seal_draw import seal_draw

LOOK_SECONDS = 1.0
PATIENCE = timedelta(seconds=30)
"""How long a draw is left alone with which something was wrong, unless somebody writes to it."""

log = structlog.get_logger("drawsvc.worker")


class Planned:
    """Looks for planned draws until it is stopped; runs in a thread of its own.

    Args:
        office: the service.
        ring: says that something was written.
        log_key: vkey of the log that speaks about the draws.
    """

    def __init__(self, office: Office, ring: Callable[[], None], log_key: str) -> None:
        self._office = office
        self._ring = ring
        self._log_key = log_key
        self._stopped = Event()
        self._refused: dict[AttemptState, datetime] = {}

    def stop(self) -> None:
        """End after the draw that is looked at now."""
        self._stopped.set()

    def run(self) -> None:
        """Look again and again."""
        while not self._stopped.wait(LOOK_SECONDS):
            try:
                self.look()
            except DrawError as error:
                log.warning("not looked", code=error.code)

    def look(self) -> int:
        """Take the next step of each planned draw. Returns how many were taken."""
        now = self._office.clock()
        self._refused = {state: at for state, at in self._refused.items() if now < at + PATIENCE}
        steps = [step for step in next_steps(self._office) if step.what]
        waiting = [step for step in steps if step.state not in self._refused]
        return sum(self._take(step) for step in waiting if not self._stopped.is_set())

    def _take(self, step: Step) -> bool:
        draw = step.state.place.draw
        try:
            self._do(step, draw)
        except DrawError as error:  # somebody else may have gone on with it, or has to
            log.warning("not gone on", draw=draw, step=step.what, code=error.code)
            self._refused[step.state] = self._office.clock()
            return False
        self._ring()
        return True

    def _do(self, step: Step, draw: str) -> None:
        office, plan = self._office, step.plan
        if step.what == FREEZE:
            freeze_draw(office, draw, source=plan.source, replacement=plan.replacement)
        elif step.what == SEAL:
            seal_draw(office, draw, log_key=self._log_key)
        elif step.what == SEED:
            collect_statements(office, draw, [])
        elif step.what == RELEASE:
            release_draw(office, draw, approval=plan.release[0], form=plan.form)
        else:
            drop_plan(office, step.state)
