"""Part "freeze": the request, the frozen parameters and the candidates, SPEC §5.3, §6.

Whether the roster was honestly built and the exclusions are justified is not checked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from drawverify.bodies import MOST_GROUPS, MOST_SEATS
from drawverify.candidates import leaf_hashes, turn_order
from drawverify.errors import require, require_equal
from drawverify.merkle import root_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from drawverify.case import Case

LISTS = ("eligible", "excluded")


def check_request(case: Case) -> None:
    """The REQUEST keeps the limits, carries the profile's approvals and names earlier attempts.

    Whether `matter` is made of the filing number cannot be checked: the number is not in the log.
    """
    # SPEC §5.3 step 20
    body, profile = case.request.body, case.profile
    require(profile is not None, "REQUEST.profile", expected="in the record", got=body["profile"])
    assert profile is not None  # noqa: S101 - for the type checker
    _check_groups(body["groups"])
    attempt, earlier = case.record["attempt"], body["earlier"]
    is_first = body["kind"] == "first"
    require_equal(is_first, attempt == 1, "REQUEST.kind")
    require_equal(len(earlier), attempt - 1, "REQUEST.earlier")
    approved = [(item["role"], item["step"]) for item in body["approvals"]]
    asked = [(item["role"], item["step"]) for item in profile["approvals"]]
    require_equal(approved, asked, "REQUEST.approvals")


def _check_groups(groups: list[dict[str, Any]]) -> None:
    count, seats = len(groups), sum(group["seats"] for group in groups)
    specialties = {group["specialty"] for group in groups}
    require(1 <= count <= MOST_GROUPS, "REQUEST.groups", expected=f"1 to {MOST_GROUPS}", got=count)
    require(len(specialties) == count, "REQUEST.groups", expected="distinct specialties")
    require(seats <= MOST_SEATS, "REQUEST.groups", expected=f"≤ {MOST_SEATS} seats", got=seats)


def check_cites(case: Case) -> None:
    """The FREEZE cites the REQUEST and pool entries; the record holds exactly those cited."""
    # SPEC §5.3 §11.1 step 21
    request, freeze = case.request, case.freeze
    cited = [request.body["profile"]]
    if freeze:
        require_equal(freeze.body["request"], request.leaf, "FREEZE.request")
        require_equal(freeze.body["profile"], request.body["profile"], "FREEZE.profile")
        for kind, member in (("ROSTER", "roster"), ("CALENDAR", "calendar")):
            leaf = freeze.body[member]
            found = case.cited(kind, leaf)
            require(found is not None, f"FREEZE.{member}", expected="in the record", got=leaf)
            cited.append(leaf)
    require_equal(sorted(entry.leaf for entry in case.pool), sorted(cited), "entries")


def check_profile(case: Case) -> None:
    """The frozen parameters are those of the profile."""
    # SPEC §5.3 step 22
    freeze, profile = case.freeze, case.profile
    if freeze is None or profile is None:
        return
    body = freeze.body
    for member in ("mode", "roles", "unit_limit", "windows"):
        require_equal(body[member], profile[member], f"FREEZE.{member}")
    for member in ("source", "replacement"):
        allowed = profile[f"{member}s"]
        require(body[member] in allowed, f"FREEZE.{member}", expected=allowed, got=body[member])
    require_equal(body["source"] == "none", body["mode"] == "serial", "FREEZE.source")


def check_count(case: Case) -> None:
    """Groups and lists are as long as the FREEZE says, by reason too."""
    # SPEC §5.3 §11.1 step 23
    groups, freeze = case.record["groups"], case.freeze
    if freeze is None:
        require_equal(len(groups), 0, "groups")
        return
    asked = len(case.request.body["groups"])
    require_equal(len(freeze.body["groups"]), asked, "FREEZE.groups")
    require_equal(len(groups), asked, "groups")
    for where, frozen, group in _frozen_groups(case):
        for name in LISTS:
            require_equal(len(group[name]), frozen[name]["size"], f"{where}.{name}")
        counts: dict[str, int] = {}
        for row in group["excluded"]:
            counts[row["reason"]] = counts.get(row["reason"], 0) + 1
        require_equal(counts, frozen["excluded"]["counts"], f"{where}.excluded")


def check_distinct(case: Case) -> None:
    """No person twice in a group; the same public and unit digest for a person in all groups."""
    # SPEC §6.1 §6.2 step 24
    if case.freeze is None:
        return
    serial, limited = case.freeze.body["mode"] == "serial", case.freeze.body["unit_limit"] > 0
    known: dict[str, dict[str, Any]] = {}
    for where, _, group in _frozen_groups(case):
        persons: set[str] = set()
        serials: set[int] = set()
        for at, row in _rows(where, group):
            first = known.setdefault(row["person"], row)
            require(row["person"] not in persons, at, expected="a person once", got=row["person"])
            persons.add(row["person"])
            require_equal((row["public"], row["unit"]), (first["public"], first["unit"]), at)
            require(limited or row["unit"] == "", at, expected="no unit", got=row["unit"])
            require_equal(row["serial"] != "", serial, f"{at}.serial")
            if serial:
                value = int(row["serial"])
                require(value not in serials, at, expected="a serial once", got=row["serial"])
                serials.add(value)


def check_row_order(case: Case) -> None:
    """The lists stand in the order that the mode gives; so their order was nobody's choice."""
    # SPEC §6.2 step 25
    if case.freeze is None:
        return
    serial = case.freeze.body["mode"] == "serial"
    case.row_leaves = [
        {name: leaf_hashes(group[name]) for name in LISTS} for group in case.record["groups"]
    ]
    for number, (where, frozen, group) in enumerate(_frozen_groups(case)):
        leaves = case.row_leaves[number]
        _check_ascending(leaves["excluded"], f"{where}.excluded")
        if serial:
            turns = turn_order(group, frozen["carried"], frozen["cursor"])
            got = [row["serial"] for row in group["eligible"]]
            require_equal(got, turns, f"{where}.eligible")
        else:
            require_equal((frozen["carried"], frozen["cursor"]), ([], ""), f"FREEZE.{where}")
            _check_ascending(leaves["eligible"], f"{where}.eligible")


def _check_ascending(leaves: list[bytes], where: str) -> None:
    for row in range(1, len(leaves)):
        if leaves[row - 1] >= leaves[row]:
            require(False, f"{where}[{row}]", expected="ascending leaf hashes")  # noqa: FBT003


def check_root(case: Case) -> None:
    """The rows of the record are those that were frozen."""
    # SPEC §6.2 step 26
    if case.freeze is None:
        return
    for number, (where, frozen, _) in enumerate(_frozen_groups(case)):
        for name in LISTS:
            root = root_of(case.row_leaves[number][name]).hex()
            require_equal(root, frozen[name]["root"], f"{where}.{name}")


def _frozen_groups(case: Case) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yields each group's place, what the FREEZE says of it, and its rows."""
    frozen = case.freeze.body["groups"] if case.freeze else []
    for number, pair in enumerate(zip(frozen, case.record["groups"])):
        yield (f"groups[{number}]", *pair)


def _rows(where: str, group: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name in LISTS:
        for number, row in enumerate(group[name]):
            yield f"{where}.{name}[{number}]", row


STEPS = {
    "request.terms": check_request,
    "freeze.cites": check_cites,
    "freeze.profile": check_profile,
    "rows.count": check_count,
    "rows.distinct": check_distinct,
    "rows.order": check_row_order,
    "rows.root": check_root,
}
