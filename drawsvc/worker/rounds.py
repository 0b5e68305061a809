"""Writes what time brings about: rounds go out, silence is noted where it is one, rounds close, the next go out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.ports import AttemptState
from drawsvc.worker.looking import Looking


class Rounds(Looking):
    """Looks for attempts whose time has come. Where people have to be called, it waits for them."""

    def _found(self, now: datetime) -> Iterable[AttemptState]:
        with self._office.store.reading() as reader:
            return reader.due(now)

    def _go_on(self, state: AttemptState) -> int:
        return len(advance_draw(self._office, state.place.draw, by_itself=True))
