"""What a FREEZE fixes: SPEC §5.3, §13 steps 21 to 23."""

from copy import deepcopy
from typing import Any

import pytest

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import CalendarError, InputError, StateError
from tests.attempting import Drawing, Seats
from tests.refusing import refused
from tests.unit.domain import sample
from tests.unit.domain.sample import LEAF

GROUPS = [Seats(1, "abc", excluded=[("x", "bye"), ("y", "recused")]), Seats(1, "de")]


def requested(mode: str = "random", source: str = "", **profile: Any) -> Drawing:
    drawing = Drawing(GROUPS, mode, source, profile=profile)
    drawing.request()
    return drawing


def test_freeze_of_request_profile_and_rows() -> None:
    drawing = requested()
    drawing.freeze()
    assert drawing.attempt.phase == "frozen"


@pytest.mark.parametrize("member", ["request", "profile"])
def test_freeze_cites_the_request_and_its_profile(member: str) -> None:
    with refused(StateError, "freeze_cites"):
        requested().freeze(**{member: sample.OTHER_LEAF})


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("mode", "serial"),
        ("roles", []),
        ("roles", ["discipline", "organiser"]),
        ("unit_limit", 1),
        ("windows", sample.WINDOWS | {"reply_minutes": 30}),
    ],
)
def test_freeze_is_under_the_profile(member: str, value: Any) -> None:
    with refused(InputError, "freeze_profile", member=member, got=value):
        requested().freeze(**{member: value})


def test_source_is_one_of_the_profile() -> None:
    drawing = requested(sources=["dice", "witness"])
    with refused(InputError, "source_kind", expected="dice, witness", got="beacon"):
        drawing.freeze(source="beacon")
    requested(sources=["dice", "witness"]).freeze(source="dice")


def test_replacement_is_one_of_the_profile() -> None:
    with refused(InputError, "replacement_kind", expected="fixed", got="fresh"):
        requested().freeze(replacement="fresh")
    with refused(InputError, "replacement_kind", expected="fresh", got="fixed"):
        requested(replacements=["fresh"]).freeze(replacement="fixed")


def test_beacon_and_fresh_replacement_if_the_profile_allows_them() -> None:
    requested(source="beacon").freeze()
    requested(replacements=["fixed", "fresh"]).freeze(replacement="fresh")


def frozen(**changed: Any) -> list[Body]:
    drawing = requested()
    drawing.freeze()
    groups = deepcopy(drawing.frozen_groups())
    for name, value in changed.items():
        groups[0][name] |= value
    return groups


@pytest.mark.parametrize(
    "changed",
    [
        {"eligible": {"size": 2}},
        {"eligible": {"size": 4}},
        {"excluded": {"size": 1}},
        {"excluded": {"counts": {"bye": 2}}},
        {"excluded": {"counts": {"bye": 1, "recused": 1, "engaged": 1}}},
        {"excluded": {"counts": {}}},
    ],
)
def test_sizes_and_reasons_are_those_of_the_rows(changed: dict[str, Any]) -> None:
    with refused(StateError, "freeze_rows", group=0):
        requested().freeze(groups=frozen(**changed))


def test_groups_are_those_of_the_request() -> None:
    groups = frozen()
    for wrong in (groups[:1], [*groups, groups[0]], []):
        with refused(StateError, "freeze_groups", expected=2, got=len(wrong)):
            requested().freeze(groups=wrong)


def test_rows_lost_from_the_store_are_noticed() -> None:
    drawing = requested()
    drawing.freeze()
    drawing.groups = GROUPS[:1]
    with refused(StateError, "freeze_groups"):
        drawing.replayed()


def test_calendar_must_reach_the_first_deadline() -> None:
    drawing = requested(windows=sample.WINDOWS | {"contact_days": "working_days"})
    with refused(CalendarError, "calendar_year_missing", year=2026):
        drawing.freeze()


def test_roots_are_left_to_the_record() -> None:
    assert all(group["eligible"]["root"] == LEAF for group in frozen())
