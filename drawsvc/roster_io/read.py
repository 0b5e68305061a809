"""Read a roster file: bytes to rows, rows to a roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import BinaryIO

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Identities, Roster
from drawsvc.domain.roster_cells import CellError, CellFault
from drawsvc.domain.roster_check import OWN_COLUMNS, RosterRow, check_roster
from drawsvc.domain.roster_warnings import RosterWarning
from drawsvc.domain.taxonomy import Taxonomy
from drawsvc.roster_io.csv_file import csv_table
from drawsvc.roster_io.footers import is_continuation, is_footer
from drawsvc.roster_io.headings import (
    HEADING_WITHIN,
    Heading,
    check_heading,
    find_heading,
    likely_heading,
    near_columns,
)
from drawsvc.roster_io.mapping import NO_MAPPING, RosterMapping
from drawsvc.roster_io.tables import Cell, Table, cell_text, shown, within_limits
from drawsvc.roster_io.xls_file import OLE, xls_tables
from drawsvc.roster_io.xlsx_file import is_xlsx, xlsx_tables

Finding = tuple[str, str, str, str]
"""Column, code, expected and found of a CellFault."""

_NOTHING: frozenset[int] = frozenset()
ZIP = b"PK\x03\x04"
MARKUP = b"<"  # some programs write a web page and call it .xls
KINDS = ("csv", "xlsx", "xls")


def read_roster(
    file: BinaryIO,
    taxonomy: Taxonomy | None = None,
    identities: Identities | None = None,
    *,
    mapping: RosterMapping = NO_MAPPING,
) -> Roster:
    """Read a roster file, all or nothing.

    Args:
        file: as for RosterFile.
        taxonomy: as for `check_roster`.
        identities: as for `check_roster`.
        mapping: as for RosterFile.

    Raises:
        RosterError: as for RosterFile and `check_roster`.
    """
    return check_roster(RosterFile(file, mapping).rows(), taxonomy, identities)


def tables_of(file: BinaryIO) -> Iterator[Table]:
    """The tables in a file, by its contents a csv file or a workbook.

    Args:
        file: can be read again from its start.

    Raises:
        RosterError: `roster_file_kind`, neither; else as for `csv_table`, `xlsx_tables` and `xls_tables`.
    """
    file.seek(0)
    start = file.read(len(OLE))
    file.seek(0)
    if start == OLE:
        yield from xls_tables(file)
    elif start.startswith(ZIP) and is_xlsx(file):
        yield from xlsx_tables(file)
    elif start.startswith((ZIP, MARKUP)):
        raise RosterError("roster_file_kind", expected=list(KINDS))
    else:
        yield csv_table(file)


class RosterFile:
    """A roster file, read row by row.

    Args:
        file: a csv file (`csv_table`) or a workbook, .xlsx or .xls; it can be read again from its start.
        mapping: what headings mean that are not known.
        sheet: the only one that is read; "": all are.
    """

    def __init__(
        self, file: BinaryIO, mapping: RosterMapping = NO_MAPPING, sheet: str = ""
    ) -> None:
        self._file = file
        self._mapping = mapping
        self._sheet = sheet
        self.headings: dict[str, Heading] = {}
        """By sheet, of the sheets read so far."""
        self.notes: list[RosterWarning] = []
        """What was seen so far that whoever looks at the file may not see, or that is none of a person."""

    def rows(self) -> Iterator[RosterRow]:
        """The rows of people; blank ones and what stands below the table are left out.

        Raises:
            RosterError: `no_sheet`; `roster_heading`, a sheet has no heading; `roster_headings`, it has unknown, double
                or missing columns; `roster_rows`, `roster_columns`, too many; else as for `tables_of`.
        """
        for table in self.tables():
            yield from _TableReader(self, table, self._mapping).rows()

    def tables(self) -> Iterator[Table]:
        """The tables that are read.

        Raises:
            RosterError: `no_sheet`; else as for `tables_of`.
        """
        names: list[str] = []
        for table in tables_of(self._file):
            names.append(table.sheet)
            if self._sheet in {"", table.sheet}:
                yield table
        if self._sheet and self._sheet not in names:
            raise RosterError("no_sheet", expected=names, got=self._sheet)


@dataclass(frozen=True)
class Unknown:
    """A heading that is not known, and the columns it is most like."""

    text: str
    near: Sequence[str]


@dataclass(frozen=True)
class Headings:
    """The headings of all sheets: columns that are known, and headings that are not."""

    columns: frozenset[str]
    unknown: Sequence[Unknown]


def headings_of(file: BinaryIO, mapping: RosterMapping = NO_MAPPING, sheet: str = "") -> Headings:
    """What the columns of a file are called. Where no heading is recognised, the row with most texts is taken for it.

    Args:
        file: as for RosterFile.
        mapping: as for RosterFile.
        sheet: as for RosterFile.

    Raises:
        RosterError: `roster_heading`, a sheet has nothing in its first rows; else as for `RosterFile.tables`.
    """
    columns: set[str] = set()
    unknown: dict[str, Unknown] = {}
    for table in RosterFile(file, mapping, sheet).tables():
        rows = list(islice(within_limits(table.rows), HEADING_WITHIN + 1))
        heading = find_heading(rows, table.merged, mapping) or likely_heading(rows, mapping)
        if heading is None:
            raise RosterError("roster_heading", sheet=table.sheet, rows=HEADING_WITHIN)
        there = heading.columns.values()
        columns.update(there)
        texts = [text for place, text in heading.texts.items() if place not in heading.columns]
        unknown |= {text: Unknown(text, near_columns(text, there)) for text in texts}
    return Headings(frozenset(columns), list(unknown.values()))


class _TableReader:
    """Reads one table of a file."""

    def __init__(self, file: RosterFile, table: Table, mapping: RosterMapping) -> None:
        self._table = table
        rows = within_limits(table.rows)
        first = list(islice(rows, HEADING_WITHIN + 1))
        heading = find_heading(first, table.merged, mapping)
        if heading is None:
            raise RosterError("roster_heading", sheet=table.sheet, rows=HEADING_WITHIN)
        file.headings[table.sheet] = heading
        check_heading(heading, mapping, sheet=table.sheet)
        self._file = file
        self._rows = enumerate(chain(first[heading.row :], rows), start=heading.row + 1)
        self._columns = [(place, name) for place, name in heading.columns.items() if name]
        self._width = max(heading.columns) + 1
        self._gaps = [place for place in range(self._width) if place not in heading.columns]
        there = {name for _, name in self._columns}
        self._constant = {n: text for n, text in mapping.values.items() if n not in there}
        self._merged = _MergedCells(table)
        self._lost: dict[int, set[int]] = defaultdict(set)
        for above, place in table.lost:
            self._lost[above + 1].add(place)
        identities = [p for p, name in self._columns if name in {"expert_id", "id_number", "name"}]
        self._identities = identities

    def rows(self) -> Iterator[RosterRow]:
        sheet, hidden = self._table.sheet, self._table.hidden
        below: list[int] = []
        unseen: list[int] = []
        for number, row in self._rows:
            if _is_blank(row) and number not in self._lost:
                continue
            if number in hidden.rows:
                unseen.append(number)
            if self._is_below(row, ended=bool(below)):
                below.append(number)
                continue
            cells, faults = self._cells(number, row)
            if below:
                faults.append(("name", "row_below", "above", shown(row[0])))
            yield RosterRow(
                sheet, number, cells, tuple(CellFault(sheet, number, *fault) for fault in faults)
            )
        self._note("rows_below", below)
        self._note("rows_hidden", unseen)
        if hidden.is_whole_sheet:
            self._note("sheet_hidden", [1])

    def _note(self, code: str, rows: Sequence[int]) -> None:
        if rows:
            facts = {"sheet": self._table.sheet, "rows": tuple(rows)}
            self._file.notes.append(RosterWarning(code, facts))

    def _is_below(self, row: Sequence[Cell], *, ended: bool) -> bool:
        """Whether a row stands below the table. People have an id and a name; only without either is it asked."""
        if not ended and all(place < len(row) and row[place] for place in self._identities):
            return False
        return is_footer(row) or (ended and is_continuation(row))

    def _cells(self, number: int, row: Sequence[Cell]) -> tuple[dict[str, str], list[Finding]]:
        """The texts of a row by column, and what is wrong with cells that have none."""
        cells: dict[str, str] = dict(self._constant)
        faults: list[Finding] = []
        size = len(row)
        lost = self._lost.get(number, _NOTHING)
        for place, column in self._columns:
            cell = row[place] if place < size else ""
            if place in lost:
                faults.append((column, "cell_lost", "content", ""))
                cell = ""
            elif not isinstance(cell, str):
                try:
                    cell = cell_text(column, cell, from_1904=self._table.from_1904)
                except CellError as error:
                    faults.append((column, error.code, error.expected, shown(cell)))
                    cell = ""
            cells[column] = cell
        if self._gaps or size > self._width or lost:
            faults += self._unnamed(row, lost)
        if self._table.merged:
            faults += self._merged.fill(number, self._columns, cells)
        return cells, faults

    def _unnamed(self, row: Sequence[Cell], lost: Collection[int]) -> Iterator[Finding]:
        """Cells that stand under no heading."""
        for place in (*self._gaps, *range(self._width, max(len(row), *lost, 0) + 1)):
            cell = row[place] if place < len(row) else ""
            if place in lost or not _is_blank([cell]):
                yield str(place + 1), "column_unnamed", "heading", shown(cell)


class _MergedCells:
    """Cells of people that are merged. Only the first has the text; below it, it stands for all."""

    def __init__(self, table: Table) -> None:
        self._end = dict(table.merged)
        self._open: dict[int, tuple[int, str]] = {}

    def fill(
        self, number: int, columns: Sequence[tuple[int, str]], cells: dict[str, str]
    ) -> Iterator[Finding]:
        """Fill a row's cells in from those above. What is one's own, or goes over several columns, is a fault."""
        for place, column in columns:
            end = self._end.get((number - 1, place))
            if end and (end[1] != place or column in OWN_COLUMNS):
                yield column, "cell_merged", "single", cells[column]
            elif end:
                self._open[place] = (end[0], cells[column])
            elif place in self._open and number - 1 <= self._open[place][0]:
                cells[column] = self._open[place][1]


def _is_blank(row: Sequence[Cell]) -> bool:
    return not any(cell.strip() if isinstance(cell, str) else True for cell in row)
