"""No question that is asked with each request reads a whole table that grows."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, event

from drawsvc.db.prepared import CHUNK
from drawsvc.db.session import SqlStore
from drawsvc.domain.candidates import GroupLists
from drawsvc.domain.history import Turn
from drawsvc.log.merkle import CompactRange
from drawsvc.usecases.notice import Link
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.ports import Writer
from tests.contract.made import DRAW, NOW, POOL, entries, expert, extend_log, listed, state
from tests.contract.test_notices import LEAF, LETTER, notice
from tests.contract.test_store_transactions import write_everything


@contextmanager
def watched() -> Iterator[set[str]]:
    """Collects all statements, with their values in them."""
    said: set[str] = set()

    def listen(connection: sqlite3.Connection, _record: object) -> None:
        connection.set_trace_callback(said.add)

    event.listen(Engine, "connect", listen)
    try:
        yield said
    finally:
        event.remove(Engine, "connect", listen)


def scans(connection: sqlite3.Connection, statement: str) -> list[str]:
    """What SQLite reads from end to end, and what it sorts."""
    plan = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    steps = [str(step[-1]) for step in plan]
    return [step for step in steps if step.startswith(("SCAN", "USE TEMP B-TREE"))]


def ask_what_draws_mean(writer: Writer) -> None:
    writer.ordinal(writer.chain_entries(POOL)[0].leaf)
    writer.attempts_of_draw("D-7")
    writer.open_attempts("water")
    writer.listed(DRAW, 0, "eligible", 0)
    writer.erase(DRAW, 0, "eligible", [0])
    writer.save_past("water", CompactRange(1, (bytes(32),)))
    writer.past("water")
    writer.save_seat(DRAW, "2026-05-06", "E-1", has_seat=True)
    writer.save_seat(DRAW, "2026-05-06", "E-1", has_seat=False)
    writer.engaged("water", "2026-05-06")
    writer.save_turns(DRAW, 1, {"1": Turn("3")})
    writer.turn("water", "1")
    writer.save_chances(DRAW, 1, {"E-1": 1})
    writer.end_chances(DRAW, 2)
    writer.choose_nobody(DRAW)
    writer.chances(DRAW)
    writer.count_run("water", "E-1")
    writer.save_runs("water", {"E-1": 1})
    writer.runs("water")


def ask_row_by_row(writer: Writer) -> None:
    for eligible, excluded in writer.unread_rows(DRAW):
        assert [len(list(eligible)), len(list(excluded))] == [len(eligible), len(excluded)]
    assert writer.unread_rows(DRAW)[0][0][1] == writer.rows(DRAW)[0][0][1]
    assert list(writer.leaf_hashes(DRAW, 0, "eligible"))
    assert list(writer.opened_rows(DRAW))
    assert list(writer.salted_experts("water", "2026"))
    writer.spots_of(DRAW, "E-1")


def ask_for_a_second_page(writer: Writer) -> None:
    long = replace(DRAW, draw="D-9")
    writer.save_lists(long, [GroupLists([listed(number) for number in range(CHUNK + 1)], [])])
    writer.save_experts("water", "2027", [expert(n).salted("ab" * 32) for n in range(CHUNK + 1)])
    assert len(writer.rows(long)[0][0]) == len(writer.lists(long)[0].eligible) == CHUNK + 1
    assert len(list(writer.leaf_hashes(long, 0, "eligible"))) == CHUNK + 1
    assert writer.spots_of(long, f"E-{CHUNK}") == [(0, "eligible", CHUNK)]
    assert len(list(writer.salted_experts("water", "2027"))) == CHUNK + 1
    assert len(writer.experts("water", "2027")) == CHUNK + 1


def ask_about_notices(writer: Writer) -> None:
    writer.add_notice(notice(), LETTER)
    writer.due_notices("mail", NOW, 9)
    writer.save_notice(notice().claimed(NOW))
    writer.save_notice(notice().claimed(NOW).delivered(NOW), "250 OK")
    writer.notice(notice().id)
    writer.notices_at(DRAW)
    writer.notices("waiting", 9)
    writer.notices("waiting", 9, "water")
    writer.letter(notice().id)
    writer.delivery(notice().id)
    writer.forget_notices(DRAW, 0, [1])
    writer.save_link(Link(bytes(32), DRAW, 0, 1, LEAF))
    writer.link(bytes(32))
    writer.save_plan(DRAW, Plan("none"))
    writer.drop_plan(DRAW)
    writer.plans()


def test_every_question_is_answered_by_an_index(sql_store: SqlStore, path: Path) -> None:
    with watched() as said:
        with sql_store.writing() as writer:
            write_everything(writer)
        with sql_store.writing() as writer:
            writer.append(entries(DRAW, 1, writer.chain_entries(DRAW)))
            writer.save_attempt(state(version=2))
            writer.save_private(DRAW, {})
            writer.nodes([(0, number % 4) for number in range(20)])
            extend_log(writer)
            first = writer.chain_entries(POOL)[0]
            assert writer.entry(first.leaf) == first
            assert writer.position(first.leaf) == 0
            writer.pools()
            writer.attempts_of("a7")
            writer.due(NOW + timedelta(1))
            writer.experts("water", "2026")
            writer.lists(DRAW)
            ask_row_by_row(writer)
            ask_for_a_second_page(writer)
            ask_what_draws_mean(writer)
            ask_about_notices(writer)
    questions = [each for each in said if each.startswith(("SELECT", "WITH", "UPDATE", "INSERT"))]
    with closing(sqlite3.connect(path)) as raw:
        found = {step for each in questions for step in scans(raw, each)}
    allowed = {
        "SCAN log_head",  # one row
        "SCAN CONSTANT ROW",
        "SCAN plan",  # those that are under way
        "SCAN pools",  # what the recursion has found
        "USE TEMP B-TREE FOR ORDER BY",  # of pools
        "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY",  # of attempts due in one second
    }
    assert found <= allowed
    assert len(questions) > 40
