"""Histories: logs, records and disclosures of draws that do and do not follow from each other."""

import base64
import io
import json
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from drawverify.files import from_bytes
from drawverify.history import HistoryInputs, TwoDisclosuresError, examine_history
from drawverify.history_report import HistoryReport
from drawverify.stream import pieces_of
from drawverify.words import Words

from tests.unit.verifier.build import APPROVAL, LOG, ORIGIN, ZEROS, canonical, leaf, root, trust
from tests.unit.verifier.office import START, Attempt, Office, person

TRUST = canonical(trust())


def check(
    office: Office,
    *records: bytes,
    log: bytes | None = None,
    disclosures: tuple[dict[str, Any], ...] = (),
    rosters: tuple[bytes, ...] = (),
    trusted: bool = True,
    without_log: bool = False,
) -> dict[str, Any]:
    def pieces(raw: bytes) -> Any:
        return partial(pieces_of, io.BytesIO(raw))

    raw = office.log_file() if log is None else log
    inputs = HistoryInputs(
        trust=from_bytes(TRUST) if trusted else None,
        log=[] if without_log else [("log.json", pieces(raw))],
        records=[(f"{n}.json", from_bytes(record)) for n, record in enumerate(records)],
        disclosures=[(f"d{n}.json", from_bytes(canonical(d))) for n, d in enumerate(disclosures)],
        rosters=[(f"r{n}.json", pieces(roster)) for n, roster in enumerate(rosters)],
    )
    result, facts = examine_history(inputs)
    for language in ("zh", "en"):
        assert HistoryReport(facts, result.checks, Words(language), colour=True).lines()
    assert json.loads(json.dumps(facts)) == facts
    return facts


def verdict(facts: dict[str, Any]) -> tuple[str, list[str], list[str]]:
    return facts["verdict"], facts["failed"], facts["not_checkable"]


def failure(facts: dict[str, Any]) -> str:
    assert (facts["exit"], len(facts["failed"])) == (1, 1), facts["not_checkable"]
    return str(facts["failed"][0])


def missing(facts: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Step, what is needed, and of which attempt, for every freeze that is not checkable."""
    return [
        (step, *next(iter(found[step]["missing"].items())))
        for found in facts["freezes"]
        for step in ("rests", "turn", "bye", "engaged")
        if found[step]["result"] == "not_checkable" and found[step]["missing"] != "log_file"
    ]


# --- whole histories


def test_one_draw() -> None:
    office = Office()
    attempt = office.draw().freeze().completed()
    assert verdict(check(office, attempt.record())) == ("verified", [], [])


def second(office: Office, **changes: Any) -> Attempt:
    day = {"date": "2026-03-21", "kind": "plan_review"}
    return office.draw("d-2", **{"activity": day, **changes})


def test_turns_go_on() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    later = second(office).freeze(turns=[("002", [])]).completed()
    facts = check(office, later.record(), first.record(), rosters=(office.roster_file(),))
    assert verdict(facts) == ("verified", [], [])
    assert [found["turn"]["result"] for found in facts["freezes"]] == ["passed", "passed"]
    assert [draw["panel"] for draw in facts["draws"]] == [2, 2]
    assert facts["entries"] == len(office.log)


def test_turn_that_does_not_follow() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    second(office).freeze().completed()
    facts = check(office, first.record())
    assert failure(facts) == "history.turn"
    assert facts["freezes"][1]["turn"]["where"] == "d-2/1 FREEZE.groups[0].cursor"


def test_turn_takes_the_full_record_of_the_draw_before() -> None:
    office = Office()
    office.draw().freeze().completed()
    second(office).freeze(turns=[("002", [])])
    facts = check(office)
    assert verdict(facts) == ("unverifiable", [], ["history.turn"])
    assert missing(facts) == [("turn", "full_record", "d-1/1")]


def test_record_that_ends_too_early() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    early = first.record()
    first.withdraw(0, 0)
    first.run()
    second(office).freeze(turns=[("003", [])])
    assert missing(check(office, early)) == [("turn", "newer_record", "d-1/1")]
    assert verdict(check(office, early, first.record()))[0] == "verified"
    assert verdict(check(office, first.record(), early))[0] == "verified"


def test_slim_record_goes_on_where_the_full_one_ends() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    early = first.record()
    first.withdraw(0, 0)
    first.run()
    second(office).freeze(turns=[("003", [])])
    slim = first.slim_record()
    assert missing(check(office, slim)) == [("turn", "full_record", "d-1/1")]
    assert verdict(check(office, slim, early))[0] == "verified"


def test_turns_owed_are_carried() -> None:
    """Excluded as recused before the new cursor: carried on, then offered first."""
    office = Office(recusal_grounds=["kinship"])
    first = office.draw().freeze({"e1": "recused", "e2": "removed", "e6": "unavailable"})
    first.completed()
    later = second(office).freeze(turns=[("004", ["001"])]).completed()
    records = (first.record(), later.record())
    assert verdict(check(office, *records))[0] == "verified"
    third = office.draw("d-3", activity={"date": "2026-03-22", "kind": "x"})
    third.freeze(turns=[("005", [])])
    assert verdict(check(office, *records))[0] == "verified"
    # Whose own rows these are, only its own record says.
    facts = check(office, records[0])
    assert missing(facts)[0] == ("turn", "full_record", "d-2/1")


def test_turn_that_was_not_carried() -> None:
    office = Office()
    first = office.draw().freeze({"e1": "recused"}).completed()
    later = second(office).freeze(turns=[("003", [])]).completed()
    assert failure(check(office, first.record(), later.record())) == "history.turn"


def test_discarded_void_counts_for_no_turn_but_is_shown() -> None:
    office = Office()
    voided = office.draw().freeze().void()
    again = office.draw("d-1", 2, kind="retry", earlier=[voided.end]).freeze().completed()
    facts = check(office, voided.record(), again.record())
    assert verdict(facts) == ("verified", [], [])
    assert facts["records"][0]["verdict"] == "unverifiable"
    assert facts["totals"]["discarded"] == 1
    assert [draw["status"] for draw in facts["draws"]] == ["voided", "completed"]


def test_panel_voided_after_the_next_attempt_was_requested_is_shown() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    again = office.draw("d-1", 2, kind="second_panel", earlier=[first.end])
    first.void()
    facts = check(office, again.freeze().completed().record())
    assert verdict(facts) == ("verified", [], [])
    assert facts["records"][0]["verdict"] == "verified"
    assert facts["totals"]["discarded"] == 1
    assert [draw["status"] for draw in facts["draws"]] == ["voided", "completed"]


def test_panels_that_were_not_used_are_shown() -> None:
    office = Office()
    held = office.draw("d-0").freeze().completed()
    held.add("HELD", {"date": "2026-03-20"})
    first = office.draw(activity={"date": "2026-03-01", "kind": "x"})
    first.freeze(turns=[("002", [])]).completed()
    called_off = second(office).freeze(turns=[("004", [])]).completed()
    called_off.add("NOT_HELD", {"approval": APPROVAL, "reason": "other"})
    again = office.draw("d-2", 2, kind="second_panel", earlier=[called_off.end])
    again.freeze(turns=[("006", [])]).completed()
    other = office.draw("d-3").freeze(turns=[("002", [])]).completed()
    more = office.draw("d-3", 2, kind="second_panel", earlier=[other.end])
    more.freeze(turns=[("004", [])])
    facts = check(office)
    unused = {f"{d['draw']}/{d['attempt']}": d.get("unused", "") for d in facts["draws"]}
    assert unused == {
        "d-0/1": "",
        "d-1/1": "silent",
        "d-2/1": "not_held",
        "d-2/2": "",
        "d-3/1": "superseded",
        "d-3/2": "",
    }
    assert facts["totals"]["unused"] == 3


def test_other_open_turns_are_shown() -> None:
    office = Office()
    first = office.draw().freeze()
    second(office).freeze()
    first.completed()
    facts = check(office)
    assert [found["open"] for found in facts["freezes"]] == [[], ["d-1/1"]]


def test_order_of_random_mode_follows_from_nothing() -> None:
    office = Office(mode="random", sources=["dice"])
    office.draw().freeze().void("harmless")
    office.draw("d-2").freeze()
    assert verdict(check(office)) == ("verified", [], [])


def test_late_correction_changes_nobody() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    statements = {"kind": "countersigned", "statements": []}
    said = {"answer": "decline", "group": 0, "reason": "other", "row": 0}
    corrected = {**said, "attestation": statements, "effect": "counters", "leaf": ZEROS}
    first.add("CORRECTED", corrected)
    assert check(office)["draws"][0]["panel"] == 2
    first.add("CORRECTED", {**corrected, "effect": "walk"})
    assert check(office)["draws"][0]["panel"] == 1


# --- OPENING


def test_turns_go_on_from_the_opening() -> None:
    office = Office()
    cursor = {"after": "003", "carried": ["002", "999"], "specialty": "1.1"}
    office.opening([{**cursor, "specialty": "0.1"}, cursor])
    attempt = office.draw().freeze(turns=[("003", ["002"])]).completed()
    assert verdict(check(office, attempt.record()))[0] == "verified"
    facts = check(office)
    assert missing(facts) == [("turn", "full_record", "d-1/1")]


def test_opening_comes_once_and_first() -> None:
    office = Office()
    office.opening()
    office.opening()
    assert failure(check(office)) == "history.chain"
    office = Office()
    office.draw()
    office.opening()
    assert failure(check(office)) == "history.chain"


# --- byes


def bye(after: int = 1) -> Office:
    return Office(bye={"after": after})


def test_bye() -> None:
    office = bye()
    first = office.draw().freeze().completed()
    # 1 and 2 were accepted; 1 is out for a reason that comes first.
    later = second(office).freeze({"e1": "removed", "e2": "bye"}, turns=[("002", [])]).completed()
    third = office.draw("d-3", activity={"date": "2026-03-22", "kind": "x"})
    third.freeze({"e1": "removed", "e3": "bye", "e4": "bye"}, turns=[("004", [])])
    records = (first.record(), later.record(), third.record())
    disclosed = (first.disclosures(), later.disclosures(), third.disclosures())
    assert verdict(check(office, *records, disclosures=disclosed)) == ("verified", [], [])
    facts = check(office, *records, disclosures=disclosed[:2])
    assert missing(facts) == [("bye", "disclosures", "d-3/1")]
    facts = check(office, *records, disclosures=disclosed[1:])
    assert missing(facts) == [("bye", "disclosures", "d-1/1"), ("bye", "disclosures", "d-1/1")]
    facts = check(office)
    assert ("bye", "disclosures", "d-1/1") in missing(facts)


@pytest.mark.parametrize("reasons", [{"e1": "bye"}, {"e1": "bye", "e2": "bye", "e3": "bye"}])
def test_bye_that_does_not_follow(reasons: dict[str, str]) -> None:
    office = bye()
    first = office.draw().freeze().completed()
    later = second(office).freeze(reasons, turns=[("002", [])]).completed()
    records = (first.record(), later.record())
    facts = check(office, *records, disclosures=(first.disclosures(), later.disclosures()))
    assert failure(facts) == "history.bye"


def test_bye_where_nobody_can_sit_out() -> None:
    for office in (bye(), Office()):
        attempt = office.draw().freeze({"e1": "bye"}).completed()
        assert failure(check(office, attempt.record())) == "history.bye"


def test_bye_is_not_checkable_after_an_opening() -> None:
    office = bye()
    office.opening()
    office.draw().freeze()
    assert missing(check(office)) == [("bye", "opening", "d-1/1")]


def test_bye_under_a_profile_that_is_not_in_the_log() -> None:
    office = bye()
    office.named["PROFILE"] = ZEROS
    office.draw().freeze()
    assert missing(check(office)) == [("bye", "profile", "d-1/1")]


def test_run_is_broken_by_a_refusal_and_by_reopening() -> None:
    """What a draw has come to changes: runs are counted anew."""
    office = bye(2)
    first = office.draw().freeze().completed()
    later = second(office).freeze(turns=[("002", [])])
    later.completed(declining=("e3",))
    disclosed = [first.disclosures(), later.disclosures()]
    first.withdraw(0, 0)
    first.run()
    third = office.draw("d-3", activity={"date": "2026-03-22", "kind": "x"})
    third.freeze(turns=[("005", [])])
    records = (first.record(), later.record(), third.record())
    facts = check(office, *records, disclosures=tuple(disclosed))
    assert facts["failed"] == [], facts["freezes"]


def test_disclosures_that_are_not_of_all_rows() -> None:
    office = bye()
    first = office.draw().freeze().completed()
    second(office).freeze({"e1": "bye", "e2": "bye"}, turns=[("002", [])])
    disclosed = first.disclosures()
    facts = check(
        office, first.record(), disclosures=({**disclosed, "persons": disclosed["persons"][1:]},)
    )
    assert missing(facts) == [("bye", "disclosures", "d-1/1")]


def test_disclosures_of_somebody_who_is_no_expert() -> None:
    people = [person(1, status="ghost"), person(2)]
    office = Office(people, bye={"after": 1})
    first = office.draw().freeze().completed()
    second(office).freeze({"e1": "bye"}, turns=[("002", [])])
    facts = check(office, first.record(), disclosures=(first.disclosures(),))
    assert missing(facts) == [("bye", "disclosures", "d-1/1")]


# --- engaged


def test_engaged() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    later = office.draw("d-2").freeze({"e1": "engaged", "e2": "engaged"}, turns=[("002", [])])
    records = (first.record(), later.completed().record())
    disclosed = (first.disclosures(), later.disclosures())
    assert verdict(check(office, *records, disclosures=disclosed)) == ("verified", [], [])
    assert missing(check(office, *records)) == [("engaged", "disclosures", "d-1/1")]
    facts = check(office, *records, disclosures=disclosed[:1])
    assert missing(facts) == [("engaged", "disclosures", "d-2/1")]


@pytest.mark.parametrize("reasons", [{"e1": "engaged"}, {}])
def test_engaged_elsewhere_but_listed(reasons: dict[str, str]) -> None:
    office = Office()
    first = office.draw().freeze().completed()
    later = office.draw("d-2").freeze(reasons, turns=[("002", [])]).completed()
    records = (first.record(), later.record())
    facts = check(office, *records, disclosures=(first.disclosures(), later.disclosures()))
    assert failure(facts) == "history.engaged"


def test_nobody_is_engaged_on_another_day() -> None:
    office = Office()
    office.draw().freeze().completed()
    second(office).freeze({"e1": "engaged"}, turns=[("002", [])])
    facts = check(office)
    assert facts["freezes"][1]["engaged"]["result"] == "failed"


def test_rescheduled_draw_engages_on_its_new_day() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    first.add("RESCHEDULED", {"approval": APPROVAL, "date": "2026-03-21", "reason": "other"})
    second(office).freeze(turns=[("002", [])])
    # Those accepted are being asked again: nobody is engaged.
    facts = check(office, first.record())
    assert facts["freezes"][1]["engaged"]["result"] == "passed"
    first.add("CLOSED", {"next": [], "round": 1})
    invitations = [{"group": 0, "rows": [0, 1]}]
    body = {"beacon": [], "deadline": office.time(61), "invitations": invitations}
    first.add("INVITED", {**body, "round": 2})
    first.reply(0, 0, "accept")
    attestation = {"kind": "handler", "statements": []}
    first.add("EXPIRED", {"attestation": attestation, "group": 0, "row": 1, "tries": 0})
    third = office.draw("d-3", activity={"date": "2026-03-21", "kind": "x"})
    third.freeze({"e1": "engaged"}, turns=[("002", [])])
    facts = check(office)
    assert facts["freezes"][2]["engaged"]["missing"] == {"disclosures": "d-1/1"}


# --- history.root


def test_log_without_trust() -> None:
    office = Office()
    office.draw()
    assert verdict(check(office, trusted=False)) == ("unverifiable", [], ["history.root"])


def signed(text: str) -> str:
    return f"{text}\n{LOG.note_line(text)}"


def test_log_that_is_not_its_checkpoint() -> None:
    office = Office()
    office.draw()
    size, top = len(office.log), root([bytes.fromhex(leaf(entry)) for entry in office.log])
    encoded = base64.b64encode(top).decode()
    notes = [
        "no note",
        signed(f"other\n{size}\n{encoded}\n"),
        signed(f"{ORIGIN}\n{size + 1}\n{encoded}\n"),
        signed(f"{ORIGIN}\n{size}\n{base64.b64encode(bytes(32)).decode()}\n"),
        signed(f"{ORIGIN}\n{size}\n{encoded}\n").replace(f"— {ORIGIN}", "— other"),
        signed(f"{ORIGIN}\n{size}\n{encoded}\n")[:-10] + "AAAAAAA==\n",
    ]
    for note in notes:
        assert failure(check(office, log=office.log_file(checkpoint=note))) == "history.root"
    assert verdict(check(office))[0] == "verified"


def test_empty_log_is_signed_by_nobody_at_no_time() -> None:
    office = Office()
    office.log.clear()
    assert failure(check(office)) == "history.root"


# --- history.chain


@pytest.mark.parametrize(
    "changes",
    [
        {"seq": 7},
        {"prev": "1" * 64},
        {"time": "2026-03-01T00:00:00Z"},
        {"origin": "other"},
        {"draw": ""},
        {"attempt": 0},
        {"type": "PROFILE", "body": {}},
    ],
)
def test_broken_chain(changes: dict[str, Any]) -> None:
    office = Office()
    attempt = office.draw()
    attempt.freeze()
    if "body" in changes:
        changes = {**changes, "body": office.log[0]["body"]}
    office.log[-1].update(changes)
    office.log.append({**office.log[0], "pool": "other"})
    assert failure(check(office)) == "history.chain"


def test_chains_of_another_origin() -> None:
    office = Office()
    other = json.loads(json.dumps(office.log).replace(ORIGIN, "other"))
    previous = ZEROS
    for entry in other:
        entry["prev"], previous = previous, leaf({**entry, "prev": previous})
    office.log = other
    assert failure(check(office)) == "history.chain"


def test_draw_entry_in_the_chain_of_the_pool() -> None:
    office = Office()
    office.add("HELD", {"date": "2026-03-20"})
    assert failure(check(office)) == "history.chain"


def test_roster_that_does_not_follow() -> None:
    office = Office()
    office.enrol()
    assert verdict(check(office))[0] == "verified"
    office.named["ROSTER"] = ZEROS
    office.enrol()
    assert failure(check(office)) == "history.chain"


def test_entry_not_allowed_there() -> None:
    office = Office()
    office.draw().freeze().add("HELD", {"date": "2026-03-20"})
    assert failure(check(office)) == "history.chain"


def test_clock_may_be_set_back() -> None:
    office = Office()
    attempt = office.draw()
    office.clock = START - timedelta(days=1)
    body = {"approvals": [APPROVAL, {"ref": "x", "role": "y"}], "offset_seconds": 1}
    attempt.add("CLOCK_CORRECTED", {**body, "reason": "other"})
    assert verdict(check(office))[0] == "verified"


@pytest.mark.parametrize("draw", ["", "d-1"])
def test_entry_of_an_unknown_type(draw: str) -> None:
    office = Office()
    attempt = office.draw()
    office.add("NEWS", {}, draw, 1 if draw else 0)
    attempt.add("NEWS", {})
    attempt.add("HELD", {"date": "2026-03-20"})
    facts = check(office, attempt.record())
    assert verdict(facts) == ("unverifiable", [], ["history.chain"])
    assert "draws" not in facts


# --- history.records


def test_record_that_failed_fails_the_history() -> None:
    office = Office()
    attempt = office.draw().freeze().completed()
    record = json.loads(attempt.record())
    record["entries"][-1]["entry"]["seq"] = 99
    facts = check(office, attempt.record(), canonical(record), canonical(record))
    assert facts["failed"] == ["log.inclusion"]
    assert facts["checks"][0]["where"][:6] == "1.json"


def test_record_of_another_view_of_the_log() -> None:
    office = Office()
    record = office.draw().freeze().completed().record()
    other = Office()
    shown = other.draw(organiser="示例乡").freeze().completed().record()
    assert failure(check(other, record)) == "history.records"
    # Without a log, two records betray each other.
    facts = check(office, record, shown, without_log=True)
    assert failure(facts) == "history.records"


def test_record_longer_than_the_log() -> None:
    office = Office()
    short = office.log_file()
    record = office.draw().record()
    assert failure(check(office, record, log=short)) == "history.records"


def test_roster_that_is_not_of_the_log() -> None:
    office = Office()
    attempt = office.draw().freeze()
    roster = office.roster_file(roster=ZEROS)
    assert failure(check(office, rosters=(roster,))) == "history.records"
    facts = check(office, attempt.record(), rosters=(roster,), without_log=True)
    assert facts["failed"] == []
    office.people.pop()
    assert failure(check(office, rosters=(office.roster_file(),))) == "history.records"
    other = office.roster_file(origin="other")
    assert failure(check(office, rosters=(other,))) == "history.records"


def test_record_of_another_origin() -> None:
    office = Office()
    record = office.draw().record()
    other = Office()
    other.log = []
    text = other.checkpoint().split("\n\n")[0].replace(ORIGIN, "other") + "\n"
    raw = other.log_file(origin="other", checkpoint=f"{text}\n{LOG.note_line(text)}")
    facts = check(office, record, log=raw, trusted=False)
    assert failure(facts) == "history.records"


# --- history.attempts


def test_attempt_that_hides_the_one_before() -> None:
    office = Office()
    office.draw().freeze().completed()
    office.draw("d-1", 2, kind="second_panel", earlier=[ZEROS])
    assert failure(check(office)) == "history.attempts"


def test_attempt_while_the_one_before_is_open() -> None:
    office = Office()
    office.draw()
    office.draw("d-1", 2, kind="retry", earlier=[ZEROS])
    assert failure(check(office)) == "history.attempts"


def test_attempt_that_skips_a_number() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    office.draw("d-1", 3, kind="second_panel", earlier=[first.end])
    assert failure(check(office)) == "history.attempts"


def test_matter_drawn_twice() -> None:
    office = Office()
    first = office.draw(matter=ZEROS)
    other = office.draw("d-2", matter=ZEROS)
    assert failure(check(office)) == "history.attempts"
    facts = check(office, first.record(), other.record(), without_log=True)
    assert failure(facts) == "history.attempts"


def test_draw_of_two_matters() -> None:
    office = Office()
    first = office.draw().freeze().void()
    office.draw("d-1", 2, kind="retry", earlier=[first.end], matter=ZEROS)
    assert failure(check(office)) == "history.attempts"


def test_draw_of_two_pools() -> None:
    office = Office()
    office.draw()
    entry = {**office.log[-1], "pool": "other", "attempt": 2}
    entry["body"] = {**entry["body"], "earlier": [ZEROS], "kind": "retry"}
    office.log.append(entry)
    assert failure(check(office)) == "history.attempts"


# --- history.rests


def test_freeze_that_leaves_history_out() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    later = second(office)
    later.history = lambda: {"opening": [], "root": root([]).hex(), "size": 0}  # type: ignore[method-assign]
    later.freeze(turns=[("002", [])])
    assert failure(check(office, first.record())) == "history.rests"


def test_void_without_a_freeze_is_no_history() -> None:
    office = Office()
    office.draw().void("harmless")
    second(office).freeze()
    assert verdict(check(office)) == ("verified", [], [])


def test_reopened_draw_is_rested_on_by_each_of_its_ends() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    first.withdraw(0, 0)
    second(office).freeze(turns=[("002", [])])
    first.run()
    office.draw("d-3").freeze(turns=[("003", [])])
    facts = check(office, first.record())
    assert [found["rests"]["result"] for found in facts["freezes"]] == ["passed"] * 3


# --- without a log file


def test_records_alone() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    later = second(office).freeze(turns=[("002", [])]).completed()
    facts = check(office, first.record(), later.record(), without_log=True)
    steps = ["history.root", "history.attempts", "history.rests", "history.engaged"]
    assert verdict(facts) == ("unverifiable", [], steps)
    assert "entries" not in facts
    facts = check(office, later.record(), without_log=True)
    assert ("turn", "history", "d-2/1") in missing(facts)
    assert ("bye", "history", "d-2/1") in missing(facts)


def test_records_alone_can_betray_a_turn() -> None:
    office = Office()
    first = office.draw().freeze().completed()
    later = second(office).freeze().completed()
    facts = check(office, first.record(), later.record(), without_log=True)
    assert failure(facts) == "history.turn"


def test_two_records_of_one_attempt_alone() -> None:
    office = Office()
    first = office.draw().freeze()
    early = first.record()
    first.completed()
    assert check(office, early, first.record(), without_log=True)["failed"] == []


def test_nothing_but_disclosures() -> None:
    attempt = Office().draw().freeze()
    facts = check(attempt.office, disclosures=(attempt.disclosures(),), without_log=True)
    assert facts["verdict"] == "unverifiable"


# --- files


def test_unreadable_files() -> None:
    office = Office()
    facts = check(office, log=b"{")
    assert (facts["exit"], facts["failed"]) == (2, ["file.json"])
    assert facts["checks"][0]["where"] == "log.json"
    facts = check(office, b"[]")
    assert (facts["exit"], facts["failed"]) == (2, ["file.version"])
    facts = check(office, rosters=(b"{}",))
    assert (facts["exit"], facts["failed"]) == (2, ["file.version"])
    facts = check(office, disclosures=({},))
    assert (facts["exit"], facts["failed"]) == (2, ["file.disclosures"])


def test_two_disclosures_of_one_attempt() -> None:
    attempt = Office().draw().freeze()
    with pytest.raises(TwoDisclosuresError):
        check(attempt.office, disclosures=(attempt.disclosures(), attempt.disclosures()))


def test_disclosures_that_do_not_fit_their_record() -> None:
    office = Office()
    attempt = office.draw().freeze().completed()
    disclosed = attempt.disclosures()
    disclosed["persons"][0]["salt"] = ZEROS
    facts = check(office, attempt.record(), disclosures=(disclosed,))
    assert facts["failed"] == ["disclosure.digest"]
