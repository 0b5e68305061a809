"""Part "freeze": the request, the frozen parameters and the candidates, SPEC §5.3, §6.

Whether the roster was honestly built and the exclusions are justified is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drawverify.candidates import leaf_hashes, turn_order
from drawverify.case import Case
from drawverify.errors import FailedError, require, require_equal
from drawverify.merkle import root_of
from drawverify.schema import MOST_GROUPS, MOST_SEATS

LISTS = ("eligible", "excluded")


def check_request(case: Case) -> None:
    """The REQUEST keeps the limits, carries the profile's approvals and names earlier attempts.

    Whether `matter` is made of the filing number cannot be checked: the number is not in the log.
    """
    # SPEC §5.3 step 20
    body, profile = case.request.body, case.profile
    require(bool(profile), "REQUEST.profile", expected="in_record", got=body["profile"])
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
    require(1 <= count <= MOST_GROUPS, "REQUEST.groups", expected=f"1–{MOST_GROUPS}", got=count)
    require(len(specialties) == count, "REQUEST.groups", expected="distinct_specialties")
    require(seats <= MOST_SEATS, "REQUEST.groups", expected=f"≤ {MOST_SEATS}", got=seats)


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
            require(found is not None, f"FREEZE.{member}", expected="in_record", got=leaf)
            cited.append(leaf)
    require_equal(sorted(entry.leaf for entry in case.pool), sorted(cited), "entries")


def check_profile(case: Case) -> None:
    """The frozen parameters are those of the profile."""
    # SPEC §5.3 step 22
    freeze, profile = case.freeze, case.profile
    if freeze is None:
        return
    body = freeze.body
    for member in ("mode", "roles", "unit_limit", "windows"):
        require_equal(body[member], profile[member], f"FREEZE.{member}")
    for member in ("source", "replacement"):
        allowed = profile[f"{member}s"]
        require(
            body[member] in allowed,
            f"FREEZE.{member}",
            expected={"one_of": allowed},
            got=body[member],
        )
    require_equal(body["source"] == "none", body["mode"] == "serial", "FREEZE.source")


def check_count(case: Case) -> None:
    """Groups and lists are as long as the FREEZE says, by reason too, and fit in the ROSTER."""
    # SPEC §5.3 §11.1 step 23
    groups, freeze = case.record["groups"], case.freeze
    if freeze is None:
        require_equal(len(groups), 0, "groups")
        return
    asked = len(case.request.body["groups"])
    require_equal(len(freeze.body["groups"]), asked, "FREEZE.groups")
    require_equal(len(groups), asked, "groups")
    roster = case.cited("ROSTER", freeze.body["roster"])
    most = roster.body["size"] if roster else 0
    for where, frozen, group in _frozen_groups(case):
        rows = sum(len(group[name]) for name in LISTS)
        require(rows <= most, where, expected={"rows_of_roster": f"≤ {most}"}, got=rows)
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
    frozen = case.freeze.body
    known: dict[str, dict[str, Any]] = {}
    for where, _, group in _frozen_groups(case):
        persons: set[str] = set()
        serials: set[int] = set()
        for name, number, row in _rows(group):
            wrong = _wrong_person(row, persons, known.setdefault(row["person"], row))
            wrong = wrong or _wrong_serial(row["serial"], serials, frozen["mode"] == "serial")
            if row["unit"] and not frozen["unit_limit"]:
                wrong = "no_unit"
            if wrong:
                raise FailedError(f"{where}.{name}[{number}]", expected=wrong, got=row)


def _wrong_person(row: dict[str, Any], persons: set[str], first: dict[str, Any]) -> str:
    """Returns what a row should be, "" if it is right; notes its person."""
    if row["person"] in persons:
        return "person_once"
    persons.add(row["person"])
    same = row["public"] == first["public"] and row["unit"] == first["unit"]
    return "" if same else "same_person"


def _wrong_serial(serial: str, serials: set[int], is_serial_mode: bool) -> str:  # noqa: FBT001
    """Returns what a serial should be, "" if it is right; notes its value."""
    if not is_serial_mode:
        return "no_serial" if serial else ""
    if not serial or int(serial) in serials:
        return "serial_once"
    serials.add(int(serial))
    return ""


def check_row_order(case: Case) -> None:
    """The lists stand in the order that the mode gives; so their order was nobody's choice."""
    # SPEC §6.2 step 25
    if case.freeze is None:
        return
    groups = case.record["groups"]
    case.row_leaves = [{name: leaf_hashes(group[name]) for name in LISTS} for group in groups]
    for leaves, (where, frozen, group) in zip(case.row_leaves, _frozen_groups(case)):
        _check_ascending(leaves["excluded"], f"{where}.excluded")
        if case.freeze.body["mode"] == "serial":
            turns = turn_order(group, frozen["carried"], frozen["cursor"])
            _check_turns(group["eligible"], turns, f"{where}.eligible")
        else:
            require_equal((frozen["carried"], frozen["cursor"]), ([], ""), f"FREEZE.{where}")
            _check_ascending(leaves["eligible"], f"{where}.eligible")


def _check_ascending(leaves: list[bytes], where: str) -> None:
    for row, (before, leaf) in enumerate(zip(leaves, leaves[1:]), 1):
        if before >= leaf:
            above = {"leaf_above": before.hex()}
            raise FailedError(f"{where}[{row}]", expected=above, got=leaf.hex())


def _check_turns(rows: list[dict[str, Any]], turns: list[str], where: str) -> None:
    for number, (row, serial) in enumerate(zip(rows, turns)):
        if row["serial"] != serial:
            raise FailedError(f"{where}[{number}]", expected=serial, got=row["serial"])


def check_root(case: Case) -> None:
    """The rows of the record are those that were frozen."""
    # SPEC §6.2 step 26
    if case.freeze is None:
        return
    for leaves, (where, frozen, _) in zip(case.row_leaves, _frozen_groups(case)):
        for name in LISTS:
            root = root_of(leaves[name]).hex()
            require_equal(root, frozen[name]["root"], f"{where}.{name}")


def _frozen_groups(case: Case) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """Yields each group's place, what the FREEZE says of it, and its rows."""
    frozen = case.freeze.body["groups"] if case.freeze else []
    for number, pair in enumerate(zip(frozen, case.record["groups"])):
        yield (f"groups[{number}]", *pair)


def _rows(group: dict[str, Any]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yields the list, the number and the row of all rows of a group."""
    for name in LISTS:
        for number, row in enumerate(group[name]):
            yield name, number, row


STEPS = {
    "request.terms": check_request,
    "freeze.cites": check_cites,
    "freeze.profile": check_profile,
    "rows.count": check_count,
    "rows.distinct": check_distinct,
    "rows.order": check_row_order,
    "rows.root": check_root,
}
