"""What use cases may rely on, whatever the store: entries, attempts, rosters, lists, private parts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from drawsvc.db.prepared import CHUNK
from drawsvc.db.session import SqlStore
from drawsvc.domain.candidates import LISTS, GroupLists
from drawsvc.domain.entries import Place
from drawsvc.domain.errors import LogError, StateError
from drawsvc.log.merkle import leaf_hash
from drawsvc.usecases.ports import Store
from tests.contract.made import DRAW, NOW, ORIGIN, POOL, entries, expert, groups, listed, state

SALT = "ab" * 32


def test_new_store_is_empty(store: Store) -> None:
    with store.reading() as reader:
        assert reader.pools() == []
        assert reader.chain_entries(POOL) == []
        assert reader.entry("00" * 32) is None
        assert reader.attempts() == reader.attempts_of("a7") == reader.due(NOW) == []
        assert reader.attempt(DRAW) is None
        assert reader.experts("water", "2026") == []
        assert reader.rows(DRAW) == []
        assert reader.lists(DRAW) == []
        assert reader.private(DRAW) == {}


def test_entries_come_back_as_they_were(store: Store) -> None:
    written = entries(POOL, 3)
    with store.writing() as writer:
        writer.append(written)
        assert writer.chain_entries(POOL) == written
    with store.reading() as reader:
        assert reader.chain_entries(POOL) == written
        assert [e.data for e in reader.chain_entries(POOL)] == [e.data for e in written]
        assert reader.entry(written[1].leaf) == written[1]


@pytest.mark.parametrize("change", [str.upper, lambda leaf: leaf[:-1], lambda leaf: f"{leaf} "])
def test_leaf_in_another_spelling_names_nothing(store: Store, change: Callable[[str], str]) -> None:
    written = entries(POOL, 1)
    with store.writing() as writer:
        writer.append(written)
        assert writer.entry(change(written[0].leaf)) is None
        assert writer.position(change(written[0].leaf)) is None


def test_chains_are_kept_apart(store: Store) -> None:
    places = [POOL, DRAW, Place(ORIGIN, "water", "D-7", 2), Place(ORIGIN, "roads", "D-7", 1)]
    written = {place: entries(place, 2) for place in places}
    with store.writing() as writer:
        for both in zip(*written.values(), strict=True):
            writer.append(both)
    with store.reading() as reader:
        assert {place: reader.chain_entries(place) for place in places} == written
        assert reader.pools() == ["roads", "water"]


def test_chain_goes_on_later(store: Store) -> None:
    first = entries(DRAW, 2)
    later = entries(DRAW, 2, first)
    with store.writing() as writer:
        writer.append(first)
    with store.writing() as writer:
        writer.append(later)
    with store.reading() as reader:
        assert reader.chain_entries(DRAW) == first + later


@pytest.mark.parametrize("fault", ["twice", "other", "gap", "without_first", "other_before"])
def test_entry_that_does_not_follow_is_refused(store: Store, fault: str) -> None:
    written, others = entries(POOL, 3), entries(POOL, 3, note="other")
    wrong = {
        "twice": written[1],
        "other": others[1],
        "gap": replace(written[2], seq=3),
        "without_first": entries(DRAW, 2)[1],
        "other_before": others[2],
    }
    with store.writing() as writer:
        writer.append(written[:2])
    with pytest.raises(StateError, match="changed_meanwhile"), store.writing() as writer:
        writer.append([wrong[fault]])
    with store.reading() as reader:
        assert reader.chain_entries(POOL) == written[:2]
        assert reader.chain_entries(DRAW) == []


def test_entry_of_another_log_is_refused(store: Store) -> None:
    with pytest.raises(LogError, match="store_origin"), store.writing() as writer:
        writer.append(entries(replace(POOL, origin="example.org/other"), 1))


def test_attempt_is_inserted_and_replaced(store: Store) -> None:
    with store.writing() as writer:
        writer.save_attempt(state())
    later = state(version=2, phase="frozen", due_at=NOW)
    with store.writing() as writer:
        assert writer.attempt(DRAW) == state()
        writer.save_attempt(later)
        assert writer.attempt(DRAW) == later
    with store.reading() as reader:
        assert reader.attempt(DRAW) == later


@pytest.mark.parametrize("version", [1, 2, 4])
def test_attempt_of_another_version_is_refused(store: Store, version: int) -> None:
    with store.writing() as writer:
        writer.save_attempt(state())
        writer.save_attempt(state(version=2))
    with pytest.raises(StateError, match="changed_meanwhile"), store.writing() as writer:
        writer.save_attempt(state(version=version, phase="other"))
    with store.reading() as reader:
        assert reader.attempt(DRAW) == state(version=2)


def test_attempt_that_is_not_there_cannot_be_replaced(store: Store) -> None:
    with pytest.raises(StateError, match="changed_meanwhile"), store.writing() as writer:
        writer.save_attempt(state(version=2))


def test_matter_has_one_attempt_of_a_number(store: Store) -> None:
    with store.writing() as writer:
        writer.save_attempt(state())
    with pytest.raises(StateError, match="changed_meanwhile"), store.writing() as writer:
        writer.save_attempt(state(replace(DRAW, draw="D-8")))


def test_attempts_stand_in_the_order_of_their_first_entries(store: Store) -> None:
    places = [Place(ORIGIN, pool, draw, 1) for pool, draw in [("b", "2"), ("a", "9"), ("b", "1")]]
    with store.writing() as writer:
        for place in places:
            writer.append(entries(place, 2))
        for place in reversed(places):
            writer.save_attempt(state(place, matter=f"{place.pool}{place.draw}"))
    with store.reading() as reader:
        assert [found.place for found in reader.attempts()] == places
        assert [found.place for found in reader.attempts("b")] == [places[0], places[2]]
        assert reader.attempts("c") == []


def test_attempts_of_a_matter_stand_by_number(store: Store) -> None:
    with store.writing() as writer:
        for number in (10, 9, 1):
            writer.save_attempt(state(replace(DRAW, attempt=number)))
        writer.save_attempt(state(replace(DRAW, draw="D-8"), matter="b8"))
    with store.reading() as reader:
        assert [found.place.attempt for found in reader.attempts_of("a7")] == [1, 9, 10]


def test_due_attempts_stand_by_time(store: Store) -> None:
    with store.writing() as writer:
        for draw, minutes in {"a": 0, "b": -5, "c": 1, "d": None}.items():
            due_at = None if minutes is None else NOW + timedelta(minutes=minutes)
            writer.save_attempt(state(replace(DRAW, draw=draw), matter=draw, due_at=due_at))
    with store.reading() as reader:
        due = reader.due(NOW)
        assert [found.place.draw for found in due] == ["b", "a"]
        assert [found.due_at for found in due] == [NOW - timedelta(minutes=5), NOW]


def test_experts_come_back_in_their_order(store: Store) -> None:
    made = [expert(number) for number in (3, 1, 2)]
    with store.writing() as writer:
        writer.save_experts("water", "2026", (each.salted(SALT) for each in made))
        writer.save_experts("water", "2027", [made[0].salted(SALT)])
    with store.reading() as reader:
        assert reader.experts("water", "2026") == made
        assert reader.experts("water", "2027") == made[:1]
        assert reader.experts("roads", "2026") == []


def test_roster_version_is_stored_once(store: Store) -> None:
    with store.writing() as writer:
        writer.save_experts("water", "2026", [expert(1).salted(SALT)])
    with pytest.raises(StateError, match="changed_meanwhile"), store.writing() as writer:
        writer.save_experts("water", "2026", [expert(2).salted(SALT)])
    with store.reading() as reader:
        assert reader.experts("water", "2026") == [expert(1)]


def test_lists_come_back_as_they_were(store: Store) -> None:
    with store.writing() as writer:
        writer.save_lists(DRAW, groups())
    with store.reading() as reader:
        assert reader.lists(DRAW) == groups()
        rows = reader.rows(DRAW)
        assert reader.lists(replace(DRAW, attempt=2)) == []
    assert rows == [([i.row for i in g.eligible], [i.row for i in g.excluded]) for g in groups()]


def test_experts_come_one_by_one_with_their_salts(store: Store) -> None:
    made = [expert(3).salted(SALT), expert(1).salted("cd" * 32)]
    with store.writing() as writer:
        writer.save_experts("water", "2026", made)
        assert list(writer.salted_experts("water", "2026")) == made
        assert list(writer.salted_experts("water", "2027")) == []
        both = [row.data for row in made]
        assert writer.expert_data("water", "2026", [0, 1]) == both
        assert writer.expert_data("water", "2026", [1, 0]) == both[::-1]
        assert writer.expert_data("water", "2026", []) == []


def test_rows_come_one_by_one(store: Store) -> None:
    with store.writing() as writer:
        writer.save_lists(DRAW, groups())
    with store.reading() as reader:
        assert reader.unread_rows(replace(DRAW, attempt=2)) == []
        unread = reader.unread_rows(DRAW)
        assert [(list(some), list(others)) for some, others in unread] == reader.rows(DRAW)
        assert [tuple(map(len, lists)) for lists in unread] == [(2, 2), (1, 0), (0, 0)]
        eligible, _ = unread[0]
        first, second = (item.row for item in groups()[0].eligible)
        assert [eligible[1], eligible[0], eligible[1]] == [second, first, second]
        with pytest.raises(IndexError):
            eligible[2]
        for g, group in enumerate(groups()):
            for kind in LISTS:
                leaves = [leaf_hash(item.row.data) for item in getattr(group, kind)]
                assert list(reader.leaf_hashes(DRAW, g, kind)) == leaves


def test_opened_rows_come_by_group_and_list(store: Store) -> None:
    expected = [
        ((g, kind, index), item)
        for g, group in enumerate(groups())
        for kind in LISTS
        for index, item in enumerate(getattr(group, kind))
    ]
    with store.writing() as writer:
        writer.save_lists(DRAW, groups())
        assert list(writer.opened_rows(DRAW)) == expected
        writer.erase(DRAW, 0, "excluded", [1])
    with store.reading() as reader:
        found = dict(reader.opened_rows(DRAW))
        assert [at for at, item in found.items() if item.disclosure is None] == [(0, "excluded", 1)]
        assert list(reader.opened_rows(replace(DRAW, attempt=2))) == []


def test_expert_is_found_where_he_is_listed(store: Store) -> None:
    both = [*groups(), GroupLists([listed(7), listed(2)], [])]
    with store.writing() as writer:
        writer.save_lists(DRAW, both)
    with store.reading() as reader:
        assert reader.spots_of(DRAW, "E-2") == [(0, "eligible", 1), (3, "eligible", 1)]
        assert reader.spots_of(DRAW, "E-1") == [(0, "excluded", 1)]
        assert reader.spots_of(DRAW, "E-") == reader.spots_of(DRAW, "E-22") == []
        assert reader.spots_of(replace(DRAW, attempt=2), "E-2") == []
    with store.writing() as writer:
        writer.erase(DRAW, 0, "eligible", [1])
        assert writer.spots_of(DRAW, "E-2") == [(3, "eligible", 1)]


@pytest.mark.parametrize("size", [CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK])
def test_lists_and_rosters_longer_than_what_is_fetched_at_once(store: Store, size: int) -> None:
    many = [listed(number) for number in range(size)]
    found = [GroupLists(many, [listed(size, "bye")]), GroupLists(many[::-1], [])]
    salted = [expert(number).salted(SALT) for number in range(size)]
    with store.writing() as writer:
        writer.save_lists(DRAW, found)
        writer.save_experts("water", "2026", salted)
    with store.reading() as reader:
        assert reader.lists(DRAW) == found
        rows = [[item.row for item in of.eligible] for of in found]
        assert [eligible for eligible, _ in reader.rows(DRAW)] == rows
        assert [list(eligible) for eligible, _ in reader.unread_rows(DRAW)] == rows
        hashes = [leaf_hash(item.data) for item in many[::-1]]
        assert list(reader.leaf_hashes(DRAW, 1, "eligible")) == hashes
        assert [item for _, item in reader.opened_rows(DRAW)][-size:] == many[::-1]
        assert list(reader.salted_experts("water", "2026")) == salted
        last = f"E-{size - 1}"
        assert reader.spots_of(DRAW, last) == [(0, "eligible", size - 1), (1, "eligible", 0)]


def test_entries_appended_together_are_numbered_in_their_order(store: Store) -> None:
    first, *others = entries(DRAW, 4)
    with store.writing() as writer:
        writer.append([first])
        writer.append(others)
    with store.reading() as reader:
        assert reader.chain_entries(DRAW) == [first, *others]
        assert reader.unnumbered(9) == [first, *others]
        ordinals = [reader.ordinal(entry.leaf) for entry in (first, *others)]
        assert ordinals == sorted(ordinals)


@pytest.mark.parametrize("which", [(0, 2), (2, 1), (2, 3), (1, 3)])
def test_entries_that_do_not_follow_each_other_are_not_appended(
    store: Store, which: tuple[int, ...]
) -> None:
    made = entries(DRAW, 4)
    with pytest.raises(StateError, match="changed_meanwhile"), store.writing() as writer:
        writer.append([made[n] for n in which])
    with store.reading() as reader:
        assert reader.chain_entries(DRAW) == []


def test_rows_end_with_the_view_they_are_read_in(sql_store: SqlStore) -> None:
    with sql_store.writing() as writer:
        writer.save_lists(DRAW, groups())
        left, unread = writer.opened_rows(DRAW), writer.leaf_hashes(DRAW, 0, "eligible")
        assert next(left)
    for rows in (left, unread):
        with pytest.raises(RuntimeError):
            next(rows)


def test_reading_that_was_left_half_way_shows_nobody_an_old_view(store: Store) -> None:
    with store.writing() as writer:
        writer.save_lists(DRAW, groups())
        writer.save_experts("water", "2026", [expert(n).salted(SALT) for n in range(3)])
    left: list[Any] = []
    with store.reading() as reader:
        left += [reader.opened_rows(DRAW), reader.leaf_hashes(DRAW, 0, "eligible")]
        left += [reader.salted_experts("water", "2026")]
        assert all(next(rows) for rows in left)
    with store.writing() as writer:
        writer.append(entries(POOL, 1))
    with store.reading() as reader:
        assert reader.pools() == ["water"]
    assert left


def test_lists_are_stored_once(store: Store) -> None:
    with store.writing() as writer:
        writer.save_lists(DRAW, groups())
    with pytest.raises(StateError, match="changed_meanwhile"), store.writing() as writer:
        writer.save_lists(DRAW, groups()[::-1])
    with store.reading() as reader:
        assert reader.lists(DRAW) == groups()


def test_private_part_is_stored_and_replaced(store: Store) -> None:
    with store.writing() as writer:
        writer.save_private(DRAW, {"title": "水库", "recusals": [["kinship", "E-3"]]})
        writer.save_private(replace(DRAW, attempt=2), {"title": "other"})
    with store.writing() as writer:
        values = dict(writer.private(DRAW))
        assert values == {"title": "水库", "recusals": [["kinship", "E-3"]]}
        writer.save_private(DRAW, values | {"title": "水库大坝"})
    with store.reading() as reader:
        assert reader.private(DRAW)["title"] == "水库大坝"
        assert reader.private(replace(DRAW, attempt=2)) == {"title": "other"}
