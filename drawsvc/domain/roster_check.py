"""From the rows of a file to a roster, all or nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial

from drawsvc.domain.errors import RosterError
from drawsvc.domain.roster import Expert, Identities, Roster
from drawsvc.domain.roster_cells import (
    COLUMNS,
    CellError,
    CellFault,
    birth_in,
    read_cell,
)
from drawsvc.domain.specialty_cells import SpecialtyCells
from drawsvc.domain.taxonomy import Taxonomy

MAX_FAULTS = 1000  # more are counted and not kept: a wrong column has one in each row

CELLS_KEPT = 2**15  # of each column
OWN_COLUMNS = frozenset({"expert_id", "serial", "name", "id_number", "phone"})
"""Columns whose cells seldom occur twice; in the others one that occurs again is not read again."""

PERIODS = (
    ("published_at", "publicity_until"),
    ("unavailable_from", "unavailable_until"),
)

_NO_VALUES = dict.fromkeys(COLUMNS, "")

Place = tuple[str, int]
"""Sheet and row, as in RosterRow."""


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


def check_roster(
    rows: Iterable[RosterRow],
    taxonomy: Taxonomy | None = None,
    identities: Identities | None = None,
) -> Roster:
    """Make a roster of rows in any order.

    Args:
        rows: all rows of a file.
        taxonomy: the pool's specialties; a specialty that is none of them is a fault. Without it any
            well-formed code is taken.
        identities: the pool's, for a file without ids.

    Raises:
        RosterError: `roster_cells` with `cells`, the first MAX_FAULTS bad cells, and `total`, how
            many there are; `roster_empty`, there is no row.
    """
    check = _Check(taxonomy)
    for row in rows:
        check.take(row)
    return check.roster(identities or Identities())


class _Check:
    """What the rows taken so far amount to."""

    def __init__(self, taxonomy: Taxonomy | None) -> None:
        self._identity = ""
        self._experts: list[Expert] = []
        self._faults: list[CellFault] = []
        self._total = 0
        self._ids: dict[str, Place] = {}
        self._serials: dict[str, dict[int, Place]] = {}
        self._specialties = SpecialtyCells(taxonomy)
        # Kept here and not beside the functions: what was read must go when the check goes. None may refer to the
        # check, or all of it would stay until the garbage is collected.
        self._read = {column: _reader(column) for column in COLUMNS}
        self._read["home_category"] = lru_cache(CELLS_KEPT)(partial(_category, self._specialties))

    def take(self, row: RosterRow) -> None:
        checked = _Row(row, self._read)
        self._identity = self._identity or checked.identity
        checked.fill_in()
        codes = checked.codes(self._specialties)
        checked.require(self._identity, codes)
        checked.compare_days()
        self._look_for_twins(checked)
        if checked.faults:
            self._total += len(checked.faults)
            self._faults += checked.faults[: MAX_FAULTS - len(self._faults)]
        elif not self._total:  # with a fault in the file nobody is needed any more
            del checked.values["specialties"]
            self._experts.append(Expert(**checked.values, specialties=codes))

    def roster(self, identities: Identities) -> Roster:
        if self._total:
            raise RosterError("roster_cells", cells=self._faults, total=self._total)
        if not self._experts:
            raise RosterError("roster_empty")
        experts = _named(self._experts, identities)
        return Roster(tuple(sorted(experts, key=lambda expert: expert.expert_id)))

    def _look_for_twins(self, checked: _Row) -> None:
        values, here = checked.values, (checked.row.sheet, checked.row.row)
        column = self._identity
        if values[column]:
            key = values[column].upper() if column == "id_number" else values[column]
            _claim(checked, column, self._ids.setdefault(key, here), here=here)
        if values["serial"]:
            serials = self._serials.setdefault(values["home_category"], {})
            first = serials.setdefault(int(values["serial"]), here)
            _claim(checked, "serial", first, here=here)


def _claim(checked: _Row, column: str, first: Place, *, here: Place) -> None:
    """Note a fault if somebody else stood here first."""
    if first is not here:
        sheet, row = first
        place = f"{sheet}:{row}" if sheet else str(row)
        checked.fault(column, f"{column}_twice", expected=place)


def _named(experts: Sequence[Expert], identities: Identities) -> Sequence[Expert]:
    """The same, with an id for those who have none."""
    if all(expert.expert_id for expert in experts):
        return experts
    ids = identities.given_out(e.id_number.upper() for e in experts if not e.expert_id)
    return [e if e.expert_id else replace(e, expert_id=ids[e.id_number.upper()]) for e in experts]


def _category(cells: SpecialtyCells, raw: str) -> str:
    text = read_cell("home_category", raw)
    return cells.category(text) if text else ""


def _reader(column: str) -> Callable[[str], str]:
    read = partial(read_cell, column)
    return read if column in OWN_COLUMNS else lru_cache(CELLS_KEPT)(read)


class _Row:
    """The values of a row, "" where there is none, and what is wrong with it."""

    def __init__(self, row: RosterRow, read: Mapping[str, Callable[[str], str]]) -> None:
        self.row = row
        self.faults = list(row.faults)
        self._spoilt = {fault.column for fault in row.faults}
        self.values = values = _NO_VALUES.copy()
        for column, raw in row.cells.items():
            if raw:
                try:
                    values[column] = read[column](raw)
                except CellError as error:
                    self._take(column, error)

    def fault(self, column: str, code: str, *, expected: str, found: str | None = None) -> None:
        """Note what is wrong with a cell, or with the part `found` of it."""
        self._spoilt.add(column)
        if found is None:
            found = self.row.cells.get(column, "")
        self.faults.append(
            CellFault(self.row.sheet, self.row.row, column, code, expected=expected, found=found)
        )

    def fill_in(self) -> None:
        """What a file without the column says elsewhere: who is active, when somebody was born."""
        if "status" not in self.row.cells:
            self.values["status"] = "active"
        if "birth" not in self.row.cells and self.values["id_number"]:
            try:
                self.values["birth"] = birth_in(self.values["id_number"])
            except CellError as error:
                self._take("id_number", error)

    def codes(self, cells: SpecialtyCells) -> tuple[str, ...]:
        """The specialties. A category without specialties of its own (HN-08) is one itself."""
        home = self.values["home_category"]
        try:
            codes = cells.specialties(self.values["specialties"], home)
        except CellError as error:
            self._take("specialties", error)
            return ()
        if "home_category" not in self.row.cells:
            self.values["home_category"] = cells.category_of(codes)
        return codes or ((home,) if home else ())

    @property
    def identity(self) -> str:
        """The column that says who it is."""
        return "expert_id" if "expert_id" in self.row.cells else "id_number"

    def require(self, identity: str, codes: tuple[str, ...]) -> None:
        """What no row can do without. All sheets of a file have ids, or none has."""
        if identity != self.identity:
            self.fault("expert_id", "column_missing", expected="expert_id")
        for column in (identity, "name", "status"):
            self._require(column, self.values[column])
        if "home_category" not in self._spoilt:
            self._require("specialties", codes)

    def compare_days(self) -> None:
        """Both ends of a period or neither, in order. Days as text compare like days."""
        for first, last in PERIODS:
            since, until = self.values[first], self.values[last]
            if not (since or until) or not self._spoilt.isdisjoint((first, last)):
                continue
            if not since or not until:
                self.fault(last if since else first, "period_open", expected="date")
            elif since > until:
                self.fault(last, "period_reversed", expected=since)

    def _require(self, column: str, value: object) -> None:
        if not value and column not in self._spoilt:
            self.fault(column, "cell_missing", expected=column)

    def _take(self, column: str, error: CellError) -> None:
        self.fault(column, error.code, expected=error.expected, found=error.found)
