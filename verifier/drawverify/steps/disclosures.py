"""Part "disclosures": what was disclosed is what was frozen as a digest, SPEC §6.1, §11.4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drawverify.case import Case
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.strict import digest


def check_cites(case: Case) -> None:
    """The disclosures are of this attempt and name rows that exist."""
    # SPEC §11.4 step 55
    if case.disclosures is None:
        return
    for member in ("origin", "pool", "draw", "attempt"):
        require_equal(case.disclosures[member], case.record[member], f"disclosures.{member}")
    missing = ""
    for where, _, name, item in _items(case.disclosures):
        group, row = item["group"], item["row"]
        groups = len(case.lists)
        require(group < groups, where, expected=f"< {groups}", got=group)
        rows = case.lists[group][name]
        require(row < rows.size, where, expected=f"< {rows.size}", got=row)
        if row not in rows.indexes:
            missing = missing or where
    disclosed = {item["unit"] for item in case.disclosures["units"]}
    if case.is_slim and not disclosed <= _units(case):
        missing = missing or "disclosures.units"
    if missing:
        raise NotCheckableError(missing)


def _units(case: Case) -> set[str]:
    """Returns the units of the rows shown."""
    shown = (rows.shown() for lists in case.lists for rows in lists.values())
    return {row["unit"] for rows in shown for _, row in rows}


# For each kind: the list its rows are in ("" where the item says), digest and disclosed member.
_KINDS = {
    "public": ("", "public", "text"),
    "persons": ("", "person", "expert"),
    "bases": ("excluded", "basis", "evidence"),
}


def _items(disclosures: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yields place, kind, list and item of everything that names a row."""
    for kind, (fixed, _, _) in _KINDS.items():
        for number, item in enumerate(disclosures[kind]):
            yield f"disclosures.{kind}[{number}]", kind, fixed or item["list"], item


def check_digest(case: Case) -> None:
    """Each disclosed value with its salt gives the digest of its row, as far as that is shown."""
    # SPEC §5.3 §6.1 step 56
    if case.disclosures is None:
        return
    for where, kind, name, item in _items(case.disclosures):
        rows = case.lists[item["group"]][name]
        if item["row"] in rows.indexes:
            _, label, member = _KINDS[kind]
            found = digest(label, item["salt"], item[member])
            require_equal(found, rows[item["row"]][label], where)
    units = _units(case)
    for number, item in enumerate(case.disclosures["units"]):
        where = f"disclosures.units[{number}]"
        require_equal(digest("unit", item["salt"], item["code"]), item["unit"], where)
        known = case.is_slim or item["unit"] in units
        require(known, where, expected="unit_of_row", got=item["unit"])
    for item in case.disclosures["related_units"]:
        found = digest("related units", item["salt"], item["codes"])
        require_equal(found, case.request.body["related_units"], "disclosures.related_units")


STEPS = {"disclosure.cites": check_cites, "disclosure.digest": check_digest}
