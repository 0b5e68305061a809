"""Part "freeze": the request, the frozen parameters and the candidates, SPEC §5.3, §6.

Whether the roster was honestly built and the exclusions are justified is not checked.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from drawverify.candidates import LISTS, Rows, leaf_hashes, turn_order
from drawverify.case import Case
from drawverify.deadline import DAY, MINUTE, day_of, time_text
from drawverify.errors import FailedError, require, require_equal
from drawverify.merkle import check_inclusion, root_of
from drawverify.note import from_base64
from drawverify.schema import MOST_GROUPS, MOST_SEATS

# SPEC §8.3: no order of more rows can be drawn.
MOST_ROWS = 2**32
DATE_LENGTH = 10
# What a further attempt is: a retry where the one before gave no panel, SPEC §5.3.
RETRIED = ("VOID", "wider_attempt")


def check_request(case: Case) -> None:
    """The REQUEST keeps the limits, carries the profile's approvals and names earlier attempts of its matter.

    Whether `matter` is made of the filing number cannot be checked: the number is not in the log.
    """
    # SPEC §5.3 step 20
    body, profile = case.request.body, case.profile
    require(bool(profile), "REQUEST.profile", expected="in_record", got=body["profile"])
    _check_groups(body["groups"])
    windows = profile["windows"]
    today = (case.request.time + windows["utc_offset_minutes"] * MINUTE) // DAY
    valid = day_of(profile["valid_from"]) <= today
    expected = {"until": time_text(today * DAY)[:DATE_LENGTH]}
    require(valid, "PROFILE.valid_from", expected=expected, got=profile["valid_from"])
    require_equal(body["kind"], _kind_of(case), "REQUEST.kind")
    require_equal(body["earlier"], [end.leaf for end in case.ends], "REQUEST.earlier")
    for chain in case.chains:
        request = chain.entries[0]
        require_equal(request.body["matter"], body["matter"], f"{request.name}.matter")
    approved = [(item["role"], item["step"]) for item in body["approvals"]]
    asked = [(item["role"], item["step"]) for item in profile["approvals"]]
    require_equal(approved, asked, "REQUEST.approvals")


def _kind_of(case: Case) -> str:
    """Returns what kind of attempt it is, by the end of the one before."""
    if not case.ends:
        return "first"
    last = case.ends[-1]
    return "retry" if last.body.get("kind", last.type) in RETRIED else "second_panel"


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
        leaves = [("ROSTER", freeze.body["roster"]), ("CALENDAR", freeze.body["calendar"])]
        leaves += [("OPENING", leaf) for leaf in freeze.body["history"]["opening"]]
        for kind, leaf in leaves:
            found = case.cited(kind, leaf) is not None
            require(found, f"FREEZE.{kind.lower()}", expected="in_record", got=leaf)
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
    case.lists = [
        {name: Rows(group[name], tree[name]["size"], slim=case.is_slim) for name in LISTS}
        for group, tree in zip(groups, freeze.body["groups"])
    ]
    roster = case.cited("ROSTER", freeze.body["roster"])
    most = min(roster.body["size"] if roster else 0, MOST_ROWS)
    for where, frozen, lists in _frozen_groups(case):
        size = sum(rows.size for rows in lists.values())
        require(size <= most, where, expected={"rows_of_roster": f"≤ {most}"}, got=size)
        for name, rows in lists.items():
            require_equal(rows.end, rows.size, f"{where}.{name}")
        counts, excluded = frozen["excluded"]["counts"], lists["excluded"]
        if case.is_slim:
            require_equal(sum(counts.values()), excluded.size, f"{where}.excluded")
        else:
            require_equal(_reasons(excluded), counts, f"{where}.excluded")


def _reasons(excluded: Rows) -> dict[str, int]:
    """Returns how many rows are excluded for each reason."""
    counts: dict[str, int] = {}
    for _, row in excluded.shown():
        counts[row["reason"]] = counts.get(row["reason"], 0) + 1
    return counts


def check_distinct(case: Case) -> None:
    """No person twice in a group; the same public and unit digest for a person in all groups."""
    # SPEC §6.1 §6.2 step 24
    if case.freeze is None:
        return
    frozen = case.freeze.body
    known: dict[str, dict[str, Any]] = {}
    for where, _, lists in _frozen_groups(case):
        persons: set[str] = set()
        serials: set[int] = set()
        for name, number, row in _rows(lists):
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
    case.row_leaves = [{n: leaf_hashes(lists[n]) for n in LISTS} for lists in case.lists]
    for leaves, (where, frozen, lists) in zip(case.row_leaves, _frozen_groups(case)):
        _check_ascending(leaves["excluded"], lists["excluded"], f"{where}.excluded")
        if case.freeze.body["mode"] == "serial":
            _check_carried(lists, frozen["carried"], slim=case.is_slim)
            _check_turns(lists["eligible"], frozen, f"{where}.eligible")
        else:
            require_equal((frozen["carried"], frozen["cursor"]), ([], ""), f"FREEZE.{where}")
            _check_ascending(leaves["eligible"], lists["eligible"], f"{where}.eligible")


def _check_ascending(leaves: list[bytes], rows: Rows, where: str) -> None:
    following = zip(rows.indexes, leaves)
    _, before = next(following, (0, b""))
    for index, leaf in following:
        if before >= leaf:
            above = {"leaf_above": before.hex()}
            raise FailedError(f"{where}[{index}]", expected=above, got=leaf.hex())
        before = leaf


def _check_carried(lists: dict[str, Rows], carried: list[str], *, slim: bool) -> None:
    """Checks that turns are carried once each and, where all rows are shown, by rows."""
    owed = set(map(int, carried))
    require(len(owed) == len(carried), "carried", expected="serials_once", got=carried)
    if not slim:
        serials = {int(row["serial"]) for _, _, row in _rows(lists)}
        require(serials.issuperset(owed), "carried", expected="serials_of_group", got=carried)


def _check_turns(rows: Rows, frozen: dict[str, Any], where: str) -> None:
    serials = [row["serial"] for _, row in rows.shown()]
    turns = turn_order(serials, frozen["carried"], frozen["cursor"])
    for index, serial, expected in zip(rows.indexes, serials, turns):
        if serial != expected:
            raise FailedError(f"{where}[{index}]", expected=expected, got=serial)


def check_root(case: Case) -> None:
    """The rows of the record are those that were frozen."""
    # SPEC §6.2 §11.1 step 26
    if case.freeze is None:
        return
    groups = zip(case.record["groups"], case.row_leaves, _frozen_groups(case))
    for items, leaves, (where, frozen, _) in groups:
        for name in LISTS:
            root, place = frozen[name]["root"], f"{where}.{name}"
            if case.is_slim:
                _check_proofs(items[name], leaves[name], frozen[name], place)
            else:
                require_equal(root_of(leaves[name]).hex(), root, place)


def _check_proofs(
    items: list[dict[str, Any]], leaves: list[bytes], tree: dict[str, Any], where: str
) -> None:
    size, root = tree["size"], bytes.fromhex(tree["root"])
    for item, leaf in zip(items, leaves):
        proof = [from_base64(text) for text in item["proof"]]
        try:
            check_inclusion(leaf, proof, index=item["index"], size=size, root=root)
        except FailedError as error:
            raise error.at(f"{where}[{item['index']}]") from None


def _frozen_groups(case: Case) -> Iterator[tuple[str, dict[str, Any], dict[str, Rows]]]:
    """Yields each group's place, what the FREEZE says of it, and its lists."""
    frozen = case.freeze.body["groups"] if case.freeze else []
    for number, pair in enumerate(zip(frozen, case.lists)):
        yield (f"groups[{number}]", *pair)


def _rows(lists: dict[str, Rows]) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yields the list, the index and the row of all rows shown of a group."""
    for name, rows in lists.items():
        for index, row in rows.shown():
            yield name, index, row


STEPS = {
    "request.terms": check_request,
    "freeze.cites": check_cites,
    "freeze.profile": check_profile,
    "rows.count": check_count,
    "rows.distinct": check_distinct,
    "rows.order": check_row_order,
    "rows.root": check_root,
}
