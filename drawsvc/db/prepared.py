"""Statements that are put together once and then only run.

Whenever SQLAlchemy executes a statement it looks up the SQL and treats each value and each column
by its type, which takes several times as long as a small statement itself. The types of
db/tables.py need no treatment, so the statements that every request runs go to the driver as text.
They take part in the transaction that SQLAlchemy has begun on the connection.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from itertools import islice
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    Dialect,
    FromClause,
    Insert,
    Select,
    bindparam,
    func,
    insert,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

from drawsvc.db.faults import fault_of
from drawsvc.domain.errors import DrawError

CHUNK = 1_000
"""How many rows are handed over or fetched at once: a million are never in memory twice."""

Values = Mapping[str, Any]
OfRows = Callable[[FromClause], ClauseElement]


class Prepared:
    """A statement with named parameters, none of them a list.

    Args:
        statement: of SQLAlchemy Core.
        of_rows: the same done at once with the rows of a table that has a column for each parameter, where the database
            can be handed one; it need not be said of an INSERT of values.
    """

    def __init__(self, statement: ClauseElement, of_rows: OfRows | None = None) -> None:
        self._statement = statement
        self._of_rows = of_rows or _insert_of(statement)
        self._texts: dict[str, _Text] = {}

    def rows(self, connection: Connection, values: Values) -> Sequence[tuple[Any, ...]]:
        """The rows it selects; `values` may hold more than its parameters."""
        text = self._text(connection)
        with _cursor(connection) as cursor:
            cursor.execute(text.sql, text.parameters(values))
            return cursor.fetchall()

    def first(self, connection: Connection, values: Values) -> tuple[Any, ...] | None:
        """The first row it selects."""
        return next(iter(self.rows(connection, values)), None)

    def change(self, connection: Connection, values: Values) -> int:
        """How many rows it has changed."""
        text = self._text(connection)
        with _cursor(connection) as cursor:
            cursor.execute(text.sql, text.parameters(values))
            return cursor.rowcount

    def change_all(self, connection: Connection, many: Iterable[Values]) -> int:
        """How many rows it has changed, run with any number of values."""
        text, changed, rest = self._text(connection), 0, iter(many)
        with _cursor(connection) as cursor:
            while chunk := list(islice(rest, CHUNK)):
                if len(chunk) == 1:  # which takes psycopg half the time
                    cursor.execute(text.sql, text.parameters(chunk[0]))
                elif text.rows_sql:
                    cursor.execute(text.rows_sql, text.columns(chunk))
                else:
                    cursor.executemany(text.sql, list(map(text.parameters, chunk)))
                changed += cursor.rowcount
        return changed

    def _text(self, connection: Connection) -> _Text:
        name = connection.dialect.name
        if name not in self._texts:
            self._texts[name] = _Text(self._statement, self._of_rows, connection.dialect)
        return self._texts[name]


class Paged:
    """A SELECT of any number of rows, of which a thousand at a time are in memory, and which leaves nothing open.

    Each page begins after the last row of the one before: what is read must not change meanwhile.

    Args:
        statement: without an order.
        key: columns that no two rows have in common; the first ones it selects.
    """

    def __init__(self, statement: Select[Any], *key: ColumnElement[Any]) -> None:
        if [column.key for column in key] != statement.selected_columns.keys()[: len(key)]:
            raise TypeError(f"expected the key first, got {statement.selected_columns.keys()}")
        self._names = [f"after_{column.key}" for column in key]
        last = [bindparam(name, type_=of.type) for name, of in zip(self._names, key, strict=True)]
        page = statement.order_by(*key).limit(literal_column(str(CHUNK)))
        self._first = Prepared(page)
        self._next = Prepared(page.where(tuple_(*key) > tuple_(*last)))

    def rows(self, connection: Connection, values: Values) -> Iterator[tuple[Any, ...]]:
        """The rows by their key; `values` may hold more than its parameters."""
        page = self._first.rows(connection, values)
        while page:
            yield from page
            full = len(page) == CHUNK
            after = dict(zip(self._names, page[-1], strict=False))
            page = self._next.rows(connection, {**values, **after}) if full else ()


class _Text:
    """The statement in the words of one kind of database."""

    def __init__(self, statement: ClauseElement, of_rows: OfRows | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"expected a statement with parameters, got {statement!r}")
        self.sql = str(compiled)
        self._order = compiled.positiontup
        names = compiled.bind_names.items()
        self._constants = {name: bind.value for bind, name in names if not bind.required}
        self._names = list(compiled.bind_names.values())
        self.rows_sql = _sql_of_rows(compiled, of_rows, dialect) if of_rows else ""
        """For any number of rows, given as `columns`; "" where there is none, or it is no faster."""

    def parameters(self, values: Values) -> Any:
        """The values as the driver takes them: in their order, or by name."""
        named = {**self._constants, **values} if self._constants else values
        return named if self._order is None else [named[name] for name in self._order]

    def columns(self, many: Sequence[Values]) -> dict[str, list[Any]]:
        """The values of many rows, by column."""
        return {name: [values[name] for values in many] for name in self._names}


def _insert_of(statement: ClauseElement) -> OfRows | None:
    """An INSERT of rows; None for another statement, or one that inserts what it selects."""
    if not isinstance(statement, Insert) or statement.select is not None:
        return None
    table = statement.table
    return lambda rows: insert(table).from_select(rows.c.keys(), select(rows))


def _sql_of_rows(compiled: SQLCompiler, of_rows: OfRows, dialect: Dialect) -> str:
    """The statement for rows that are handed over as an array for each column, where the database has arrays.

    PostgreSQL plans and answers each of many statements; SQLite, in our process, does not mind.
    """
    if dialect.name != "postgresql":
        return ""
    binds = [(name, bind.type) for bind, name in compiled.bind_names.items()]
    arrays = [bindparam(name, type_=ARRAY(of), required=True) for name, of in binds]
    rows = func.unnest(*arrays).table_valued(*(name for name, _ in binds)).render_derived()
    return str(of_rows(rows).compile(dialect=dialect))


def _tell_lost(connection: Connection) -> None:
    """Let SQLAlchemy see that a connection is lost; then it uses neither it nor others that were opened before."""
    with suppress(DrawError, DBAPIError):
        connection.exec_driver_sql("SELECT 1")


@contextmanager
def _cursor(connection: Connection) -> Iterator[DBAPICursor]:
    cursor = connection.connection.cursor()
    try:
        yield cursor
    except Exception as error:
        fault = fault_of(error)
        if fault is None:
            raise
        if fault.code == "store_unreachable":
            _tell_lost(connection)
        raise fault from error
    finally:
        cursor.close()
