"""Draws that go on by themselves, as their request has said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from drawsvc.beacon.relays import Relays
from drawsvc.domain.errors import InputError, PhaseError
from drawsvc.log.keys import ED25519
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.plan_draw import plan_draw
from drawsvc.worker.pinned import Pinned
from drawsvc.worker.planned import Planned
from drawsvc.worker.rounds import Rounds
from tests.beacon_server import honest, serving
from tests.refusing import refused
from tests.scenario.play import APPROVAL, BEACON, HUNAN, LOG, Play, pool, regulation

RELEASED = Plan("", release=[APPROVAL])
ON_ITS_OWN = regulation("xinxian_2021", sources=("beacon",), roles=())


def quiet() -> None:
    pass


def planned(play: Play) -> Planned:
    return Planned(play.office, quiet, LOG.verifier(ED25519).to_text())


def requested(profile: Any, plan: Plan = RELEASED, **sizes: int) -> Play:
    play = Play(profile, pool(**(sizes or {"X1": 8})))
    play.request("D1", {next(iter(sizes or {"X1": 8})): 2})
    plan_draw(play.office, "D1", plan)
    return play


def plans(play: Play) -> list[Plan]:
    with play.store.reading() as reader:
        return [plan for _, plan in reader.plans()]


def test_one_request_draws_a_panel_by_a_beacon() -> None:
    play = requested(ON_ITS_OWN)
    steps, rounds = planned(play), Rounds(play.office, quiet)
    assert [steps.look() for _ in range(3)] == [1, 1, 0]
    assert play.types("D1") == ["REQUEST", "FREEZE", "SEAL"]
    with serving(BEACON, honest) as relay:
        relays = Relays([relay.url])
        fetching = Pinned(play.office, quiet, lambda of, number: relays.fetch(of, number).signature)
        assert fetching.look() == 0
        assert relay.asked == []  # not before its time
        pinned = play.attempt("D1").pinned
        assert pinned
        play.now = play.office.beacons.time_of(pinned)
        assert (fetching.look(), fetching.look()) == (1, 0)
    assert rounds.look() == 1
    play.answer("D1", "da")
    play.answer("D1", "a")
    assert steps.look() == 1
    assert play.types("D1")[-2:] == ["COMPLETED", "RELEASED"]
    assert steps.look() == 1  # the plan is through
    assert plans(play) == []
    assert play.verify("D1").failed == []


def test_a_relay_that_has_nothing_is_asked_again_a_little_later() -> None:
    play = requested(ON_ITS_OWN)
    steps = planned(play)
    while steps.look():
        pass
    play.now += timedelta(hours=1)
    asked = []

    def fetch(_: object, number: int) -> str:
        asked.append(number)
        return "00" * 48 if len(asked) == 1 else BEACON.sign(number)

    fetching = Pinned(play.office, quiet, fetch)
    assert [fetching.look(), fetching.look()] == [0, 0]
    play.wait(seconds=10)
    assert fetching.look() == 1
    assert len(asked) == 2
    assert play.phase("D1") == "seeded"


def test_a_serial_draw_waits_for_its_witnesses() -> None:
    play = requested(HUNAN, Plan(""), H1=8)
    steps = planned(play)
    assert [steps.look(), steps.look()] == [1, 0]
    play.join("D1")
    assert [steps.look(), steps.look()] == [1, 0]
    play.reveal("D1")
    Rounds(play.office, quiet).look()
    play.answer("D1", "aa")
    steps.look()
    assert play.phase("D1") == "completed"  # nobody has approved the release beforehand
    assert plans(play) == []


def test_a_draw_that_is_voided_or_short_is_left_to_people() -> None:
    play = requested(HUNAN, H1=1)
    steps = planned(play)
    steps.look()
    play.void("D1")
    steps.look()
    assert plans(play) == []


@pytest.mark.parametrize(
    ("profile", "plan", "code"),
    [
        (regulation("xinxian_2021", sources=("dice",)), Plan(""), "source_on_site"),
        (ON_ITS_OWN, Plan("witness"), "source_on_site"),
        (ON_ITS_OWN, Plan("", "fresh"), "replacement_kind"),
        (ON_ITS_OWN, Plan("", form="full"), "release_form"),
    ],
)
def test_a_plan_the_profile_does_not_allow(profile: Any, plan: Plan, code: str) -> None:
    with refused(InputError, code):
        requested(profile, plan)


def test_a_draw_that_is_frozen_cannot_be_planned() -> None:
    play = Play(HUNAN, pool(H1=8))
    play.request("D1", {"H1": 2})
    play.freeze("D1")
    with refused(PhaseError, "phase"):
        plan_draw(play.office, "D1", RELEASED)
