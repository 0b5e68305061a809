"""The call desk and what is noted of a draw later on, through the API."""

from typing import Any

import httpx
import pytest

from tests.http.conftest import APPROVAL, REQUEST, Callers, file_of


def contact(row: dict[str, Any], supervisor: str = "supervisor") -> dict[str, Any]:
    return {"group": row["group"], "row": row["row"], "supervisor": supervisor}


def get_calls(callers: Callers, role: str = "pool_office") -> httpx.Response:
    return callers.client.get("/api/v1/draws/d-1/calls", headers=callers.headers(role))


def test_the_desk_lists_places_and_opens_one_name(callers: Callers) -> None:
    first, *others = callers.inviting()
    calls = get_calls(callers).json()["calls"]
    assert [(of["row"], of["opened"]) for of in calls] == [
        (of["row"], 0) for of in (first, *others)
    ]
    assert "name" not in str(calls)
    answer = callers.post("pool_office", "/draws/d-1/contacts", contact(first))
    assert answer.status_code == httpx.codes.CREATED
    assert answer.headers["Cache-Control"] == "no-store"
    opened = answer.json()
    assert opened["name"]
    assert opened["phone"]
    (entry,) = opened["entries"]
    body = entry["entry"]["body"]
    assert (body["handler"], body["supervisor"]) == ("pool_office", "supervisor")
    assert get_calls(callers).json()["calls"][0]["opened"] == 1


def test_a_repeated_call_opens_a_contact_once(callers: Callers) -> None:
    first = callers.inviting()[0]
    headers = callers.headers("pool_office")
    path = "/api/v1/draws/d-1/contacts"
    answers = [
        callers.client.post(path, json=contact(first), headers=headers).json()["entries"][0]["leaf"]
        for _ in range(2)
    ]
    assert len(set(answers)) == 1
    assert get_calls(callers).json()["calls"][0]["opened"] == 1


@pytest.mark.parametrize(
    ("supervisor", "code"),
    [
        ("pool_office", "same_person"),
        ("organiser", "supervisor_unknown"),
        ("x", "supervisor_unknown"),
    ],
)
def test_nobody_supervises_himself_or_without_a_key(
    callers: Callers, supervisor: str, code: str
) -> None:
    first = callers.inviting()[0]
    path = "/draws/d-1/contacts"
    callers.refused(403, code, callers.post("pool_office", path, contact(first, supervisor)))
    assert get_calls(callers).json()["calls"][0]["opened"] == 0


def test_a_witness_signs_that_nobody_answered(callers: Callers) -> None:
    first = callers.inviting()[0]
    (invited,) = [
        of
        for of in callers.get("/draws/d-1/entries")["entries"]
        if of["entry"]["type"] == "INVITED"
    ]
    value = {"group": first["group"], "row": first["row"], "tries": 3}
    signed = file_of(callers.witnesses[0].sign("expired", invited["leaf"], value))
    answer = callers.done("supervisor", "/draws/d-1/silences", signed)
    assert (answer["tries"], answer["entries"]) == (3, [])


def test_changes_until_the_activity_ends(callers: Callers) -> None:
    callers.completed()
    first = callers.get("/draws/d-1")["walk"][0]
    heard = {"group": first["group"], "row": first["row"], "reason": "illness"}
    gone = {"approval": APPROVAL, "heard": heard}
    callers.refused(
        422,
        "call_malformed",
        callers.post("pool_office", "/draws/d-1/withdrawals", gone | {"heard": None}),
    )
    types = [
        of["entry"]["type"]
        for of in callers.done("pool_office", "/draws/d-1/withdrawals", gone)["entries"]
    ]
    assert types == ["WITHDRAWN", "CLOSED", "INVITED"]
    more = {"approval": APPROVAL, "group": 0, "seats": 1, "reason": "workload"}
    entries = callers.done("approver", "/draws/d-1/seats", more)["entries"]
    assert entries[0]["entry"]["type"] == "SEATS_ADDED"


def test_everybody_is_asked_again_for_another_day(callers: Callers) -> None:
    callers.completed()
    move = {"approval": APPROVAL, "date": "2026-06-01", "reason": "venue"}
    callers.refused(422, "date_past", callers.post("approver", "/draws/d-1/reschedule", move))
    moved = callers.done("approver", "/draws/d-1/reschedule", move | {"date": "2026-06-25"})
    assert moved["entries"][0]["entry"]["type"] == "RESCHEDULED"


def test_what_is_noted_later_on(callers: Callers) -> None:
    callers.completed()
    done = [
        of
        for of in callers.get("/draws/d-1/entries")["entries"]
        if of["entry"]["type"] == "COMPLETED"
    ]
    confirmed = file_of(callers.witnesses[0].sign("witnessed", done[0]["leaf"]))
    callers.done("supervisor", "/draws/d-1/confirmations", confirmed)
    callers.done("approver", "/draws/d-1/release", {"approval": APPROVAL})
    callers.done("organiser", "/draws/d-1/held", {"date": "2026-06-20"})
    said = "张三与参评单位有亲属关系"
    objection = {"answer_by": "2026-07-10", "received": "2026-06-25", "text": said}
    answer = callers.post("organiser", "/draws/d-1/objections", objection)
    assert answer.status_code == httpx.codes.CREATED
    assert said not in answer.text
    rows = {"group": 0, "list": "excluded", "rows": [999], "ground": "保存期满"}
    callers.refused(
        422,
        "no_such_row",
        callers.post("approver", "/draws/d-1/erasures", rows | {"approval": APPROVAL}),
    )
    erased = callers.done(
        "approver",
        "/draws/d-1/erasures",
        rows | {"approval": APPROVAL, "list": "eligible", "rows": [0]},
    )
    assert erased["erased"] == 1
    clock = {"approvals": [APPROVAL, APPROVAL], "reason": "clock_set"}
    assert callers.post("administrator", "/draws/d-1/clock", clock).status_code == 422
    clock |= {"approvals": [APPROVAL, {"role": "discipline", "ref": "2号"}]}
    assert callers.done("administrator", "/draws/d-1/clock", clock)["offset_seconds"] == 0


def test_anybody_may_bring_a_late_reveal_and_a_round_but_only_fitting_ones(
    callers: Callers,
) -> None:
    slip = callers.sealed()
    reveal = callers.witnesses[0].sign("reveal", slip, callers.witnesses[0].value)
    callers.refused(409, "phase", callers.post("", "/draws/d-1/reveals", file_of(reveal)))
    answer = callers.post("", "/draws/d-1/rounds", {"round": 1, "signature": "00"})
    assert answer.status_code == httpx.codes.CONFLICT
    void = {"approval": APPROVAL, "reason": "list_wrong"}
    value = {"class": "discarded", "reason": "list_wrong"}
    signed = [file_of(callers.witnesses[1].sign("void", slip, value))]
    done = callers.post("approver", "/draws/d-1/void", void | {"statements": signed})
    assert done.status_code == httpx.codes.CREATED, done.text
    types = [
        of["entry"]["type"]
        for of in callers.done("", "/draws/d-1/reveals", file_of(reveal))["entries"]
    ]
    assert types == ["REVEALED"]


def test_what_a_call_does_not_ask_for_is_refused(callers: Callers) -> None:
    callers.refused(422, "call_malformed", callers.client.get("/api/v1/draws?pol=xin"))
    callers.refused(422, "call_malformed", callers.client.get("/api/v1/draws?pool=a&pool=b"))
    answer = callers.client.request("GET", "/api/v1/draws", content=b"{")
    assert answer.status_code == httpx.codes.OK
    headers = callers.headers("organiser", **{"Content-Type": "application/json"})
    twice = b'{"pool":"xin","pool":"hunan"}'
    answer = callers.client.post("/api/v1/draws", content=twice, headers=headers)
    callers.refused(400, "json_malformed", answer)
    beside = REQUEST | {"pool": "../xin"}
    callers.refused(422, "call_malformed", callers.post("organiser", "/draws", beside))
    callers.refused(404, "no_pool", callers.post("organiser", "/draws", REQUEST | {"pool": "none"}))


def test_every_answer_is_named(callers: Callers) -> None:
    answers = [callers.client.get(f"/api/v1/{path}") for path in ("health", "nothing", "draws/d-9")]
    names = [answer.headers["X-Request-Id"] for answer in answers]
    assert len(set(names)) == len(names)
    assert answers[2].json()["request"] == names[2]
