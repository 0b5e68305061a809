"""Mapping files: which columns of the pool's rosters the columns of an office's own files are (docs/CLI.md)."""

from __future__ import annotations

import json
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster_cells import COLUMNS, CellError, read_cell
from drawsvc.domain.roster_check import OWN_COLUMNS

MAX_MAPPING_BYTES = 64 * 1024
OPEN = "?"
"""What stands where somebody has yet to decide."""

NOT_USED = ""

SHARED_COLUMNS = tuple(name for name in COLUMNS if name not in {*OWN_COLUMNS, "birth"})
"""Columns in which all rows of a file may have the same."""


@dataclass(frozen=True)
class RosterMapping:
    """A mapping.

    Args:
        columns: a column of COLUMNS, or NOT_USED, by folded heading. It has precedence over known headings.
        values: the cell of every row by column, where a file has no such column.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, str] = field(default_factory=dict)


NO_MAPPING = RosterMapping()


def folded(text: str) -> str:
    """A heading without white space, width, case, underscores, and the asterisk of a required field."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return "".join(text.split()).replace("_", "").strip("*")


def parse_mapping(data: bytes) -> RosterMapping:
    """Read a mapping file.

    Raises:
        RosterError: `mapping_toml`, no TOML in UTF-8; `mapping_member`, something else than tables `columns` and
            `values` of texts; `mapping_column`, a column there is not, or one whose cells differ from row to row among
            the values; `mapping_open`, a column is not decided; `mapping_value`, a value that does not fit its column.
    """
    try:
        tables = tomllib.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as fault:
        raise RosterError("mapping_toml", reason=str(fault)) from None
    for name in tables:
        if name not in {"columns", "values"}:
            raise RosterError("mapping_member", got=name)
    columns, values = (_texts(tables, name) for name in ("columns", "values"))
    for heading, column in columns.items():
        _check_column(heading, column)
    for column, text in values.items():
        check_value(column, text)
    return RosterMapping({folded(heading): column for heading, column in columns.items()}, values)


def _texts(tables: Mapping[str, Any], name: str) -> Mapping[str, str]:
    table = tables.get(name, {})
    if not isinstance(table, dict) or not all(isinstance(text, str) for text in table.values()):
        raise RosterError("mapping_member", got=name)
    return table


def _check_column(heading: str, column: str) -> None:
    if column == OPEN:
        raise RosterError("mapping_open", heading=heading)
    if column not in COLUMNS and column != NOT_USED:
        raise RosterError("mapping_column", columns=", ".join(COLUMNS), got=column)


def check_value(column: str, text: str) -> None:
    """Refuse what cannot stand in every row of a column.

    Raises:
        RosterError: `mapping_column` or `mapping_value`, as `parse_mapping` does.
    """
    if column not in SHARED_COLUMNS:
        raise RosterError("mapping_column", columns=", ".join(SHARED_COLUMNS), got=column)
    try:
        read_cell(column, text)
    except CellError:
        raise RosterError("mapping_value", column=column, expected=column, got=text) from None


def write_mapping(
    columns: Mapping[str, str], values: Mapping[str, str], notes: Mapping[str, Sequence[str]]
) -> bytes:
    """A mapping file.

    Args:
        columns: column, NOT_USED or OPEN by heading as the file has it.
        values: as in RosterMapping.
        notes: lines of explanation: of the file under "", of a heading in front of it.
    """
    lines = [f"# {line}" for line in notes.get("", ())] + ["[columns]"]
    for heading, column in columns.items():
        lines += [f"# {line}" for line in notes.get(heading, ())]
        lines.append(f"{_quoted(heading)} = {_quoted(column)}")
    lines.append("[values]")
    lines += [f"{_quoted(column)} = {_quoted(text)}" for column, text in values.items()]
    return ("\n".join(lines) + "\n").encode()


def _quoted(text: str) -> str:
    """A basic string of TOML: one of JSON, but for U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
