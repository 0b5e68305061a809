"""Part "disclosures": what was disclosed is what was frozen as a digest, SPEC §6.1, §11.4."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drawverify.case import Case
from drawverify.errors import require, require_equal
from drawverify.strict import digest


def check_cites(case: Case) -> None:
    """The disclosures are of this attempt and name rows that exist."""
    # SPEC §11.4 step 55
    if case.disclosures is None:
        return
    for member in ("origin", "pool", "draw", "attempt"):
        require_equal(case.disclosures[member], case.record[member], f"disclosures.{member}")
    groups = case.record["groups"]
    for where, _, name, item in _items(case.disclosures):
        group, row = item["group"], item["row"]
        require(group < len(groups), where, expected=f"< {len(groups)}", got=group)
        size = len(groups[group][name])
        require(row < size, where, expected=f"< {size}", got=row)


# For each kind: the list its rows are in ("" where the item says), digest and disclosed member.
_KINDS = {
    "public": ("eligible", "public", "text"),
    "persons": ("", "person", "expert"),
    "bases": ("excluded", "basis", "evidence"),
}


def _items(disclosures: dict[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Yields place, kind, list and item of everything that names a row."""
    for kind, (fixed, _, _) in _KINDS.items():
        for number, item in enumerate(disclosures[kind]):
            yield f"disclosures.{kind}[{number}]", kind, fixed or item["list"], item


def check_digest(case: Case) -> None:
    """Each disclosed value with its salt gives the digest of its row."""
    # SPEC §6.1 step 56
    if case.disclosures is None:
        return
    for where, kind, name, item in _items(case.disclosures):
        _, label, member = _KINDS[kind]
        row = case.record["groups"][item["group"]][name][item["row"]]
        require_equal(digest(label, item["salt"], item[member]), row[label], where)
    units = {
        row["unit"] for group in case.record["groups"] for rows in group.values() for row in rows
    }
    for number, item in enumerate(case.disclosures["units"]):
        where = f"disclosures.units[{number}]"
        require_equal(digest("unit", item["salt"], item["code"]), item["unit"], where)
        require(item["unit"] in units, where, expected="unit_of_row", got=item["unit"])


STEPS = {"disclosure.cites": check_cites, "disclosure.digest": check_digest}
