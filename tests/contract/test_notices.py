"""Notices and links, kept in any store."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from drawsvc.db.session import SqlStore
from drawsvc.domain.errors import StateError
from drawsvc.usecases.access import digest_of
from drawsvc.usecases.notice import DELIVERED, LEASE, Letter, Link, Notice
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.ports import Store, Writer
from tests.contract.made import DRAW, NOW

LETTER = Letter("13900000001", "review", "2026-05-20", "某会议室", "2026-05-06T10:00:00Z", 480)
LEAF = "5c" * 32
LATER = NOW + timedelta(hours=2)


def notice(number: int = 1, channel: str = "mail", **changed: object) -> Notice:
    """A notice that waits since NOW."""
    made = Notice(
        f"{number:032x}", DRAW, 0, number, "invited", channel, LEAF, NOW, LATER, next_at=NOW
    )
    return replace(made, **changed)  # type: ignore[arg-type] # of a test


def add(store: Store, *notices: Notice) -> None:
    with store.writing() as writer:
        for each in notices:
            writer.add_notice(each, LETTER)


def test_a_notice_is_found_with_what_it_says(store: Store) -> None:
    add(store, notice(1), notice(2, until=None, next_at=None, fault="smtp_refused"))
    with store.reading() as reader:
        assert reader.notice(notice(1).id) == notice(1)
        assert reader.notice("0" * 32) is None
        assert reader.letter(notice(1).id) == LETTER
        assert reader.delivery(notice(1).id) == ""
        assert sorted(found.row for found in reader.notices_at(DRAW)) == [1, 2]
        assert reader.notices_at(replace(DRAW, attempt=2)) == []


def test_those_made_last_are_listed_first(store: Store) -> None:
    add(store, notice(1), notice(2, made=LATER), notice(3, state="dead"))
    with store.reading() as reader:
        assert [found.row for found in reader.notices("waiting", 9)] == [2, 1]
        assert [found.row for found in reader.notices("waiting", 1)] == [2]
        assert [found.row for found in reader.notices("dead", 9)] == [3]
        assert [found.row for found in reader.notices("dead", 9, DRAW.pool)] == [3]
        assert reader.notices("dead", 9, "other") == []


def test_due_are_those_of_the_channel_whose_time_has_come(store: Store) -> None:
    second = timedelta(seconds=1)
    add(
        store,
        notice(1),
        notice(2, next_at=NOW - second),
        notice(3, next_at=NOW + second),
        notice(4, "hook"),
        notice(5, next_at=None),
    )
    with store.writing() as writer:
        assert [found.row for found in writer.due_notices("mail", NOW, 9)] == [2, 1]
        assert [found.row for found in writer.due_notices("mail", NOW, 1)] == [2]
        writer.save_notice(notice(2, next_at=NOW - second).claimed(NOW))
        assert [found.row for found in writer.due_notices("mail", NOW, 9)] == [1]
        assert [found.row for found in writer.due_notices("mail", NOW + LEASE, 9)] == [1, 3, 2]


def test_of_two_who_saw_the_same_one_goes_on(store: Store) -> None:
    add(store, notice())
    with store.writing() as writer:
        writer.save_notice(notice().claimed(NOW))

    def go_on() -> None:
        with store.writing() as writer:
            writer.save_notice(notice().claimed(NOW))

    with pytest.raises(StateError, match="changed_meanwhile"):
        go_on()


REFUSED: list[Callable[[Writer], None]] = [
    lambda writer: writer.add_notice(notice(), LETTER),
    lambda writer: writer.save_notice(notice(9).claimed(NOW)),
]


@pytest.mark.parametrize("refused", REFUSED)
def test_what_is_refused_changes_nothing(store: Store, refused: Callable[[Writer], None]) -> None:
    add(store, notice())

    def go_on() -> None:
        with store.writing() as writer:
            writer.add_notice(notice(2), LETTER)
            with pytest.raises(StateError):
                refused(writer)

    with pytest.raises(StateError):
        go_on()
    with store.reading() as reader:
        assert reader.notice(notice(2).id) is None


def test_what_a_notice_says_is_forgotten_when_it_is_delivered(store: Store) -> None:
    add(store, notice(1), notice(2))
    claimed = notice(1).claimed(NOW)
    with store.writing() as writer:
        writer.save_notice(claimed)
        writer.save_notice(claimed.delivered(LATER), "250 OK 你好")
        writer.save_notice(notice(2).moot(NOW))
    with store.reading() as reader:
        found = reader.notice(claimed.id)
        assert found is not None
        assert (found.state, found.settled_at, found.tries) == (DELIVERED, LATER, 1)
        assert reader.letter(claimed.id) is None
        assert reader.letter(notice(2).id) is None
        assert (reader.delivery(claimed.id), reader.delivery(notice(2).id)) == ("250 OK 你好", "")


def test_what_notices_to_some_rows_say_can_be_forgotten(store: Store) -> None:
    add(store, notice(1), notice(2))
    with store.writing() as writer:
        writer.forget_notices(DRAW, 0, [1, 7])
        writer.forget_notices(DRAW, 1, [2])
    with store.reading() as reader:
        assert reader.letter(notice(1).id) is None
        assert reader.letter(notice(2).id) == LETTER


def test_plans_are_replaced_and_dropped(store: Store) -> None:
    plan = Plan("beacon", "fresh", [{"ref": "批复1号", "role": "leader"}], "codes")
    with store.writing() as writer:
        writer.save_plan(DRAW, Plan("none"))
        writer.save_plan(DRAW, plan)
        writer.save_plan(replace(DRAW, draw="D-8"), Plan("none"))
        writer.drop_plan(replace(DRAW, draw="D-8"))
        writer.drop_plan(replace(DRAW, draw="D-9"))
    with store.reading() as reader:
        assert reader.plans() == [(DRAW, plan)]


def test_a_link_speaks_for_one_invitation(store: Store) -> None:
    link = Link(digest_of("token"), DRAW, 1, 4, LEAF)
    with store.writing() as writer:
        writer.save_link(link)
    with store.reading() as reader:
        assert reader.link(digest_of("token")) == link
        assert reader.link(digest_of("other")) is None


def test_no_number_and_no_proof_is_in_the_file(sql_store: SqlStore, path: Path) -> None:
    add(sql_store, notice())
    with sql_store.writing() as writer:
        writer.save_notice(notice().claimed(NOW))
    for file in path.parent.iterdir():
        data = file.read_bytes()
        assert LETTER.phone.encode() not in data
        assert LETTER.venue.encode() not in data
