"""A whole draw through the API, and what the API refuses on the way."""

import json
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from drawsvc.log.proof import parse_tlog_proof
from tests.http.conftest import APPROVAL, REQUEST, Callers, reply

ROOT = Path(__file__).parents[2]


def test_a_draw_from_request_to_verified_record(callers: Callers, tmp_path: Path) -> None:
    rows = callers.inviting()
    replies = [reply(rows[0], "decline", "illness"), *map(reply, rows[1:])]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": replies})
    second = [row for row in callers.get("/draws/d-1")["walk"] if row["answer"] == "open"]
    assert [row["round"] for row in second] == [2]
    answer = callers.done(
        "pool_office", "/draws/d-1/replies", {"replies": [reply(second[0])]}, Prefer="wait"
    )
    assert [item["entry"]["type"] for item in answer["entries"]][-1] == "COMPLETED"
    callers.done("approver", "/draws/d-1/release", {"approval": APPROVAL}, Prefer="wait")
    draw = callers.get("/draws/d-1")
    assert draw["phase"] == "released"
    assert len(draw["panel"]) == 3
    record = tmp_path / "record.json"
    record.write_bytes(callers.client.get("/api/v1/draws/d-1/record").content)
    verifier = [sys.executable, str(ROOT / "verifier"), str(record), "--slip", draw["slip"]]
    report = json.loads(subprocess.run([*verifier, "--json"], capture_output=True).stdout)  # noqa: PLW1510
    assert report["failed"] == []
    assert (report["status"], report["exit"]) == ("released", 3)  # no trust file: the grade is C


def test_a_proof_follows_and_can_be_waited_for(callers: Callers) -> None:
    entry = callers.done("organiser", "/draws", REQUEST, Prefer="wait")["entries"][0]
    proof = parse_tlog_proof(entry["proof"].encode())
    log = callers.client.get("/api/v1/log/checkpoint").content
    assert proof.checkpoint.to_bytes() == log
    again = callers.client.get(f"/api/v1/log/proofs/{entry['leaf']}")
    assert parse_tlog_proof(again.content).index == proof.index


def test_a_repeated_call_has_one_effect_and_one_answer(callers: Callers) -> None:
    headers = callers.headers("organiser", Prefer="wait")
    first = callers.client.post("/api/v1/draws", json=REQUEST, headers=headers)
    again = callers.client.post("/api/v1/draws", json=REQUEST, headers=headers)
    assert first.status_code == again.status_code == httpx.codes.CREATED
    assert first.json() == again.json()
    assert len(callers.get("/draws")["draws"]) == 1
    other = callers.client.post("/api/v1/draws", json=REQUEST | {"title": "x"}, headers=headers)
    callers.refused(422, "idempotency_key_used", other)


def test_a_refused_call_may_be_repeated_with_its_key(callers: Callers) -> None:
    headers = callers.headers("organiser")
    wrong = REQUEST | {"date": "2026-06-01"}
    callers.refused(
        422, "date_past", callers.client.post("/api/v1/draws", json=wrong, headers=headers)
    )
    answer = callers.client.post("/api/v1/draws", json=REQUEST, headers=headers)
    assert answer.status_code == httpx.codes.CREATED


def test_a_call_without_a_key_of_its_own_is_refused(callers: Callers) -> None:
    headers = {"Authorization": f"Bearer {callers.keys['organiser']}"}
    answer = callers.client.post("/api/v1/draws", json=REQUEST, headers=headers)
    callers.refused(400, "idempotency_key_missing", answer)
    assert callers.get("/draws")["draws"] == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"surprise": 1}, "call_malformed"),
        ({"seats": []}, "call_malformed"),
        ({"seats": [{"specialty": "X2", "seats": 0}]}, "call_malformed"),
        ({"seats": [{"specialty": "X2", "seats": "3"}]}, "call_malformed"),
        ({"seats": [{"specialty": "Q9", "seats": 3}]}, "request_specialty"),
        ({"kind": "third"}, "call_malformed"),
        ({"kind": "retry"}, "no_earlier_attempt"),
    ],
)
def test_bad_requests_say_what_was_expected(
    callers: Callers, change: dict[str, object], code: str
) -> None:
    callers.refused(422, code, callers.post("organiser", "/draws", REQUEST | change))
    assert callers.get("/draws")["draws"] == []


def test_what_is_wrong_with_a_call_is_said_in_words(callers: Callers) -> None:
    answer = callers.post("organiser", "/draws", REQUEST | {"surprise": 1})
    (part,) = callers.refused(422, "call_malformed", answer)["errors"]
    assert part == {
        "detail": "这里没有这个名称",
        "pointer": "#/surprise",
        "texts": {
            "en": {"expected": "no such name is known here", "got": "#/surprise: a number"},
            "zh": {"expected": "这里没有这个名称", "got": "#/surprise：数字"},
        },
        "title": "#/surprise：数字",
    }


def test_approvals_that_are_missing_or_unknown_are_named(callers: Callers) -> None:
    callers.done("administrator", "/pools", {"pool": "p-1", "profile": "hunan_reservoir_2016"})
    asked = REQUEST | {"pool": "p-1", "seats": [{"specialty": "H1", "seats": 2}]}
    refs = {"service_plan": "1号", "pool_office.application": "2号"}
    for given, code, named in (
        ({}, "approval_missing", "service_plan, application"),
        ({"service_plan": "1号"}, "approval_missing", "application"),
        (refs | {"aplication": "2号"}, "approval_unknown", "service_plan, application"),
    ):
        answer = callers.post("organiser", "/draws", asked | {"approvals": given})
        assert callers.refused(422, code, answer)["facts"]["expected"] == named
    # All of them, and the next thing that is missing: nobody has handed in a roster.
    answer = callers.post("organiser", "/draws", asked | {"approvals": refs})
    assert answer.json().get("code", "") not in {"approval_missing", "approval_unknown"}


def test_what_is_no_json_is_refused(callers: Callers) -> None:
    answer = callers.client.post(
        "/api/v1/draws",
        content=b"{",
        headers=callers.headers("organiser", **{"Content-Type": "application/json"}),
    )
    callers.refused(400, "json_malformed", answer)


def test_what_is_not_there_and_what_is_not_now(callers: Callers) -> None:
    callers.refused(404, "no_draw", callers.client.get("/api/v1/draws/d-9"))
    callers.refused(404, "no_such_address", callers.client.get("/api/v1/nothing"))
    other = callers.client.delete("/api/v1/draws")
    callers.refused(405, "method_not_allowed", other)
    assert other.headers["Allow"] == "GET, HEAD, POST"
    callers.done("organiser", "/draws", REQUEST)
    callers.refused(409, "matter_open", callers.post("organiser", "/draws", REQUEST))
    callers.refused(409, "phase", callers.post("organiser", "/draws/d-1/seal"))


def test_languages_are_those_asked_for(callers: Callers) -> None:
    answers = [
        callers.client.get("/api/v1/draws/d-9", headers={"Accept-Language": lang}).json()
        for lang in ("en-GB,en;q=0.9", "zh-CN", "fr")
    ]
    english, chinese, other = (answer["title"] for answer in answers)
    assert english == answers[0]["texts"]["en"]["got"]
    assert chinese == other == answers[0]["texts"]["zh"]["got"]


def test_what_has_not_changed_is_not_sent_again(callers: Callers) -> None:
    callers.done("organiser", "/draws", REQUEST, Prefer="wait")
    first = callers.client.get("/api/v1/draws/d-1/record")
    tag = {"If-None-Match": first.headers["ETag"]}
    assert callers.client.get("/api/v1/draws/d-1/record", headers=tag).status_code == 304
