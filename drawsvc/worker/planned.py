"""Goes on with draws whose requests have said so: freezes, seals, takes the seed, releases."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.next_step import FREEZE, RELEASE, SEAL, SEED, Step, drop_plan, next_steps
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import AttemptState
from drawsvc.usecases.release_draw import release_draw
from drawsvc.usecases.seal_draw import seal_draw
from drawsvc.worker.looking import Looking


class Planned(Looking):
    """Looks for planned draws, and takes the next step of each that waits for nobody.

    Args:
        office: the service.
        ring: says that something was written.
        log_key: vkey of the log that speaks about the draws.
    """

    def __init__(self, office: Office, ring: Callable[[], None], log_key: str) -> None:
        super().__init__(office, ring)
        self._log_key = log_key
        self._steps: dict[AttemptState, Step] = {}

    def _found(self, _: datetime) -> Iterable[AttemptState]:
        self._steps = {step.state: step for step in next_steps(self._office) if step.what}
        return self._steps

    def _go_on(self, state: AttemptState) -> int:
        office, draw, step = self._office, state.place.draw, self._steps[state]
        plan = step.plan
        if step.what == FREEZE:
            freeze_draw(office, draw, source=plan.source, replacement=plan.replacement)
        elif step.what == SEAL:
            seal_draw(office, draw, log_key=self._log_key)
        elif step.what == SEED:
            collect_statements(office, draw, [])
        elif step.what == RELEASE:
            release_draw(office, draw, approval=plan.release[0], form=plan.form)
        else:
            drop_plan(office, state)
        return 1
