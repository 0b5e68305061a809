"""From the rows of a file to a roster, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Expert, Roster
from drawsvc.domain.roster_cells import (
    COLUMNS,
    REQUIRED_COLUMNS,
    CellError,
    CellFault,
    read_cell,
    read_codes,
)
from drawsvc.domain.taxonomy import Taxonomy

MAX_FAULTS = 1000  # more are counted and not kept: a wrong column has one in each row

CELLS_KEPT = 2**15
OWN_COLUMNS = frozenset({"expert_id", "serial", "name", "id_number", "phone"})
"""Columns whose cells seldom occur twice; the others are read once for all rows that share one."""

PERIODS = (
    ("published_at", "publicity_until"),
    ("unavailable_from", "unavailable_until"),
)


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row as a file has it.

    Args:
        sheet: name of the sheet, "" in a file without sheets.
        row: as the file counts it.
        cells: text by column of COLUMNS; a column the file lacks is absent.
        faults: what was wrong with cells already when they were read.
    """

    sheet: str
    row: int
    cells: Mapping[str, str] = field(repr=False)
    faults: tuple[CellFault, ...] = ()


def check_roster(rows: Iterable[RosterRow], taxonomy: Taxonomy | None = None) -> Roster:
    """Make a roster of rows in any order.

    Args:
        rows: all rows of a file.
        taxonomy: the pool's specialties; a code that is none of them is a fault. Without it any
            well-formed code is taken.

    Raises:
        RosterError: `roster_cells` with `cells`, the first MAX_FAULTS bad cells, and `total`, how
            many there are; `roster_empty`, there is no row.
    """
    check = _Check(taxonomy)
    for row in rows:
        check.take(row)
    return check.roster()


class _Check:
    """What the rows taken so far amount to."""

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        self._taxonomy = taxonomy
        self._experts: list[Expert] = []
        self._faults: list[CellFault] = []
        self._total = 0
        self._places: dict[Hashable, tuple[str, int]] = {}
        # Kept here and not beside the functions: what was read must go when the check goes.
        self._read_often = lru_cache(CELLS_KEPT)(read_cell)
        self._read_codes = lru_cache(CELLS_KEPT)(read_codes)

    def take(self, row: RosterRow) -> None:
        checked = _Row(row, self._read)
        codes = checked.codes(self._read_codes)
        checked.require(codes)
        checked.compare_days()
        if self._taxonomy:
            checked.look_up(codes, self._taxonomy)
        self._look_for_twins(checked)
        self._total += len(checked.faults)
        self._faults += checked.faults[: MAX_FAULTS - len(self._faults)]
        if not checked.faults:
            home = checked.values["home_category"]
            checked.values.pop("specialties")
            # A pool of categories without specialties of their own (HN-08) needs one column only.
            self._experts.append(Expert(**checked.values, specialties=codes or (home,)))

    def roster(self) -> Roster:
        if self._total:
            raise RosterError("roster_cells", cells=self._faults, total=self._total)
        if not self._experts:
            raise RosterError("roster_empty")
        return Roster(tuple(sorted(self._experts, key=lambda expert: expert.expert_id)))

    def _read(self, column: str, raw: str) -> str:
        return read_cell(column, raw) if column in OWN_COLUMNS else self._read_often(column, raw)

    def _look_for_twins(self, checked: _Row) -> None:
        values = checked.values
        if values["expert_id"]:
            self._claim(checked, "expert_id", key=values["expert_id"])
        if values["serial"]:
            self._claim(checked, "serial", key=(values["home_category"], int(values["serial"])))

    def _claim(self, checked: _Row, column: str, *, key: Hashable) -> None:
        here = (checked.row.sheet, checked.row.row)
        sheet, row = first = self._places.setdefault((column, key), here)
        if first is not here:
            place = f"{sheet}:{row}" if sheet else str(row)
            checked.fault(column, f"{column}_twice", expected=place)


class _Row:
    """The values of a row, "" where there is none, and what is wrong with it."""

    def __init__(self, row: RosterRow, read: Callable[[str, str], str]) -> None:
        self.row = row
        self.faults = list(row.faults)
        self._spoilt = {fault.column for fault in row.faults}
        self.values = dict.fromkeys(COLUMNS, "")
        for column, raw in row.cells.items():
            if raw and column not in self._spoilt:
                self.values[column] = self._value(column, raw, read=read)

    def fault(self, column: str, code: str, *, expected: str, found: str | None = None) -> None:
        """Note what is wrong with a cell, or with the part `found` of it."""
        self._spoilt.add(column)
        if found is None:
            found = self.row.cells.get(column, "")
        self.faults.append(
            CellFault(self.row.sheet, self.row.row, column, code, expected=expected, found=found)
        )

    def codes(self, read: Callable[[str], tuple[str, ...]]) -> tuple[str, ...]:
        try:
            return read(self.values["specialties"])
        except CellError as error:
            self.fault("specialties", error.code, expected=error.expected)
            return ()

    def require(self, codes: tuple[str, ...]) -> None:
        """What no row can do without; a file without a status column has none but active ones."""
        if "status" not in self.row.cells:
            self.values["status"] = "active"
        for column in (*REQUIRED_COLUMNS, "status"):
            self._require(column, self.values[column])
        self._require("specialties", codes or self.values["home_category"])

    def compare_days(self) -> None:
        """Both ends of a period or neither, in order. Days as text compare like days."""
        for first, last in PERIODS:
            since, until = self.values[first], self.values[last]
            if not self._spoilt.isdisjoint((first, last)):
                continue
            if bool(since) != bool(until):
                self.fault(last if since else first, "period_open", expected="date")
            elif since > until:
                self.fault(last, "period_reversed", expected=since)

    def look_up(self, codes: tuple[str, ...], taxonomy: Taxonomy) -> None:
        """Refuse codes the pool does not have."""
        home = self.values["home_category"]
        if home and (home not in taxonomy.by_code or taxonomy.by_code[home].category):
            self.fault("home_category", "category_unknown", expected=_listed(taxonomy))
        for code in codes:
            if code not in taxonomy.by_code:
                self.fault(
                    "specialties", "specialty_unknown", expected=_listed(taxonomy), found=code
                )

    def _require(self, column: str, value: object) -> None:
        if not value and column not in self._spoilt:
            self.fault(column, "cell_missing", expected=column)

    def _value(self, column: str, raw: str, *, read: Callable[[str, str], str]) -> str:
        try:
            return read(column, raw)
        except CellError as error:
            self.fault(column, error.code, expected=error.expected)
            return ""


def _listed(taxonomy: Taxonomy) -> str:
    return "|".join(entry.code for entry in taxonomy.categories)
