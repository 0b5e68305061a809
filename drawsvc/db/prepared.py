"""Statements that are put together once and then only run.

Whenever SQLAlchemy executes a statement it looks up the SQL and treats each value and each column
by its type, which takes longer than a small statement itself. The types of db/tables.py need no
treatment, so the short statements that every request runs are run by their text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import ClauseElement

CHUNK = 10_000
"""How many rows are handed over or fetched at once: a million are never in memory twice."""


class Prepared:
    """A statement with named parameters, none of them a list.

    Args:
        statement: of SQLAlchemy Core.
    """

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._texts: dict[str, _Text] = {}

    def run(
        self, connection: Connection, values: Mapping[str, Any]
    ) -> CursorResult[*tuple[Any, ...]]:
        """Execute it; `values` may hold more than its parameters."""
        text = self._text(connection)
        return connection.exec_driver_sql(text.sql, text.parameters(values))

    def run_all(self, connection: Connection, rows: Iterable[Mapping[str, Any]]) -> int:
        """Execute it for each of any number of rows; returns how many rows it changed."""
        text, changed, rest = self._text(connection), 0, iter(rows)
        while chunk := [text.parameters(values) for values in islice(rest, CHUNK)]:
            changed += connection.exec_driver_sql(text.sql, chunk).rowcount
        return changed

    def _text(self, connection: Connection) -> _Text:
        name = connection.dialect.name
        if name not in self._texts:
            self._texts[name] = _Text(self._statement, connection.dialect)
        return self._texts[name]


class _Text:
    """The statement in the words of one kind of database."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect)
        if not isinstance(compiled, SQLCompiler):
            raise TypeError(f"expected a statement with parameters, got {statement!r}")
        self.sql = str(compiled)
        self._order = compiled.positiontup
        binds = compiled.binds.items()
        self._constants = {name: bind.value for name, bind in binds if not bind.required}

    def parameters(self, values: Mapping[str, Any]) -> tuple[Any, ...] | dict[str, Any]:
        """The values as the driver takes them: in their order, or by name."""
        named = {**self._constants, **values}
        return named if self._order is None else tuple([named[name] for name in self._order])
