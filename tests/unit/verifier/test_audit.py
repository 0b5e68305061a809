"""Audits: rosters, audit disclosures and records that do and do not belong together."""

import io
from functools import partial
from typing import Any

import pytest
from drawverify.audit import examine_audit
from drawverify.audit_report import AuditReport
from drawverify.files import from_bytes
from drawverify.stream import pieces_of
from drawverify.verify import Inputs
from drawverify.words import Words

from tests.unit.verifier.build import canonical, digest, trust
from tests.unit.verifier.office import Attempt, Office, person, salt

TRUST = canonical(trust())


def audit(
    attempt: Attempt,
    *,
    disclosures: dict[str, Any] | None = None,
    roster: bytes | None = None,
    record: bytes | None = None,
    trusted: bool = True,
) -> dict[str, Any]:
    inputs = Inputs(
        from_bytes(attempt.record() if record is None else record),
        from_bytes(TRUST) if trusted else None,
        "",
        from_bytes(canonical(attempt.disclosures() if disclosures is None else disclosures)),
    )
    raw = attempt.office.roster_file() if roster is None else roster
    result, facts = examine_audit(inputs, partial(pieces_of, io.BytesIO(raw)))
    for language in ("zh", "en"):
        assert AuditReport(facts, result.checks, Words(language), colour=True).lines()
    return facts


def completed(**changes: Any) -> Attempt:
    return Office(**changes).draw().freeze().completed()


def test_draw_is_audited() -> None:
    facts = audit(completed())
    assert (facts["verdict"], facts["failed"], facts["not_checkable"]) == ("verified", [], [])
    assert facts["record"]["verdict"] == "verified"
    assert facts["roster"]["size"] == 6


def test_audit_is_unverifiable_without_trust() -> None:
    facts = audit(completed(), trusted=False)
    assert (facts["exit"], facts["not_checkable"]) == (3, ["trust.given"])


def failure(*arguments: Any, **given: Any) -> str:
    facts = audit(*arguments, **given)
    assert (facts["exit"], len(facts["failed"])) == (1, 1), facts["not_checkable"]
    return str(facts["failed"][0])


def changed(attempt: Attempt, **members: Any) -> dict[str, Any]:
    return {**attempt.disclosures(), **members}


def test_failed_record_fails_its_audit() -> None:
    attempt = completed()
    attempt.add("HELD", {"date": "2026-03-20"})
    attempt.office.log[-1]["seq"] = 99
    facts = audit(attempt)
    assert (facts["verdict"], facts["failed"]) == ("failed", ["chain.link"])


def test_unreadable_files() -> None:
    attempt = completed()
    facts = audit(attempt, record=b"{")
    assert (facts["exit"], facts["failed"]) == (2, ["file.json"])
    facts = audit(attempt, roster=b"{")
    assert (facts["exit"], facts["failed"], facts["checks"][0]["where"]) == (
        2,
        ["file.json"],
        "roster",
    )
    facts = audit(attempt, disclosures={})
    assert (facts["exit"], facts["failed"]) == (2, ["file.disclosures"])


# --- audit.roster


def test_record_without_freeze_has_no_roster() -> None:
    attempt = Office().draw()
    attempt.lists = []
    assert failure(attempt) == "audit.roster"


@pytest.mark.parametrize("member", ["origin", "pool", "roster"])
def test_roster_of_another_draw(member: str) -> None:
    attempt = completed()
    roster = attempt.office.roster_file(**{member: "0" * 64})
    assert failure(attempt, roster=roster) == "audit.roster"


def test_roster_with_somebody_more_less_or_other() -> None:
    attempt = completed()
    people = attempt.office.people
    for other in ([*people, person(7)], people[1:], [person(1, phone="1"), *people[1:]]):
        attempt.office.people = other
        roster = attempt.office.roster_file()
        attempt.office.people = people
        assert failure(attempt, roster=roster) == "audit.roster"


@pytest.mark.parametrize(
    "wrong",
    [
        person(1, expert_id="e2"),
        person(1, status=""),
        person(1, birth="1960-02-30"),
        person(1, name=1),
        {"expert_id": "e1"},
    ],
)
def test_roster_with_an_expert_who_is_none(wrong: dict[str, Any]) -> None:
    office = Office([wrong, person(2)], mode="random", sources=["dice"])
    office.people = [person(2)]
    attempt = office.draw().freeze()
    attempt.void("harmless")
    office.people = [wrong, person(2)]
    assert failure(attempt) == "audit.roster"


def test_expert_ids_are_distinct() -> None:
    office = Office([person(1), person(2, expert_id="e1")])
    assert failure(office.draw(seats=1).freeze().completed()) == "audit.roster"


# --- audit.complete


def test_somebody_left_out() -> None:
    office = Office()
    everybody, office.people = office.people, office.people[:5]
    attempt = office.draw().freeze().completed()
    office.people = everybody
    assert failure(attempt) == "audit.complete"


def test_somebody_who_is_not_of_the_roster() -> None:
    office = Office()
    everybody = office.people
    office.people = [person(1, phone="13900000000"), *everybody[1:]]
    attempt = office.draw().freeze().completed()
    office.people = everybody
    assert failure(attempt) == "audit.complete"


def test_somebody_of_another_category() -> None:
    office = Office([person(1), person(2), person(3, home_category="2.1")])
    attempt = office.draw()
    attempt.belongs = lambda *_: True  # type: ignore[method-assign]
    assert failure(attempt.freeze().completed()) == "audit.complete"


def test_somebody_twice() -> None:
    """Under two person digests; the size of the group is right."""
    office = Office([person(1), person(2), person(3)])
    attempt, twin = office.draw(), person(1)

    def row(group: int, who: dict[str, Any], reason: str) -> dict[str, Any]:
        made = Attempt.row(attempt, group, who, reason)
        return {**made, "serial": "002"} if who is twin else made

    attempt.row = row  # type: ignore[method-assign]
    attempt.key_of = lambda who: (who["expert_id"], who is twin)  # type: ignore[method-assign]
    office.people = [person(1), twin, person(3)]
    attempt.freeze().completed()
    office.people = [person(1), person(2), person(3)]
    facts = audit(attempt)
    assert facts["failed"] == ["audit.complete"]
    assert facts["checks"][1]["expected"] == "expert_once"


def test_persons_of_every_row_are_needed() -> None:
    attempt = completed()
    persons = attempt.disclosures()["persons"]
    assert failure(attempt, disclosures=changed(attempt, persons=persons[1:])) == "audit.complete"
    twice = [*persons, persons[0]]
    assert failure(attempt, disclosures=changed(attempt, persons=twice)) == "audit.complete"


def erased(attempt: Attempt) -> Attempt:
    body = {"approval": {"ref": "x", "role": "leader"}, "basis": "0" * 64, "group": 0}
    attempt.add("ERASED", {**body, "list": "eligible", "rows": [0]})
    return attempt


def test_erased_rows_are_not_checkable() -> None:
    attempt = erased(completed())
    assert audit(attempt)["verdict"] == "verified"
    disclosed = attempt.disclosures()
    facts = audit(attempt, disclosures={**disclosed, "persons": disclosed["persons"][1:]})
    steps = ["audit.complete", "audit.person", "audit.unit", "audit.public", "audit.reason"]
    assert (facts["not_checkable"], facts["open"]) == (steps, {"erased": 1})
    facts = audit(attempt, disclosures={**disclosed, "public": disclosed["public"][1:]})
    assert facts["not_checkable"] == ["audit.public", "audit.reason"]


# --- audit.person, audit.unit, audit.public


def two_groups(**changes: Any) -> Attempt:
    """A draw in random mode of two specialties that all experts have."""
    people = [person(n, specialties=["1.1", "1.2"], employer_code="U1") for n in range(1, 4)]
    office = Office(
        [*people, person(4, employer_code="")], mode="random", sources=["dice"], **changes
    )
    groups: list[dict[str, Any]] = [
        {"filters": [], "seats": 1, "specialty": name} for name in ("1.1", "1.2")
    ]
    return office.draw(groups=groups)


def test_groups_of_random_mode_by_specialty() -> None:
    attempt = two_groups(publication="masked").freeze().void("harmless")
    assert audit(attempt)["verdict"] == "verified"


def test_expert_with_two_digests() -> None:
    attempt = two_groups(publication="codes")
    salts: list[object] = []

    def key_of(who: dict[str, Any]) -> tuple[Any, ...]:
        """Every row is salted anew."""
        salts.append(who)
        return (len(salts) % len(attempt.office.people * 2), "anew")

    attempt.key_of = key_of  # type: ignore[method-assign]
    attempt.freeze().void("harmless")
    salted: dict[tuple[int, str], tuple[Any, ...]] = {}
    for group, lists in enumerate(attempt.lists):
        for row, who in lists["eligible"]:
            at = next(
                key
                for key in ((n, "anew") for n in range(9))
                if digest("person", salt(*key, "person"), who) == row["person"]
            )
            salted[group, who["expert_id"]] = at
    order = [
        salted[group, who["expert_id"]]
        for group, lists in enumerate(attempt.lists)
        for _, who in lists["eligible"]
    ]
    attempt.key_of = lambda who: order.pop(0)  # type: ignore[method-assign] # noqa: ARG005
    assert failure(attempt) == "audit.person"


def test_serial_of_another_expert() -> None:
    office = Office([person(1), person(2)])
    attempt = office.draw(seats=1)
    swapped = {"001": "002", "002": "001"}

    def row(group: int, who: dict[str, Any], reason: str) -> dict[str, Any]:
        made = Attempt.row(attempt, group, who, reason)
        return {**made, "serial": swapped[made["serial"]]}

    attempt.row = row  # type: ignore[method-assign]
    assert failure(attempt.freeze().completed()) == "audit.person"


def test_units() -> None:
    attempt = two_groups(unit_limit=1).freeze().void("harmless")
    assert audit(attempt)["verdict"] == "verified"
    assert failure(attempt, disclosures=changed(attempt, units=[])) == "audit.unit"


def test_expert_under_another_unit() -> None:
    attempt = two_groups(unit_limit=1)

    def row(group: int, who: dict[str, Any], reason: str) -> dict[str, Any]:
        other = {**who, "employer_code": "U9"} if who["expert_id"] == "e1" else who
        made = Attempt.row(attempt, group, other, reason)
        return {**made, "person": Attempt.row(attempt, group, who, reason)["person"]}

    attempt.row = row  # type: ignore[method-assign]
    attempt.freeze().void("harmless")
    disclosed = attempt.disclosures()
    units = [
        {"code": code, "salt": salt(code, "unit"), "unit": digest("unit", salt(code, "unit"), code)}
        for code in ("U1", "U9")
    ]
    assert failure(attempt, disclosures={**disclosed, "units": units}) == "audit.unit"


def test_two_digests_for_one_unit() -> None:
    attempt = two_groups(unit_limit=1)
    salts = {"e1": salt("other"), "e2": salt("U1", "unit"), "e3": salt("U1", "unit"), "e4": ""}

    def row(group: int, who: dict[str, Any], reason: str) -> dict[str, Any]:
        made = Attempt.row(attempt, group, who, reason)
        known = salts[who["expert_id"]]
        return {**made, "unit": digest("unit", known, "U1")} if known else made

    attempt.row = row  # type: ignore[method-assign]
    attempt.freeze().void("harmless")
    units = [
        {"code": "U1", "salt": known, "unit": digest("unit", known, "U1")}
        for known in sorted(set(salts.values()) - {""})
    ]
    assert failure(attempt, disclosures=changed(attempt, units=units)) == "audit.unit"


@pytest.mark.parametrize("form", ["full", "masked", "codes"])
def test_text_that_is_not_to_be_published(form: str) -> None:
    office = Office(publication=form)
    attempt = office.draw()
    assert audit(attempt.freeze().completed())["verdict"] == "verified"
    attempt = office.draw("d-2")
    attempt.published = lambda who: "李*"  # type: ignore[method-assign] # noqa: ARG005
    assert failure(attempt.freeze().completed()) == "audit.public"


def test_public_of_every_row_is_needed() -> None:
    attempt = completed()
    public = attempt.disclosures()["public"]
    assert failure(attempt, disclosures=changed(attempt, public=public[1:])) == "audit.public"


# --- audit.reason

EXCLUDED = {
    "removed": person(1, status="removed"),
    "suspended": person(1, status="suspended", publicity_until="2027-01-01"),
    "publicity_open": person(1, publicity_until="2026-03-02"),
    "out_of_term": person(1, term_start="2026-03-03"),
    "over_age": person(1, birth="1956-03-19"),
    "unavailable": person(1, unavailable_from="2026-03-20", unavailable_until="2026-03-20"),
    "recused": person(1, employer_code="U77"),
}
TERMS = {"age": {"limit": 70, "rule": "enforce"}, "term_years": 3}


@pytest.mark.parametrize("reason", EXCLUDED)
def test_reason(reason: str) -> None:
    who = EXCLUDED[reason]
    office = Office([who, person(2), person(3)], **TERMS)
    attempt = office.draw(units=["U77"])
    assert audit(attempt.freeze({"e1": reason}).completed())["verdict"] == "verified"
    attempt = office.draw("d-2", units=["U77"])
    assert failure(attempt.freeze().completed()) == "audit.reason"
    other = "unavailable" if reason == "removed" else "removed"
    attempt = office.draw("d-3", units=["U77"])
    assert failure(attempt.freeze({"e1": other}).completed()) == "audit.reason"


KEPT = [
    person(1, publicity_until="2026-03-01"),
    person(1, term_start="2023-03-20"),
    person(1, birth="1956-03-20"),
    person(1, unavailable_from="2026-03-21", unavailable_until="2026-03-22"),
    person(1, unavailable_from="", unavailable_until="2026-03-22"),
    person(1, unavailable_from="2026-03-01", unavailable_until=""),
]


@pytest.mark.parametrize("who", KEPT)
def test_no_reason(who: dict[str, Any]) -> None:
    office = Office([who, person(2)], **TERMS)
    assert audit(office.draw().freeze().completed())["verdict"] == "verified"


def test_recusal_decided_by_name() -> None:
    office = Office(recusal_grounds=["kinship"])
    attempt = office.draw().freeze({"e1": "recused"}, evidences={"e1": {"ground": "kinship"}})
    attempt.completed()
    assert audit(attempt)["verdict"] == "verified"
    # Without the evidence there is no telling.
    facts = audit(attempt, disclosures=changed(attempt, bases=[]))
    assert (facts["not_checkable"], facts["open"]) == (["audit.reason"], {"bases": 1})
    for wrong in ({"ground": "friendship"}, "kinship", {}):
        attempt = office.draw(f"d-{len(office.log)}")
        attempt.freeze({"e1": "recused"}, evidences={"e1": wrong}).completed()
        assert failure(attempt) == "audit.reason"
        facts = audit(attempt, disclosures=changed(attempt, related_units=[]))
        assert facts["open"] == {"bases": 1, "related_units": 1}


def test_related_units_are_needed() -> None:
    attempt = completed()
    facts = audit(attempt, disclosures=changed(attempt, related_units=[]))
    assert (facts["not_checkable"], facts["open"]) == (["audit.reason"], {"related_units": 1})


def test_reasons_that_follow_from_elsewhere() -> None:
    group = {"filters": ["chief"], "seats": 1, "specialty": "1.1"}
    attempt = Office().draw(groups=[group])
    attempt.freeze({"e1": "bye", "e2": "engaged", "e3": "filtered"}).completed()
    facts = audit(attempt)
    assert facts["not_checkable"] == ["audit.reason"]
    assert facts["open"] == {"bye_rows": 1, "engaged_rows": 1, "filtered_rows": 1}
    attempt = Office().draw().freeze({"e3": "filtered"}).completed()
    assert failure(attempt) == "audit.reason"


def test_slim_record_is_not_enough() -> None:
    attempt = completed()
    facts = audit(attempt, record=attempt.slim_record())
    assert facts["not_checkable"] == [
        *("audit.complete", "audit.person", "audit.unit", "audit.public", "audit.reason")
    ]
    assert facts["open"] == {"slim": 1}
