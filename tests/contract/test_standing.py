"""What earlier draws mean for later ones, kept in any store."""

from drawsvc.domain.entries import Place
from drawsvc.domain.errors import MissingError, ReplyError
from drawsvc.domain.history import Turn
from drawsvc.log.merkle import CompactRange
from drawsvc.usecases.ports import NOT_ENDED, Store
from tests.contract.made import DRAW, ORIGIN, POOL, entries, groups, state
from tests.refusing import refused

OTHER = Place(ORIGIN, "water", "D-8", 1)
ELSEWHERE = Place(ORIGIN, "roads", "D-9", 1)


def test_attempts_by_draw_and_open_ones(store: Store) -> None:
    second = Place(ORIGIN, "water", "D-7", 2)
    with store.writing() as writer:
        for place, matter, phase in (
            (DRAW, "a7", "voided"),
            (second, "a7", "inviting"),
            (OTHER, "a8", "short"),
            (ELSEWHERE, "a9", "inviting"),
        ):
            writer.append(entries(place, 1))
            writer.save_attempt(state(place, matter=matter, phase=phase))
    with store.reading() as reader:
        assert [found.place for found in reader.attempts_of_draw("D-7")] == [DRAW, second]
        assert reader.attempts_of_draw("D-1") == []
        opened = {found.place for found in reader.open_attempts("water")}
        assert opened == {second, OTHER}


def test_entries_stand_in_the_order_of_commits(store: Store) -> None:
    first, second, third = entries(DRAW, 1), entries(POOL, 1), entries(OTHER, 1)
    with store.writing() as writer:
        writer.append([*first, *second])
    with store.writing() as writer:
        writer.append(third)
    with store.reading() as reader:
        found = [reader.ordinal(entry.leaf) for entry in (*first, *second, *third)]
    assert found == sorted(set(found))


def test_one_row_and_its_erasure(store: Store) -> None:
    made = groups()
    with store.writing() as writer:
        writer.save_lists(DRAW, made)
        writer.erase(DRAW, 0, "excluded", [1])
    with store.reading() as reader:
        assert reader.listed(DRAW, 0, "eligible", 1) == made[0].eligible[1]
        erased = reader.listed(DRAW, 0, "excluded", 1)
        assert (erased.row, erased.disclosure) == (made[0].excluded[1].row, None)
        assert reader.lists(DRAW)[0].excluded[1] == erased
        assert reader.lists(DRAW)[0].excluded[0] == made[0].excluded[0]
        with refused(MissingError, "disclosure_erased"):
            erased.opened  # noqa: B018 - it raises
        for group, row in ((0, 2), (2, 0), (3, 0)):
            with refused(ReplyError, "no_such_row", group=group, row=row):
                reader.listed(DRAW, group, "eligible", row)


def test_tree_over_ends_is_kept_for_each_pool(store: Store) -> None:
    leaves = [bytes([n]) * 32 for n in range(7)]
    with store.writing() as writer:
        writer.save_past("roads", CompactRange().extended(leaves[:1]))
        for leaf in leaves:
            writer.save_past("water", writer.past("water").extended([leaf]))
    with store.reading() as reader:
        assert reader.past("water") == CompactRange().extended(leaves)
        assert reader.past("roads").root == leaves[0]
        assert reader.past("air") == CompactRange()


def test_engagements_by_day(store: Store) -> None:
    day, next_day = "2026-05-06", "2026-05-07"
    with store.writing() as writer:
        for expert in ("E-1", "E-2", "E-1"):
            writer.save_seat(DRAW, day, expert, has_seat=True)
        writer.save_seat(OTHER, day, "E-1", has_seat=True)
        writer.save_seat(ELSEWHERE, day, "E-4", has_seat=True)
        for expert in ("E-2", "E-3"):
            writer.save_seat(DRAW, day, expert, has_seat=False)
    with store.reading() as reader:
        assert reader.engaged("water", day) == {"E-1"}
        assert reader.engaged("water", next_day) == frozenset()
    with store.writing() as writer:
        for place in (DRAW, OTHER):
            writer.drop_engaged(place)
        writer.save_seat(DRAW, next_day, "E-1", has_seat=True)
    with store.reading() as reader:
        assert reader.engaged("water", day) == frozenset()
        assert reader.engaged("water", next_day) == {"E-1"}


def test_latest_turn_counts(store: Store) -> None:
    with store.writing() as writer:
        writer.save_turns(DRAW, 5, {"1": Turn("3", ("2", "007")), "2": Turn("9")})
        writer.save_turns(OTHER, 4, {"1": Turn("8")})
    with store.reading() as reader:
        assert reader.turn("water", "1") == Turn("3", ("2", "007"))
        assert reader.turn("roads", "1") == reader.turn("water", "3") == Turn()
    with store.writing() as writer:
        writer.save_turns(DRAW, 5, {})
    with store.reading() as reader:
        assert reader.turn("water", "1") == Turn("8")
        assert reader.turn("water", "2") == Turn()


def test_runs_are_counted_from_chances(store: Store) -> None:
    declared = Place(ORIGIN, "water")
    with store.writing() as writer:
        writer.save_chances(declared, 1, {"E-1": 2, "E-2": 3})
        writer.save_chances(DRAW, 7, {"E-1": 1, "E-2": 0, "E-3": 1})
        writer.save_chances(OTHER, 9, {"E-2": 1, "E-3": 1})
        for expert in ("E-1", "E-2", "E-3", "E-4"):
            writer.count_run("water", expert)
        assert writer.runs("water") == {"E-1": 3, "E-2": 1, "E-3": 2}
        assert writer.chances(OTHER) == {"E-2": 1, "E-3": 1}
        # An attempt that ends again stands where its later end stands.
        writer.save_chances(DRAW, 11, {"E-2": 0, "E-3": 1})
        for expert in ("E-1", "E-2", "E-3"):
            writer.count_run("water", expert)
        assert writer.runs("water") == {"E-1": 2, "E-3": 2}
        writer.save_runs("water", {"E-1": 2, "E-3": 2})
        writer.save_runs("water", {"E-1": 0, "E-3": 3})
        writer.save_runs("roads", {"E-1": 1})
    with store.reading() as reader:
        assert reader.runs("water") == {"E-3": 3}
        assert reader.chances(ELSEWHERE) == {}


def test_runs_are_counted_when_a_draw_ends(store: Store) -> None:
    everybody = {"E-1": 0, "E-2": 0, "E-3": 0}
    with store.writing() as writer:
        writer.save_chances(Place(ORIGIN, "water"), 1, {"E-1": 1, "E-2": 2})
        writer.save_runs("water", {"E-1": 1, "E-2": 2})
        writer.save_chances(DRAW, NOT_ENDED, everybody)
        writer.save_chances(ELSEWHERE, NOT_ENDED, everybody)
        for expert in ("E-1", "E-3", "E-9"):  # the last one is not listed
            writer.save_seat(DRAW, "2026-05-06", expert, has_seat=True)
            writer.count_run("water", expert)
    with store.reading() as reader:
        assert reader.runs("water") == {"E-1": 1, "E-2": 2}, "it goes on"
    with store.writing() as writer:
        assert writer.end_chances(DRAW, 7)
        assert not writer.end_chances(OTHER, 8), "it was nobody's"
    with store.reading() as reader:
        assert reader.runs("water") == {"E-1": 2, "E-3": 1}
        assert reader.chances(DRAW) == {"E-1": 1, "E-2": 0, "E-3": 1}
        assert reader.runs("roads") == {}
    with store.writing() as writer:
        writer.save_seat(DRAW, "2026-05-06", "E-3", has_seat=False)
        writer.count_run("water", "E-3")
        assert writer.choose_nobody(DRAW) == ["E-1"]
        assert writer.choose_nobody(DRAW) == []
        writer.count_run("water", "E-1")
    with store.reading() as reader:
        assert reader.runs("water") == {}


def test_what_attempts_mean_is_forgotten_and_openings_stay(store: Store) -> None:
    declared = Place(ORIGIN, "water")
    with store.writing() as writer:
        writer.save_turns(declared, 1, {"1": Turn("3")})
        writer.save_chances(declared, 1, {"E-1": 2})
        writer.save_past("water", CompactRange().extended([bytes(32)]))
        writer.save_seat(DRAW, "2026-05-06", "E-1", has_seat=True)
        writer.save_turns(DRAW, 5, {"1": Turn("8")})
        writer.save_chances(DRAW, 7, {"E-1": 1})
        writer.save_runs("water", {"E-1": 3})
        writer.drop_standing()
    with store.reading() as reader:
        assert reader.past("water") == CompactRange()
        assert reader.engaged("water", "2026-05-06") == frozenset()
        assert reader.turn("water", "1") == Turn("3")
        assert reader.runs("water") == {}
    with store.writing() as writer:
        writer.count_run("water", "E-1")
        assert writer.runs("water") == {"E-1": 2}
