"""Part "audit": the lists are made of the roster by the rules, SPEC §13.2, §13.3.

Not checked: that the roster was honestly built, that evidence is true, whom a filter keeps out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from drawverify.candidates import Row
from drawverify.case import Case
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.experts import Expert, belongs_to, published
from drawverify.reasons import Terms, is_ground, local_date, reason_of
from drawverify.roster import Roster

Place = tuple[int, str, int]  # group, list, row

# Reasons that follow from elsewhere, and what a report calls rows excluded for them.
ELSEWHERE = {"bye": "bye_rows", "engaged": "engaged_rows", "filtered": "filtered_rows"}


class Listed(NamedTuple):
    """A row, and the expert it is made of."""

    place: Place
    row: Row
    expert: Expert

    @property
    def where(self) -> str:
        """How a report calls the row."""
        return name_of(self.place)


def name_of(place: Place) -> str:
    """Returns how a report calls a row."""
    return f"groups[{place[0]}].{place[1]}[{place[2]}]"


class Audit:
    """A record, its audit disclosures and its roster.

    Attributes:
        listed: the rows whose expert is disclosed, after `audit.complete`.
        open: why something could not be judged, and how many rows it is about.
    """

    def __init__(self, case: Case, roster: Roster) -> None:
        self.case = case
        self.roster = roster
        self.disclosed: dict[str, Any] = case.disclosures or {}
        self.listed: list[Listed] = []
        self.open: dict[str, int] = {}

    @property
    def freeze(self) -> dict[str, Any]:
        """The body of the FREEZE, which `audit.roster` found."""
        return self.case.freeze.body if self.case.freeze else {}

    def rows(self) -> Iterator[tuple[Place, Row]]:
        """Yields every row of the record and its place."""
        for group, lists in enumerate(self.case.lists):
            for name, rows in lists.items():
                for index, row in rows.shown():
                    yield (group, name, index), row

    def erased(self) -> set[Place]:
        """Returns the places whose disclosures were erased."""
        bodies = (entry.body for entry in self.case.chain if entry.type == "ERASED")
        return {(body["group"], body["list"], row) for body in bodies for row in body["rows"]}

    def items(self, kind: str) -> dict[Place, dict[str, Any]]:
        """Returns disclosed items by the place of their row.

        Raises:
            FailedError: a row has two.
        """
        found: dict[Place, dict[str, Any]] = {}
        for number, item in enumerate(self.disclosed[kind]):
            place = (item["group"], item.get("list", "excluded"), item["row"])
            where = f"disclosures.{kind}[{number}]"
            require(place not in found, where, expected="row_once")
            found[place] = item
        return found

    def of_every_row(self, kind: str) -> dict[Place, dict[str, Any]]:
        """Returns disclosed items by place; counts those of erased rows as open.

        Raises:
            FailedError: a row has two, or none and was not erased.
        """
        found, erased = self.items(kind), self.erased()
        missing = [place for place, _ in self.rows() if place not in found]
        for place in missing:
            require(place in erased, name_of(place), expected={"disclosed": kind})
        if missing:
            self.open["erased"] = len(missing)
        return found

    def count_open(self, name: str) -> None:
        """Counts a row that cannot be judged."""
        self.open[name] = self.open.get(name, 0) + 1


def check_roster(audit: Audit) -> None:
    """The roster file is that of the ROSTER which the FREEZE cites."""
    # SPEC §5.2 §6.1 §11.7 step 60
    case, head = audit.case, audit.roster.head
    require(case.freeze is not None, "record", expected="FREEZE", got=case.status)
    for member in ("origin", "pool"):
        require_equal(head[member], case.record[member], f"roster file.{member}")
    leaf = audit.freeze["roster"]
    require_equal(head["roster"], leaf, "roster file.roster")
    for entry in case.pool:
        if entry.leaf == leaf:
            audit.roster.check(entry.body)


def check_complete(audit: Audit) -> None:
    """Each group lists the experts of the roster that belong to it, each once and unchanged."""
    # SPEC §6.2 §11.4 §11.7 step 61
    persons, mode = audit.of_every_row("persons"), audit.freeze["mode"]
    groups = audit.case.request.body["groups"]
    seen: set[tuple[int, str]] = set()
    for place, row in audit.rows():
        if place in persons:
            person = persons[place]["expert"]
            listed = Listed(place, row, person)
            require(audit.roster.holds(person), listed.where, expected="roster_expert")
            known = (place[0], person["expert_id"])
            require(known not in seen, listed.where, expected="expert_once", got=known[1])
            specialty = groups[place[0]]["specialty"]
            belongs = belongs_to(person, specialty, mode)
            require(belongs, listed.where, expected={"belongs": specialty}, got=known[1])
            seen.add(known)
            audit.listed.append(listed)
    for number, group in enumerate(groups):
        size = sum(rows.size for rows in audit.case.lists[number].values())
        expected = audit.roster.count_of(group["specialty"], mode)
        require_equal(size, expected, f"groups[{number}]")


def check_person(audit: Audit) -> None:
    """An expert has one person digest in all groups, and in serial mode his own serial.

    That no digest is two experts' follows from `disclosure.digest`.
    """
    # SPEC §6.1 step 62
    known: dict[str, str] = {}
    is_serial = audit.freeze["mode"] == "serial"
    for listed in audit.listed:
        row, person = listed.row, listed.expert
        first = known.setdefault(person["expert_id"], row["person"])
        require_equal(row["person"], first, f"{listed.where}.person")
        if is_serial:
            require_equal(row["serial"], person["serial"], f"{listed.where}.serial")


def check_unit(audit: Audit) -> None:
    """With a limit per unit, each row has the unit that the roster says."""
    # SPEC §6.1 step 63
    units: dict[str, str] = {"": ""}
    for number, item in enumerate(audit.disclosed["units"]):
        first = units.setdefault(item["code"], item["unit"])
        require_equal(item["unit"], first, f"disclosures.units[{number}]")
    for listed in audit.listed if audit.freeze["unit_limit"] else ():
        code = listed.expert["employer_code"]
        require(code in units, listed.where, expected={"disclosed": "units"}, got=code)
        require_equal(listed.row["unit"], units[code], f"{listed.where}.unit")


def check_public(audit: Audit) -> None:
    """What is published of each row is what the profile says."""
    # SPEC §6.1 step 64
    public = audit.of_every_row("public")
    form = audit.case.profile["publication"]
    for listed in audit.listed:
        if listed.place in public:
            text = public[listed.place]["text"]
            require_equal(text, published(listed.expert, form), f"{listed.where}.public")


def check_reason(audit: Audit) -> None:
    """What excludes an expert does, and nothing else does, as far as this draw shows."""
    # SPEC §13.3 step 65
    case = audit.case
    related = audit.disclosed["related_units"]
    terms = Terms(
        case.profile,
        local_date(case.freeze.data["time"], audit.freeze["windows"]) if case.freeze else "",
        case.request.body["activity"]["date"],
        frozenset(related[0]["codes"] if related else ()),
    )
    bases = audit.items("bases")
    for listed in audit.listed:
        got, holds = listed.row.get("reason", ""), reason_of(listed.expert, terms)
        if holds or got not in (*ELSEWHERE, "recused"):
            require(got == holds, listed.where, expected=holds or "eligible", got=got or "eligible")
        elif got == "recused":
            _check_recusal(audit, listed, bases)
        else:
            filters = case.request.body["groups"][listed.place[0]]["filters"]
            require(bool(filters) or got != "filtered", listed.where, expected="filters", got=got)
            audit.count_open(ELSEWHERE[got])
    if not related:
        audit.count_open("related_units")


def _check_recusal(audit: Audit, listed: Listed, bases: dict[Place, dict[str, Any]]) -> None:
    """Checks a recusal that no unit calls for: it was decided by name, on a ground of the profile."""
    profile = audit.case.profile
    evidence = bases[listed.place]["evidence"] if listed.place in bases else ""
    if not is_ground(evidence, profile):
        known = listed.place in bases and audit.disclosed["related_units"]
        expected = profile["recusal_grounds"]
        require(not known, listed.where, expected={"one_of": expected}, got=evidence)
        audit.count_open("bases")


def _of_whole_lists(check: Callable[[Audit], None]) -> Callable[[Audit], None]:
    """Returns a step that needs a full record, and is open where disclosures are missing."""

    def checked(audit: Audit) -> None:
        if audit.case.is_slim:
            audit.open["slim"] = 1
        else:
            check(audit)
        if audit.open:
            missing = [{name: count} for name, count in audit.open.items()]
            raise NotCheckableError(missing=missing)

    return checked


STEPS = {
    "audit.roster": check_roster,
    "audit.complete": _of_whole_lists(check_complete),
    "audit.person": _of_whole_lists(check_person),
    "audit.unit": _of_whole_lists(check_unit),
    "audit.public": _of_whole_lists(check_public),
    "audit.reason": _of_whole_lists(check_reason),
}
