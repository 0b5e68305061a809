"""Old workbooks are opened by a process of its own: some damaged ones do not raise, but end whoever opens them.

The process is handed the file on its standard input. It writes a line of JSON for each sheet, and END; where it cannot
go on, the name of what was raised in place of END.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from drawsvc.domain.errors import RosterError
from drawsvc.roster_io.tables import Cell, Table, damage_told, sheet_table

MODULE = "drawsvc.roster_io.xls_process"
MAX_SECONDS = 120
END, BROKEN_OFF = "end", "broken off"

_DAYS: Mapping[str, Callable[[str], Cell]] = MappingProxyType(
    {
        "date": date.fromisoformat,
        "datetime": datetime.fromisoformat,
        "time": time.fromisoformat,
        "timedelta": lambda text: timedelta(seconds=float(text)),
    }
)


@dataclass(frozen=True)
class Sheet:
    """A sheet. `table` is None if it is empty; nothing of it says what is hidden, nor from when days are counted."""

    is_seen: bool
    table: Table | None


def open_apart(data: bytes) -> list[Sheet]:
    """The sheets of a workbook, opened by another process.

    Raises:
        RosterError: `roster_damaged`.
    """
    command = [sys.executable, "-I", "-m", MODULE]
    try:
        done = subprocess.run(  # noqa: S603 - nothing of the command comes from outside
            command, input=data, capture_output=True, check=False, timeout=MAX_SECONDS
        )
    except subprocess.TimeoutExpired:
        raise RosterError("roster_damaged", reason="timeout") from None
    try:
        lines = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:  # the last one was cut short
        lines = []
    *told, end = lines or [BROKEN_OFF]
    if end != END:
        raise RosterError("roster_damaged", reason=end if isinstance(end, str) else BROKEN_OFF)
    return [_sheet(of) for of in told]


def open_here(data: bytes) -> Iterator[Sheet]:
    """The same in this process, which may end.

    Raises:
        RosterError: `roster_damaged`.
    """
    with damage_told():
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for of in workbook.sheets_metadata:
            sheet = workbook.get_sheet_by_name(of.name)
            yield Sheet(of.visible is SheetVisibleEnum.Visible, sheet_table(sheet))


def _sheet(told: Any) -> Sheet:
    is_seen, table = told
    if table is None:
        return Sheet(is_seen, None)
    name, left, merged, rows = table
    corners = frozenset(((top, first), (bottom, last)) for (top, first), (bottom, last) in merged)
    return Sheet(is_seen, Table(name, map(_cells, rows), left, corners))


def _cells(told: Sequence[Any]) -> list[Cell]:
    return [_DAYS[cell[0]](cell[1]) if isinstance(cell, list) else cell for cell in told]


def _told(sheet: Sheet) -> Any:
    table = sheet.table
    if table is None:
        return sheet.is_seen, None
    rows = [[_told_cell(cell) for cell in row] for row in table.rows]
    return sheet.is_seen, (table.sheet, table.left, sorted(table.merged), rows)


def _told_cell(cell: Cell) -> Any:
    if isinstance(cell, timedelta):
        return "timedelta", str(cell.total_seconds())
    if isinstance(cell, date | time):
        return type(cell).__name__, cell.isoformat()
    return cell


def main() -> None:
    """Be that process."""
    end = END
    try:
        for sheet in open_here(sys.stdin.buffer.read()):
            _say(_told(sheet))
    except RosterError as error:
        end = str(error.facts["reason"])
    _say(end)


def _say(told: Any) -> None:
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
