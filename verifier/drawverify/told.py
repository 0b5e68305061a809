"""What a verified record and its disclosures tell that later draws rest on, SPEC §13.4."""

from __future__ import annotations

from .case import Case
from .chains import Logged
from .errors import FailedError
from .facts import passed
from .schema import EXPERT
from .turns import SerialGroup
from .verify import Result

Place = tuple[int, str, int]  # group, list, row
Key = tuple[str, str, int]  # pool, draw, attempt
Disclosed = dict[Place, tuple[str, str]]  # expert id, reason


class Told:
    """One record.

    Attributes:
        entries: all its entries at their places in the log; own: without the ends that stand
            alone, none if it has entries of a type not known.
        last: the index of the last entry of the attempt.
        groups: the rows of each group in serial mode; None unless the record is a full one.
        rows: who each row is, and why excluded; None unless all rows were disclosed.
    """

    def __init__(self, case: Case, *, is_known: bool) -> None:
        record = case.record
        self.origin: str = record["origin"]
        self.key: Key = (record["pool"], record["draw"], record["attempt"])
        self.entries = [Logged(entry.index, entry.leaf, entry.data) for entry in case.entries]
        # What an end that stands alone is the end of, a record of its own tells.
        ends = {chain.end.index for chain in case.earlier if not chain.is_voided}
        self.own = [entry for entry in self.entries if is_known and entry.index not in ends]
        self.last = case.chain[-1].index
        is_whole = is_known and case.freeze is not None and not case.is_slim
        self.groups = _serial_groups(case) if is_whole else None
        self.rows = _disclosed_rows(case) if is_whole and case.disclosures else None

    def add(self, earlier: Told | None) -> None:
        """Adds the rows that an earlier record of the attempt shows, where this one is slim."""
        if earlier:
            self.groups = self.groups or earlier.groups
            self.rows = self.rows or earlier.rows


def told_by(result: Result) -> Told | None:
    """Returns what a record tells, None if it is none or failed."""
    if result.case is None or result.failed:
        return None
    return Told(result.case, is_known=passed(result, "rows.root"))


def _serial_groups(case: Case) -> list[SerialGroup] | None:
    """Returns the serials of all rows; None in random mode."""
    groups = []
    for lists in case.lists:
        eligible = [row["serial"] for _, row in lists["eligible"].shown()]
        excluded = [(row["serial"], row["reason"]) for _, row in lists["excluded"].shown()]
        groups.append(SerialGroup(eligible, excluded))
    return groups if case.profile["mode"] == "serial" else None


def _disclosed_rows(case: Case) -> Disclosed | None:
    """Returns expert id and reason ("" if eligible) by place; None unless all are disclosed."""
    ids: dict[Place, str] = {}
    for item in case.disclosures["persons"] if case.disclosures else ():
        try:
            EXPERT(item["expert"])
        except FailedError:
            return None
        ids[item["group"], item["list"], item["row"]] = item["expert"]["expert_id"]
    found: Disclosed = {}
    for group, lists in enumerate(case.lists):
        for name, rows in lists.items():
            for index, row in rows.shown():
                place = (group, name, index)
                if place not in ids:
                    return None
                found[place] = (ids[place], row.get("reason", ""))
    return found
