"""One expert's row: how he was listed, SPEC §11.6, §13.2.

Whether he was excluded rightly is an audit's to check.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drawverify.case import Case
from drawverify.errors import FailedError, require, require_equal
from drawverify.merkle import check_inclusion
from drawverify.note import from_base64
from drawverify.strict import digest, leaf_hash, same, to_bytes

CITED = ("origin", "pool", "draw", "attempt")


def check_cites(case: Case, own: dict[str, Any]) -> None:
    """The file is of this attempt, whose lists are frozen, and names groups that exist."""
    # SPEC §11.6 step 57
    for member in CITED:
        require_equal(own[member], case.record[member], f"row.{member}")
    if case.freeze is None:
        raise FailedError("FREEZE", expected="FREEZE", got=case.status)
    groups = len(case.freeze.body["groups"])
    for where, item in _items(own):
        group = item["group"]
        require(group < groups, f"{where}.group", expected=f"< {groups}", got=group)


def check_included(case: Case, own: dict[str, Any]) -> None:
    """Each row stands in the frozen list where the file says."""
    # SPEC §4.1 §11.6 step 58
    frozen = case.freeze.body["groups"] if case.freeze else []
    for where, item in _items(own):
        tree = frozen[item["group"]][item["list"]]
        leaf = leaf_hash(to_bytes(item["row"]))
        proof = [from_base64(text) for text in item["proof"]]
        root = bytes.fromhex(tree["root"])
        try:
            check_inclusion(leaf, proof, index=item["index"], size=tree["size"], root=root)
        except FailedError as error:
            raise error.at(where) from None


def check_digest(case: Case, own: dict[str, Any]) -> None:
    """The row is made of the expert shown, an exclusion also of the evidence shown."""
    # SPEC §6.1 §11.6 step 59
    del case
    first = own["rows"][0]["expert"]
    for where, item in _items(own):
        expert, row = item["expert"], item["row"]
        require(same(expert, first), f"{where}.expert", expected=first, got=expert)
        person = digest("person", item["salt"], expert)
        require_equal(person, row["person"], f"{where}.row.person")
        require_equal(len(item["basis"]), int("basis" in row), f"{where}.basis")
        for basis in item["basis"]:
            found = digest("basis", basis["salt"], basis["evidence"])
            require_equal(found, row["basis"], f"{where}.row.basis")


def _items(own: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, item in enumerate(own["rows"]):
        yield f"rows[{number}]", item


STEPS = {"row.cites": check_cites, "row.included": check_included, "row.digest": check_digest}
