"""Whole verifications: draws at every stage, what is missing, and inputs that make no sense."""

import json
import random
from copy import deepcopy
from typing import Any

import pytest
from drawverify.errors import FailedError, NotCheckableError
from drawverify.facts import facts_of
from drawverify.files import from_bytes
from drawverify.report import Report
from drawverify.verify import KNOWN_STEPS, Inputs, Result, verify
from drawverify.words import Words
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.beacon_chain import OwnChain
from tests.unit.verifier.build import (
    AUDITOR,
    ISSUER,
    SUPERVISOR,
    ZEROS,
    Draw,
    canonical,
    digest,
    leaf,
    trust,
)

TRUST = canonical(trust())
COMPLETED = Draw().completed()


def run(record: bytes, **given: Any) -> Result:
    readers = {
        name: from_bytes(raw) for name, raw in given.items() if name in {"trust", "disclosures"}
    }
    result = verify(Inputs(from_bytes(record), slip=given.get("slip", ""), **readers))
    for language in ("zh", "en"):
        assert Report(facts_of(result), result.checks, Words(language), colour=True).lines()
    return result


def test_completed_draw_is_verified() -> None:
    result = run(COMPLETED.file(), trust=TRUST)
    assert (result.verdict, result.grade, result.status) == ("verified", "B", "completed")
    assert set(result.outcomes) == KNOWN_STEPS
    facts = facts_of(result)
    assert [(seat["group"], seat["row"]) for seat in facts["panel"]] == [
        (0, row) for row in sorted(COMPLETED.order(2))
    ]
    assert facts["attestation"] == "link"
    assert facts["witnesses"][0]["names"] == ["示例监察机关"]


def stage(name: str) -> Draw:
    draw = Draw().requested()
    if name == "requested":
        return draw
    draw.frozen()
    if name == "frozen":
        return draw
    draw.join().join(AUDITOR, "auditor").seeded()
    if name == "seeded":
        return draw
    draw.invite(1, draw.order(2))
    if name == "inviting":
        return draw
    for row in draw.order(2):
        draw.reply(row)
    draw.add("CLOSED", {"next": [], "round": 1})
    return draw


@pytest.mark.parametrize("name", ["requested", "frozen", "seeded", "inviting", "closed"])
def test_unfinished_draw_is_unverifiable(name: str) -> None:
    result = run(stage(name).file(), trust=TRUST)
    assert (result.verdict, result.status, result.failed) == ("unverifiable", name, [])
    assert "end.finished" in result.not_checkable
    assert "panel" not in facts_of(result)


def test_without_trust_file_and_slip_nothing_is_verified() -> None:
    result = run(COMPLETED.file())
    assert result.not_checkable == ["trust.given"]
    assert (result.verdict, result.grade) == ("unverifiable", "none")


def test_slip_alone_does_not_say_who_the_witnesses_are() -> None:
    result = run(COMPLETED.file(), slip=COMPLETED.named["SEAL"])
    assert result.not_checkable == ["trust.grade"]
    assert result.grade == "C"


def test_wrong_slip_fails() -> None:
    assert run(COMPLETED.file(), slip=ZEROS).failed == ["chain.slip"]


def test_replacement_takes_the_next_in_order() -> None:
    draw = stage("seeded")
    first, second, third = draw.order(3)
    draw.invite(1, [first, second]).reply(first, "decline", "illness").reply(second)
    draw.add("CLOSED", {"next": [], "round": 1})
    draw.invite(2, [third]).reply(third)
    draw.add("CLOSED", {"next": [], "round": 2})
    draw.add("COMPLETED", {"accepted": [2]})
    assert run(draw.file(), trust=TRUST).verdict == "verified"


def test_first_failure_ends_the_verification() -> None:
    draw = stage("seeded")
    draw.invite(1, draw.order(3)[1:])
    result = run(draw.file(), trust=TRUST)
    assert result.failed == ["walk.invited"]
    assert "walk.round" not in result.outcomes
    assert facts_of(result)["checks"][-1]["result"] == "not_taken"
    assert "walk" not in facts_of(result)


def test_unknown_type_is_neither_failed_nor_verified() -> None:
    draw = stage("closed")
    draw.add("MOVED", {"anything": 1})
    result = run(draw.file(), trust=TRUST)
    assert (result.verdict, result.not_checkable) == ("unverifiable", ["chain.type"])
    assert (result.grade, result.status) == ("none", "closed")
    assert "chain.grammar" not in result.outcomes


def test_names_of_disclosures_stand_in_the_panel() -> None:
    draw = Draw()
    draw.rows[:] = [{**row, "public": digest("public", ZEROS, "王*")} for row in draw.rows]
    draw.rows.sort(key=leaf)
    draw.completed()
    names = ("origin", "pool", "draw", "attempt")
    disclosures: dict[str, Any] = {name: draw.record()[name] for name in names}
    kinds = ("bases", "persons", "public", "related_units", "units")
    disclosures |= {kind: [] for kind in kinds}
    disclosures["v"] = "drawsvc/v1 disclosures"
    accepted = draw.order(1)[0]
    item = {"group": 0, "list": "eligible", "row": accepted, "salt": ZEROS, "text": "王*"}
    disclosures["public"] = [item]
    result = run(draw.file(), trust=TRUST, disclosures=canonical(disclosures))
    assert result.verdict == "verified"
    assert [seat.get("text") for seat in facts_of(result)["panel"]].count("王*") == 1
    disclosures["public"][0]["text"] = "李*"
    failed = run(draw.file(), trust=TRUST, disclosures=canonical(disclosures)).failed
    assert failed == ["disclosure.digest"]


def test_failure_says_where_and_what() -> None:
    record = json.loads(COMPLETED.file())
    record["entries"][3]["entry"]["body"]["groups"][0]["seats"] = "2"
    error = run(canonical(record)).outcomes["file.schema"]
    assert isinstance(error, FailedError)
    assert error.where == "entries[3].entry.body.groups[0].seats"
    assert (error.expected, error.got) == ("integer", "2")


def test_long_values_are_cut_in_failures() -> None:
    error = FailedError("here", expected="x" * 1000, got=["y"] * 1000)
    assert len(error.expected) == len(error.got) == 601


def test_place_is_put_together_from_the_inside() -> None:
    error = NotCheckableError("b").at("[3]").at("a")
    assert error.where == "a[3].b"
    assert NotCheckableError().at("a").where == "a"


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b'"x"', b"7", b'{"v":"drawsvc/v1 record"}'])
def test_other_files_are_unreadable(raw: bytes) -> None:
    assert run(raw).verdict == "unreadable"
    assert run(COMPLETED.file(), trust=raw).failed == ["file.trust"]
    assert run(COMPLETED.file(), disclosures=raw).failed == ["file.disclosures"]


def test_record_without_entries_is_unreadable() -> None:
    assert run(COMPLETED.file(entries=[]), trust=TRUST).failed == ["file.schema"]


def test_trust_file_signed_by_nobody_is_unreadable() -> None:
    unsigned = trust()
    unsigned["signature"] = SUPERVISOR.sign(bytes(32)).hex()
    result = run(COMPLETED.file(), trust=canonical(unsigned))
    assert (result.verdict, result.failed) == ("unreadable", ["file.trust"])


def test_signature_of_a_trust_file_is_over_everything_else() -> None:
    signed = trust()
    message = digest("trust", {n: v for n, v in signed.items() if n != "signature"})
    assert signed["signature"] == ISSUER.sign(bytes.fromhex(message)).hex()
    signed["version"] = 2
    assert run(COMPLETED.file(), trust=canonical(signed)).failed == ["file.trust"]


def test_demonstration_is_by_the_first_label() -> None:
    facts = facts_of(run(COMPLETED.file()))
    for origin, expected in (
        ("demo.example.org/log1", True),
        ("demo", True),
        ("demo/x", True),
        ("demonstration.example.org", False),
        ("draw.example.org/demo", False),
    ):
        record = run(COMPLETED.file(origin=origin))
        assert facts_of(record)["demonstration"] == expected
    assert not facts["demonstration"]


def test_malformed_evidence_is_no_note() -> None:
    evidence = [{"checkpoint": "no note", "proof": []}]
    result = run(COMPLETED.file(seal_evidence=evidence), trust=TRUST)
    assert result.failed == ["log.note"]
    error = result.outcomes["log.note"]
    assert error is not None
    assert error.where == "seal_evidence[0].checkpoint"


# --- changes and replacements that the vectors do not hold


def correct(draw: Draw, row: int, answer: str, reason: str) -> None:
    said = {"answer": answer, "group": 0, "reason": reason, "row": row}
    statement = SUPERVISOR.statement("reply", draw.named["INVITED"], said)
    attestation = {"kind": "countersigned", "statements": [statement]}
    body = {**said, "attestation": attestation, "effect": "walk", "leaf": draw.named["REPLIED"]}
    draw.add("CORRECTED", body)


@pytest.mark.parametrize(
    ("answer", "reason", "follows"),
    [("recuse", "kinship", "INVITED"), ("accept", "none", "COMPLETED")],
)
def test_correction_of_a_refusal(answer: str, reason: str, follows: str) -> None:
    draw = stage("inviting")
    first, second, third = draw.order(3)
    draw.reply(first).reply(second, "decline", "illness")
    correct(draw, second, answer, reason)
    draw.add("CLOSED", {"next": [], "round": 1})
    if follows == "INVITED":
        draw.invite(2, [third])
    else:
        draw.add("COMPLETED", {"accepted": [2]})
    result = run(draw.file(), trust=TRUST)
    assert result.failed == []
    assert result.case
    assert facts_of(result)["walk"][1]["corrected"]["answer"] == answer


@pytest.mark.parametrize(
    ("listed", "weakest"), [(["supervisor", "auditor"], "countersigned"), (["auditor"], "handler")]
)
def test_countersigned_by_somebody_unlisted_counts_as_handler(
    listed: list[str], weakest: str
) -> None:
    draw = stage("inviting")
    rows = draw.order(2)
    for row in rows:
        said = {"answer": "accept", "group": 0, "reason": "none", "row": row}
        statement = SUPERVISOR.statement("reply", draw.named["INVITED"], said)
        attestation = {"kind": "countersigned", "statements": [statement]}
        draw.add("REPLIED", {**said, "attestation": attestation})
    draw.add("CLOSED", {"next": [], "round": 1})
    draw.add("COMPLETED", {"accepted": [2]})
    roles = [role for role in trust()["roles"] if role["role"] in listed]
    result = run(draw.file(), trust=canonical(trust(roles=roles)))
    assert result.failed == []
    facts = facts_of(result)
    assert facts["attestation"] == weakest
    assert facts["walk"][0]["reply"]["attestation"] == "countersigned"


def test_report_shows_whose_trust_file_it_is() -> None:
    result = run(COMPLETED.file(), trust=TRUST)
    facts = facts_of(result)
    assert facts["trust"]["key"] == ISSUER.public.hex()
    text = "\n".join(Report(facts, result.checks, Words("en"), colour=False).lines())
    assert f"key {ISSUER.public.hex()[:16]}" in " ".join(text.split())


def test_who_withdrew_is_among_the_events() -> None:
    draw = stage("inviting")
    first, second, third = draw.order(3)
    draw.reply(first).reply(second)
    approval = {"ref": "r", "role": "leader"}
    noted = {"approval": approval, "attestation": {"kind": "handler", "statements": []}}
    draw.add("WITHDRAWN", {**noted, "group": 0, "reason": "illness", "row": second})
    draw.add("CLOSED", {"next": [], "round": 1})
    draw.invite(2, [third])
    result = run(draw.file(), trust=TRUST)
    assert result.failed == []
    facts = facts_of(result)
    (event,) = facts["events"]
    assert (event["type"], event["group"], event["row"]) == ("WITHDRAWN", 0, second)
    text = "\n".join(Report(facts, result.checks, Words("en"), colour=False).lines())
    assert "withdrew" in text
    assert f"row {second}, illness" in text


BEACON = OwnChain(genesis=1_692_803_367, period=3)
# SPEC §8.2: at 2026-03-02T03:00:00Z, the first 60 s after that CLOSED
LATER = (1_772_409_600 + 3 * 3600 - BEACON.genesis) // BEACON.period + 1


def fresh(chain: str = BEACON.hash, signature: str = BEACON.sign(LATER)) -> Draw:
    """Three rows for two seats; both invited decline, so one of the vacancies cannot be filled."""
    draw = Draw(rows=3, replacements=["fixed", "fresh"]).requested()
    draw.frozen(replacement="fresh").join().join(AUDITOR, "auditor").seeded()
    first, second, third = draw.order(3)
    draw.invite(1, [first, second])
    draw.reply(first, "decline", "illness").reply(second, "decline", "illness")
    draw.minute = 118
    draw.add("CLOSED", {"next": [{"chain": chain, "round": LATER}], "round": 1})
    draw.invite(2, [third], [{"round": LATER, "signature": signature}])
    draw.reply(third)
    draw.add("CLOSED", {"next": [], "round": 2})
    draw.add("SHORTAGE", {"accepted": [1], "missing": [1]})
    return draw


def test_fresh_replacements_end_with_the_rows() -> None:
    result = run(fresh().file(), trust=canonical(trust(beacons=[BEACON.trusted()])))
    assert result.failed == []
    assert result.not_checkable == ["end.finished"]


def test_fresh_replacement_with_a_forged_signature_fails() -> None:
    listed = canonical(trust(beacons=[BEACON.trusted()]))
    result = run(fresh(signature=BEACON.sign(LATER + 1)).file(), trust=listed)
    assert result.failed == ["seed.beacon"]


def test_fresh_replacement_by_another_scheme_is_not_checkable() -> None:
    listed = [BEACON.trusted() | {"scheme": "pedersen-bls-chained"}]
    result = run(fresh().file(), trust=canonical(trust(beacons=listed)))
    assert result.failed == []
    assert result.not_checkable == ["seed.beacon", "end.finished"]


def test_fresh_replacement_by_an_unknown_beacon_is_not_checkable() -> None:
    result = run(fresh(chain=ZEROS).file(), trust=TRUST)
    assert result.failed == []
    assert result.not_checkable == ["seed.beacon", "walk.closed", "end.finished"]


# --- inputs that make no sense

SOUND = json.loads(COMPLETED.file())


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place of a value where something can be put."""
    found = [path] if path else []
    if isinstance(value, dict):
        found += [p for name in value for p in places(value[name], (*path, name))]
    if isinstance(value, list):
        found += [p for n, item in enumerate(value) for p in places(item, (*path, n))]
    return found


PLACES = places(SOUND)
ODD: list[Any] = [
    *(0, -1, 1, 2, 3, 10**6, 2**53 - 1, True, False, "", "x", ZEROS, "none", "accept", "00:00"),
    *([], {}, [[]], ["0"], [0], {"a": 1}, "2026-03-02T01:01:00Z", "9999-12-31T23:59:59Z", "serial"),
    *("witness", "dice", "VOID", "CLOSED", "INVITED", "CLOCK_CORRECTED", "ROSTER", "random"),
]


def put(value: Any, path: tuple[Any, ...], new: Any) -> None:
    for step in path[:-1]:
        value = value[step]
    value[path[-1]] = new


def sealed(record: dict[str, Any]) -> bytes:
    """Makes log and chain fit what the record holds, so that later steps are reached."""
    draw = Draw()
    for item in record["entries"]:
        entry = item["entry"]
        if isinstance(entry, dict) and {"type", "body"} <= entry.keys():
            is_pool = entry["type"] in {"PROFILE", "CALENDAR", "ROSTER"}
            draw.add(entry["type"], entry["body"], pool=is_pool)
            draw.log[-1]["time"] = entry.get("time", "")
            draw.last = draw.last
    draw.named["FREEZE"] = ""
    draw.groups = record["groups"]
    return draw.file()


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=1, max_size=3))
def test_any_change_has_a_verdict(changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    record = json.loads(COMPLETED.file())
    for path, new in changes:
        try:
            put(record, path, deepcopy(new))
        except (TypeError, KeyError, IndexError):
            continue
    changed = canonical(record) != canonical(SOUND)
    assert (run(canonical(record), trust=TRUST).verdict != "verified") == changed


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(ODD))
def test_any_change_that_the_log_vouches_for_has_a_verdict(path: tuple[Any, ...], new: Any) -> None:
    record = json.loads(COMPLETED.file())
    put(record, path, deepcopy(new))
    try:
        raw = sealed(record)
    except (TypeError, AttributeError, KeyError):
        return
    run(raw, trust=TRUST)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=40), st.integers(0, 2**30), st.integers(0, 40))
def test_any_bytes_have_a_verdict(inserted: bytes, at: int, dropped: int) -> None:
    raw = COMPLETED.file()
    at %= len(raw)
    mutated = raw[:at] + inserted + raw[at + dropped :]
    assert run(mutated, trust=TRUST).verdict in (
        {"verified"} if mutated == raw else {"unreadable", "failed"}
    )


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.randoms(use_true_random=False))
def test_any_order_of_entries_has_a_verdict(shuffle: random.Random) -> None:
    record = json.loads(COMPLETED.file())
    shuffle.shuffle(record["entries"])
    del record["entries"][shuffle.randrange(len(record["entries"])) :]
    run(canonical(record), trust=TRUST)
