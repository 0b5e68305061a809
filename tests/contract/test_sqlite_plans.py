"""No question that is asked with each request reads a whole table that grows."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Engine, event

from drawsvc.db.session import SqlStore
from tests.contract.made import DRAW, NOW, POOL, entries, extend_log, state
from tests.contract.test_store_transactions import write_everything


@contextmanager
def watched() -> Iterator[list[tuple[str, Any]]]:
    """Collects all statements with their parameters."""
    said: list[tuple[str, Any]] = []

    def listen(*details: Any) -> None:
        _connection, _cursor, statement, parameters, _context, many = details
        said.append((statement, parameters[0] if many else parameters))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        yield said
    finally:
        event.remove(Engine, "before_cursor_execute", listen)


def scans(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """What SQLite reads from end to end, and what it sorts."""
    plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all()
    steps = [str(step[-1]) for step in plan]
    return [step for step in steps if step.startswith(("SCAN", "USE TEMP B-TREE"))]


def test_every_question_is_answered_by_an_index(sql_store: SqlStore) -> None:
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
    with sql_store.reading() as reader:
        connection = reader._connection  # noqa: SLF001 - for EXPLAIN
        found = {step for each in said for step in scans(connection, *each)}
    allowed = {
        "SCAN log_head",  # one row
        "SCAN CONSTANT ROW",
        "SCAN pools",  # what the recursion has found
        "USE TEMP B-TREE FOR ORDER BY",  # of pools
        "USE TEMP B-TREE FOR RIGHT PART OF ORDER BY",  # of attempts due in one second
    }
    assert found <= allowed
    assert len(said) > 25
