"""Looking for draws that can go on: one in which we have made a mistake keeps no other waiting."""

from collections.abc import Iterable
from datetime import datetime

from drawsvc.domain.entries import Place
from drawsvc.usecases.ports import AttemptState
from drawsvc.worker.looking import Looking
from tests.scenario.play import XINXIAN, Play, pool

STATES = [
    AttemptState(Place("demo.example.org/log", "p", draw, 1), draw, 1, "inviting", None)
    for draw in ("D-1", "D-2")
]


class Faulty(Looking):
    """Makes a mistake in the first draw."""

    def _found(self, _: datetime) -> Iterable[AttemptState]:
        return STATES

    def _go_on(self, state: AttemptState) -> int:
        if state is STATES[0]:
            raise RuntimeError("王甲 100123")
        return 1


def test_a_mistake_in_one_draw_stops_no_other() -> None:
    rung: list[bool] = []
    office = Play(XINXIAN, pool(X1=3)).office
    faulty = Faulty(office, lambda: rung.append(True))
    assert faulty.look() == 1
    assert rung == [True]
    assert faulty.look() == 1, "the first is left alone for a while"
