"""Rows, digests and lists: SPEC §6."""

from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

import pytest
from drawseeds import H, parse, serialise

from drawsvc.domain.candidates import (
    Candidate,
    GroupLists,
    NewSalt,
    Row,
    turn_key,
)
from drawsvc.domain.errors import RosterError
from drawsvc.domain.listing import EXPERTS_READ, RowMaking, Terms
from drawsvc.log.merkle import leaf_hash, root_of
from tests.refusing import refused
from tests.unit.domain.freezing import draft_group, list_group
from tests.unit.domain.people import expert

RANDOM = Terms("random", units=False)


def salting() -> NewSalt:
    numbers = count(1)
    return lambda: f"{next(numbers):064x}"


def candidate(number: int, reason: str = "", **changed: Any) -> Candidate:
    evidence = {"why": reason} if reason else {}
    person = expert(number, **changed)
    return Candidate(person, reason, evidence, f"{person.name[:1]}*")


def serials(lists: GroupLists) -> list[str]:
    return [item.row.serial for item in lists.eligible]


def names(lists: GroupLists) -> list[str]:
    return [item.opened.expert_id for item in (*lists.eligible, *lists.excluded)]


# SPEC §6.1


def test_eligible_row_holds_digests_only() -> None:
    lists = list_group([candidate(1)], RANDOM, salting())
    (item,) = lists.eligible
    opened = item.opened
    assert item.row == Row(
        H("person", opened.person_salt, expert(1).to_object()),
        H("public", opened.public_salt, "王*"),
        "",
        "",
    )
    assert set(item.row.to_object()) == {"person", "public", "serial", "unit"}
    assert parse(item.row.data) == item.row.to_object()
    assert opened.basis_salt == ""


def test_excluded_row_has_reason_and_basis() -> None:
    lists = list_group([candidate(1, "bye")], RANDOM, salting())
    (item,) = lists.excluded
    assert item.row.reason == "bye"
    assert item.row.basis == H("basis", item.opened.basis_salt, {"why": "bye"})
    assert set(item.row.to_object()) == {
        *("basis", "person", "public", "reason", "serial", "unit"),
    }


def test_telephone_number_is_part_of_the_person() -> None:
    """A number changed after the freeze is visible (A12)."""
    one = list_group([candidate(1)], RANDOM, salting()).eligible[0].row
    other = list_group([candidate(1, phone="100")], RANDOM, salting()).eligible[0].row
    assert one.person != other.person
    assert one.public == other.public


def test_each_digest_has_a_salt_of_its_own() -> None:
    lists = list_group([candidate(n, "bye") for n in range(5)], RANDOM, salting())
    opened = [item.opened for item in lists.excluded]
    salts = [s for d in opened for s in (d.person_salt, d.public_salt, d.basis_salt)]
    assert len(set(salts)) == 15


def test_row_tells_nothing_of_a_row_of_the_same_person_in_another_attempt() -> None:
    terms, salts, one = Terms("random", units=True), salting(), candidate(1)
    here, elsewhere = (
        RowMaking(terms, salts).row_of(one, one.expert.data, 0).row for _ in range(2)
    )
    for name in ("person", "public", "unit"):
        assert getattr(here, name) != getattr(elsewhere, name)


def test_what_opens_a_row_is_canonical() -> None:
    one = candidate(1, "bye", name='王"\\')
    (listed,) = list_group([one], Terms("random", units=True), salting()).excluded
    opened, value = listed.opened, parse(listed.opens)
    assert value == {
        "basis_salt": opened.basis_salt,
        "evidence": {"why": "bye"},
        "expert": one.expert.to_object(),
        "expert_id": "E1",
        "person_salt": opened.person_salt,
        "public": "王*",
        "public_salt": opened.public_salt,
        "unit_salt": opened.unit_salt,
    }


def test_unit_has_one_digest() -> None:
    terms = Terms("random", units=True)
    people = [candidate(1), candidate(2, employer_code="U1"), candidate(3, employer_code="")]
    rows = {i.opened.expert_id: i.row for i in list_group(people, terms, salting()).eligible}
    assert rows["E1"].unit == rows["E2"].unit != ""
    assert rows["E3"].unit == ""


def test_without_unit_limit_no_row_names_its_unit() -> None:
    assert list_group([candidate(1)], RANDOM, salting()).eligible[0].row.unit == ""


def test_experts_are_read_again_a_part_at_a_time() -> None:
    people = [candidate(n) for n in range(2 * EXPERTS_READ + 1)]
    asked: list[int] = []

    def read(places: Sequence[int]) -> list[bytes]:
        asked.append(len(places))
        return [people[at].expert.data for at in places]

    items = draft_group(people, RANDOM, salting()).listed(read).eligible
    for item in items:
        opened = item.opened
        assert item.row.person == H("person", opened.person_salt, opened.expert)
    assert asked == [EXPERTS_READ, EXPERTS_READ, 1]
    assert (len(items), items[7]) == (len(people), list(items)[7])


# SPEC §6.2


def test_random_lists_ascend_by_leaf_hash() -> None:
    people = [candidate(n, "bye" if n % 3 == 0 else "") for n in range(40)]
    lists = list_group(people, RANDOM, salting())
    assert (len(lists.eligible), len(lists.excluded)) == (26, 14)
    for items in (lists.eligible, lists.excluded):
        leaves = [leaf_hash(item.row.data) for item in items]
        assert leaves == sorted(leaves)
        assert len(set(leaves)) == len(leaves)
    assert (lists.carried, lists.cursor) == ((), "")


def test_frozen_group_has_roots_sizes_and_reasons() -> None:
    people = [candidate(1), candidate(2, "bye"), candidate(3, "recused"), candidate(4, "bye")]
    lists = list_group(people, RANDOM, salting())
    frozen = draft_group(people, RANDOM, salting()).frozen()
    assert frozen["eligible"] == {"root": root(lists.eligible), "size": 1}
    assert frozen["excluded"] == {
        "counts": {"bye": 2, "recused": 1},
        "root": root(lists.excluded),
        "size": 3,
    }
    assert (frozen["carried"], frozen["cursor"]) == ([], "")
    serialise(frozen)


def root(items: Sequence[Any]) -> str:
    return root_of(leaf_hash(item.row.data) for item in items).hex()


def test_empty_group() -> None:
    frozen = draft_group([], RANDOM, salting()).frozen()
    empty = {"root": root([]), "size": 0}
    assert frozen["eligible"] == empty
    assert frozen["excluded"] == {"counts": {}, **empty}


def turn_order(numbers: Iterable[int], cursor: str, carried: Sequence[str] = ()) -> list[int]:
    people = [candidate(n) for n in numbers]
    lists = list_group(people, Terms("serial", False, cursor, tuple(carried)), salting())  # noqa: FBT003
    return [int(serial) for serial in serials(lists)]


@pytest.mark.parametrize(
    ("cursor", "carried", "expected"),
    [
        ("", [], [1, 2, 3, 5, 8]),
        ("0", [], [1, 2, 3, 5, 8]),
        ("2", [], [3, 5, 8, 1, 2]),
        ("002", [], [3, 5, 8, 1, 2]),
        ("4", [], [5, 8, 1, 2, 3]),
        ("8", [], [1, 2, 3, 5, 8]),
        ("99", [], [1, 2, 3, 5, 8]),
        ("2", ["1"], [1, 3, 5, 8, 2]),
        ("2", ["8", "001"], [8, 1, 3, 5, 2]),
        ("", ["5", "3"], [5, 3, 1, 2, 8]),
    ],
)
def test_turn_order(cursor: str, carried: list[str], expected: list[int]) -> None:
    assert turn_order([5, 1, 8, 3, 2], cursor, carried) == expected
    assert sorted(expected, key=lambda n: turn_key(cursor, carried)(str(n))) == expected


def test_serials_are_numbers_not_text() -> None:
    people = [candidate(n, serial=serial) for n, serial in enumerate(["10", "9", "0100", "08"])]
    lists = list_group(people, Terms("serial", units=False), salting())
    assert serials(lists) == ["08", "9", "10", "0100"]


def test_excluded_list_of_a_serial_draw_ascends_by_leaf_hash() -> None:
    people = [candidate(n, "recused") for n in range(9)]
    lists = list_group(people, Terms("serial", units=False), salting())
    leaves = [leaf_hash(item.row.data) for item in lists.excluded]
    assert leaves == sorted(leaves)


def test_carried_serials_are_rows_of_the_group() -> None:
    people = [candidate(1), candidate(2, "recused"), candidate(3)]
    terms = Terms("serial", False, "1", ("002", "3", "7"))  # noqa: FBT003
    lists = list_group(people, terms, salting())
    assert lists.carried == ("002", "3")
    assert draft_group(people, terms, salting()).frozen()["carried"] == ["002", "3"]
    assert serials(lists) == ["003", "001"]


def test_serial_draw_needs_serials() -> None:
    people = [candidate(1), candidate(2, serial=""), candidate(3, "bye", serial="")]
    with refused(RosterError, "serial_missing", got=2):
        list_group(people, Terms("serial", units=False), salting())
    list_group(people, RANDOM, salting())


def test_serials_are_distinct_by_value_over_both_lists() -> None:
    people = [
        candidate(1),
        candidate(2, "bye", serial="1"),
        candidate(3),
        candidate(4, serial="03"),
    ]
    with refused(RosterError, "serial_twice", got="1, 3"):
        list_group(people, Terms("serial", units=False), salting())


def test_salts_are_drawn_in_the_order_of_the_roster() -> None:
    people = [candidate(n) for n in range(9)]
    assert list_group(people, RANDOM, salting()) == list_group(people, RANDOM, salting())
    assert set(names(list_group(people, RANDOM, salting()))) == {f"E{n}" for n in range(9)}
