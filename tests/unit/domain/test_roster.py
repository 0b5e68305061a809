"""Experts, rosters and what changes from one version to the next."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from drawseeds import parse, serialise

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Expert, diff

ONE = Expert(
    expert_id="E1",
    name="王甲",
    sex="男",
    birth="1970-02-14",
    id_number="990303197002145138",
    phone="10006820044",
    employer_code="U1",
    employer="示例设计院",
    on_duty="在岗",
    title="教授",
    specialties=("1.2", "1.10"),
    home_category="1",
    serial="007",
    years="32",
    term_start="2023-11-15",
    status="active",
)
TWO = replace(ONE, expert_id="E2", serial="008")
THREE = replace(ONE, expert_id="E3", serial="")


def test_object_survives_reading_and_writing() -> None:
    value = ONE.to_object()
    assert Expert.from_object(value) == ONE
    read = parse(serialise(value))
    assert isinstance(read, dict)
    assert Expert.from_object(read) == ONE


def test_object_holds_every_field_and_the_contact() -> None:
    value = ONE.to_object()
    assert len(value) == 20
    assert value["phone"] == "10006820044"
    assert value["specialties"] == ["1.2", "1.10"]
    assert value["unavailable_from"] == ""


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        (lambda value: value.pop("phone"), ["phone"]),
        (lambda value: value.update(email=""), ["email"]),
        (lambda value: value.update(serial=7), ["serial"]),
        (lambda value: value.update(specialties="1.2"), ["specialties"]),
        (lambda value: value.update(specialties=[1.2]), ["specialties"]),
    ],
)
def test_malformed_object_is_refused(
    change: Callable[[dict[str, Any]], object], fields: list[str]
) -> None:
    value = ONE.to_object()
    change(value)
    with pytest.raises(RosterError) as caught:
        Expert.from_object(value)
    assert caught.value.code == "expert_object"
    assert caught.value.facts == {"fields": fields}


def test_place_in_the_turn_order() -> None:
    assert ONE.serial_place == ("1", 7)
    assert THREE.serial_place is None


def test_diff() -> None:
    phoned = replace(TWO, phone="10006820045")
    changes = diff((ONE, TWO), (phoned, THREE))
    assert changes.added == (THREE,)
    assert changes.removed == (ONE,)
    assert changes.edited == ((TWO, phoned),)
    assert changes.renumbered == ()


def test_diff_with_itself_is_empty() -> None:
    changes = diff((ONE, TWO), (ONE, TWO))
    assert (changes.added, changes.removed, changes.edited) == ((), (), ())


def test_diff_shows_who_was_renumbered() -> None:
    """HN-08: a serial never changes; 7 written 007 has not changed."""
    rewritten = replace(ONE, serial="7")
    renumbered = replace(TWO, serial="9")
    changes = diff((ONE, TWO), (rewritten, renumbered))
    assert len(changes.edited) == 2
    assert changes.renumbered == ((TWO, renumbered),)
