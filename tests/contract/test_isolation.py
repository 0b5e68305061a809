"""Calls that overlap leave what some order of them would have left (decision 9), on every database.

In each test the first call has written everything and committed nothing when the second one begins: on PostgreSQL two
transactions of which neither sees the other's work. The log that comes of it is gone through once more from its start.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drawsvc.db.schema import create_store
from drawsvc.db.session import SqlStore, open_store
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import StateError
from drawsvc.domain.grammar import ENDS
from drawsvc.domain.request import SeatGroup
from drawsvc.domain.roster import Roster
from drawsvc.usecases.adopt_calendar import adopt_calendar
from drawsvc.usecases.found_pool import found_pool
from drawsvc.usecases.freeze_draw import freeze_draw
from drawsvc.usecases.import_opening import Opening, import_opening
from drawsvc.usecases.import_roster import import_roster
from drawsvc.usecases.note_reply import Reply, note_reply
from drawsvc.usecases.rebuild_store import rebuild_store
from drawsvc.usecases.request_draw import DrawRequest, request_draw
from drawsvc.usecases.sequence_log import sequence_log
from drawsvc.usecases.withdraw_expert import Withdrawal, withdraw_expert
from tests.contract.made import VAULT
from tests.contract.overlapping import Call, Outcome, overlap
from tests.past import check_standing
from tests.postgresql.shared import empty_tables
from tests.refusing import refused
from tests.scenario.play import (
    APPROVAL,
    CALENDAR,
    HUNAN,
    LOG,
    ORIGIN,
    OTHER_APPROVAL,
    POOL,
    XINXIAN,
    Play,
    pool,
)

DAY = date(2026, 3, 20)
OTHER_POOL = "pool-2"
LEAVING = {"VOID", "WITHDRAWN", "SEATS_ADDED", "RESCHEDULED"}


def sqlite(folder: Path, _url: Callable[[], str]) -> SqlStore:
    return create_store(folder / "draws.db", ORIGIN, VAULT)


def postgresql(_folder: Path, url: Callable[[], str]) -> SqlStore:
    empty_tables(url(), ORIGIN)
    return open_store(url(), VAULT)


@pytest.fixture(params=[sqlite, postgresql], ids=lambda kind: kind.__name__)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SqlStore]:
    with closing(
        request.param(tmp_path, lambda: request.getfixturevalue("postgresql_tables"))
    ) as store:
        yield store


def request_of(draw: str, **changed: Any) -> DrawRequest:
    values: dict[str, Any] = {
        "pool": POOL,
        "draw": draw,
        "organiser": "选用处室",
        "filing_number": f"抽〔2026〕{draw}号",
        "activity_kind": "review",
        "activity_date": DAY,
        "groups": [SeatGroup("X1", 1)],
        "approvals": [(step.role, step.step, "1") for step in XINXIAN.approvals],
    }
    return DrawRequest(**values | changed)


def accept(play: Play, draw: str) -> Call:
    """The reply of whoever is asked first: with one seat, the end of the draw."""
    seat = play.open_seats(draw)[0]
    return lambda office: note_reply(office, draw, Reply(*seat, "accept", "none", "handler"))


def freeze(draw: str) -> Call:
    return lambda office: freeze_draw(office, draw)


def ask(draw: str, **changed: Any) -> Call:
    return lambda office: request_draw(office, request_of(draw, **changed))


def withdraw(play: Play, draw: str) -> Call:
    seat = play.seat_of(draw, play.panel(draw)[0])
    withdrawal = Withdrawal(*seat, "illness")
    return lambda office: withdraw_expert(office, draw, withdrawal, approval=APPROVAL)


def started(play: Play, *draws: str, seats: int = 1) -> None:
    for draw in draws:
        play.start(draw, X1=seats)


def check_log(play: Play) -> list[Entry]:
    """Number what waits; each FREEZE rests on as many ends as stand before it in the log. Returns the log."""
    sequence_log(play.office, LOG)
    with play.store.reading() as reader:
        entries = reader.numbered(0, 10_000)
        assert reader.head().size == len(entries)
        assert reader.unnumbered(1) == []
        check_standing(play.office, reader, POOL)
    frozen, ended = set(), set()
    for entry in entries:
        if entry.type in LEAVING:
            ended.discard(entry.place)
        if entry.type == "FREEZE":
            assert entry.body["history"]["size"] == len(
                {p for p in ended if p.pool == entry.place.pool}
            )
            frozen.add(entry.place)
        if entry.type in ENDS and entry.place in frozen:
            ended.add(entry.place)
    return entries


def order(entries: list[Entry], *wanted: tuple[str, str]) -> bool:
    """Whether the last entries of these draws and types stand in the log in this order."""
    found = [
        max(n for n, e in enumerate(entries) if (e.place.draw, e.type) == each) for each in wanted
    ]
    return found == sorted(found)


def test_freeze_waits_for_a_reply_and_excludes_who_is_engaged(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)
    play.request("D1", {"X1": 2}, activity_date=DAY)
    first = play.start_requested("D1")[0]
    play.request("D2", {"X1": 1}, activity_date=DAY)
    assert overlap(play.office, accept(play, "D1"), freeze("D2")) == Outcome("", "", waited=True)
    assert play.excluded("D2") == {first: "engaged"}
    assert order(check_log(play), ("D1", "REPLIED"), ("D2", "FREEZE"))


def test_reply_waits_for_a_freeze_that_does_not_know_it(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)
    play.request("D1", {"X1": 2}, activity_date=DAY)
    play.start_requested("D1")
    play.request("D2", {"X1": 1}, activity_date=DAY)
    assert overlap(play.office, freeze("D2"), accept(play, "D1")) == Outcome("", "", waited=True)
    assert play.excluded("D2") == {}
    assert order(check_log(play), ("D2", "FREEZE"), ("D1", "REPLIED"))


@pytest.mark.parametrize("freezes_first", [True, False])
def test_history_of_a_freeze_is_what_stands_before_it(
    opened: SqlStore, *, freezes_first: bool
) -> None:
    play = Play(XINXIAN, pool(X1=4), store=opened)
    started(play, "D1")
    play.request("D2", {"X1": 1})
    calls = [freeze("D2"), accept(play, "D1")]
    both = calls if freezes_first else calls[::-1]
    assert overlap(play.office, *both) == Outcome("", "", waited=True)
    entries = check_log(play)
    assert order(entries, ("D2", "FREEZE"), ("D1", "COMPLETED")) == freezes_first
    assert play.attempt("D2").entry("FREEZE").body["history"]["size"] == (not freezes_first)


def test_no_run_is_lost_when_two_draws_end(opened: SqlStore) -> None:
    """Everybody is in both; whoever is in both panels has a run of two."""
    play = Play(XINXIAN, pool(X1=2), store=opened)
    started(play, "D1", "D2")
    assert overlap(play.office, accept(play, "D1"), accept(play, "D2")) == Outcome(
        "", "", waited=True
    )
    check_log(play)


def test_end_and_end_of_one_draw_again(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=4), store=opened)
    started(play, "D1", "D2")
    accept(play, "D1")(play.office)
    both = withdraw(play, "D1"), accept(play, "D2")
    assert overlap(play.office, *both) == Outcome("", "", waited=True)
    check_log(play)


def test_one_serial_draw_of_a_category_is_opened(opened: SqlStore) -> None:
    """Both see no open draw unless one waits: a write skew."""
    play = Play(HUNAN, pool(H1=4), store=opened)
    changed = {
        "groups": [SeatGroup("H1", 1)],
        "approvals": [(s.role, s.step, "1") for s in HUNAN.approvals],
    }
    both = ask("D1", **changed), ask("D2", **changed)
    assert overlap(play.office, *both) == Outcome("", "serial_draw_open", waited=True)
    check_log(play)


def other_pool(play: Play) -> None:
    found_pool(play.office, OTHER_POOL, XINXIAN, CALENDAR)
    roster = Roster(tuple(pool(X1=3)))
    import_roster(play.office, OTHER_POOL, roster, version="R1", approval=APPROVAL)


def test_draw_id_is_given_once_over_all_pools(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)
    other_pool(play)
    both = ask("D1"), ask("D1", pool=OTHER_POOL, filing_number="2")
    assert overlap(play.office, *both) == Outcome("", "draw_id_taken", waited=True)
    check_log(play)


def test_matter_is_drawn_once_over_all_pools(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)
    other_pool(play)
    both = ask("D1", filing_number="1"), ask("D2", pool=OTHER_POOL, filing_number="1")
    outcome = overlap(play.office, *both)
    assert (outcome.first, outcome.waited) == ("", True)
    assert outcome.second in {"matter_open", "changed_meanwhile"}  # seen, or refused by the key
    check_log(play)


def test_panel_that_is_broken_up_has_no_second_one(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)
    play.request("D1", {"X1": 1}, activity_date=DAY)
    play.start_requested("D1")
    accept(play, "D1")(play.office)
    both = withdraw(play, "D1"), ask("D1", kind="second_panel")
    assert overlap(play.office, *both) == Outcome("", "matter_open", waited=True)
    check_log(play)


def test_panel_that_has_a_second_one_is_not_broken_up(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)
    play.request("D1", {"X1": 1}, activity_date=DAY)
    play.start_requested("D1")
    accept(play, "D1")(play.office)
    both = ask("D1", kind="second_panel"), withdraw(play, "D1")
    outcome = overlap(play.office, *both)
    assert (outcome.first, outcome.waited) == ("", True)
    assert outcome.second  # it is the second attempt that would be withdrawn from
    check_log(play)


@pytest.mark.parametrize("opens_first", [True, False])
def test_opening_comes_before_every_request_or_not_at_all(
    opened: SqlStore, *, opens_first: bool
) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)

    def declare(office: Any) -> object:
        approvals = (APPROVAL, OTHER_APPROVAL)
        return import_opening(office, POOL, Opening(runs={"X1-1": 1}), approvals=approvals)

    both = [declare, ask("D1")] if opens_first else [ask("D1"), declare]
    second = "" if opens_first else "opening_too_late"
    assert overlap(play.office, *both) == Outcome("", second, waited=True)


def test_freeze_cites_the_calendar_that_stands_before_it(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=3), store=opened)
    play.request("D1", {"X1": 1})
    made: list[Entry] = []

    def adopt(office: Any) -> object:
        made.append(adopt_calendar(office, POOL, CALENDAR))
        return made

    assert overlap(play.office, adopt, freeze("D1")) == Outcome("", "", waited=True)
    assert play.attempt("D1").entry("FREEZE").body["calendar"] == made[0].leaf
    check_log(play)


def test_replies_of_one_round_are_noted_one_after_the_other(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=4), store=opened)
    play.start("D1", X1=2)
    seats = play.open_seats("D1")

    def reply(number: int) -> Call:
        said = Reply(*seats[number], "accept", "none", "handler")
        return lambda office: note_reply(office, "D1", said)

    assert overlap(play.office, reply(0), reply(1)) == Outcome("", "", waited=True)
    assert play.phase("D1") == "completed"
    check_log(play)


def test_same_reply_twice_is_noted_once(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=4), store=opened)
    play.start("D1", X1=2)
    both = accept(play, "D1"), accept(play, "D1")
    assert overlap(play.office, *both) == Outcome("", "already_answered", waited=True)
    check_log(play)


def test_nobody_writes_while_all_is_rebuilt(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=4), store=opened)
    started(play, "D1", "D2")
    sequence_log(play.office, LOG)
    assert overlap(play.office, rebuild_store, accept(play, "D1")) == Outcome("", "", waited=True)
    check_log(play)
    assert overlap(play.office, accept(play, "D2"), rebuild_store) == Outcome("", "", waited=True)
    check_log(play)


def test_sequencers_number_in_turn(opened: SqlStore) -> None:
    play = Play(XINXIAN, pool(X1=4), store=opened)

    def number(office: Any) -> object:
        return sequence_log(office, LOG)

    assert overlap(play.office, number, number) == Outcome("", "", waited=True)
    check_log(play)


@pytest.mark.parametrize("kind", ["REQUEST", "FREEZE", "COMPLETED"])
def test_entry_that_rests_on_others_needs_its_lock(opened: SqlStore, kind: str) -> None:
    """On either database: a use case that forgets it fails in its own tests."""
    play = Play(XINXIAN, pool(X1=3), store=opened)
    started(play, "D1")
    accept(play, "D1")(play.office)
    entry = play.attempt("D1").entry(kind)
    with pytest.raises(RuntimeError, match=kind), opened.writing() as writer:
        writer.append([entry])
    with refused(StateError, "changed_meanwhile"), opened.writing() as writer:
        writer.lock_pool(POOL)
        writer.append([entry])  # it is there already
