"""Ids given out to people of files that have none."""

from dataclasses import replace

from drawsvc.domain.roster import Identities, changed_fields, identities_of
from tests.unit.domain.people import expert


def test_whoever_was_in_the_pool_keeps_the_id() -> None:
    before = identities_of([expert(1, expert_id="P00007", id_number="99x"), expert(2)])
    assert before.last == 7
    assert before.given_out(["99X", "98", "97", "97"]) == {
        **before.known,
        "97": "P00008",
        "98": "P00009",
    }


def test_a_later_version_says_what_somebody_is_called() -> None:
    people = [expert(1, expert_id="A", id_number="99"), expert(1, expert_id="B", id_number="99")]
    assert identities_of(people) == Identities({"99": "B"}, 0)


def test_the_id_of_somebody_removed_is_not_used_again() -> None:
    people = [expert(1, expert_id="P00003", id_number=""), expert(2, expert_id="P00001")]
    assert identities_of(people).given_out(["5"])["5"] == "P00004"


def test_changed_fields() -> None:
    one = expert(1)
    assert changed_fields(one, replace(one, phone="1", specialties=("9",))) == (
        *("phone", "specialties"),
    )
