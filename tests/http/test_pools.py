"""Pools and rosters through the API."""

from typing import Any

import httpx

from drawsvc.config import shipped_calendar, shipped_regulations
from tests.cli.office import roster_csv
from tests.http.conftest import APPROVAL, Callers

UPLOAD = {"name": "v2", "approved_by": "pool_office", "ref": "2号"}


def upload(callers: Callers, data: bytes, pool: str = "xin", **said: str) -> httpx.Response:
    return callers.client.post(
        f"/api/v1/pools/{pool}/rosters",
        content=data,
        params=UPLOAD | said,
        headers=callers.headers("pool_office"),
    )


def roster(last: int) -> bytes:
    return roster_csv("X2", range(1, last)).encode()


def secret_get(callers: Callers, role: str, path: str) -> Any:
    answer = callers.client.get(f"/api/v1{path}", headers=callers.headers(role))
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer.json()


def test_a_pool_is_founded_by_name_or_by_file(callers: Callers) -> None:
    done = callers.done(
        "administrator", "/pools", {"pool": "p-1", "profile": "hunan_reservoir_2016"}
    )
    assert [of["entry"]["type"] for of in done["entries"]] == ["PROFILE", "CALENDAR"]
    text = shipped_regulations()["xinxian_2021"].read_text("utf-8")
    days = {"name": "cn", "toml": shipped_calendar().read_text("utf-8")}
    callers.done("administrator", "/pools", {"pool": "p-2", "regulation": text, "calendar": days})
    assert callers.get("/pools/p-2")["specialties"]
    callers.refused(
        409,
        "pool_exists",
        callers.post("administrator", "/pools", {"pool": "p-2", "regulation": text}),
    )
    both = {"pool": "p-3", "regulation": text, "profile": "xinxian_2021"}
    callers.refused(422, "call_malformed", callers.post("administrator", "/pools", both))
    named = {"pool": "p-3", "profile": "nothing"}
    callers.refused(422, "no_regulation", callers.post("administrator", "/pools", named))
    assert callers.get("/pools")["pools"] == ["p-1", "p-2", "xin"]


def test_a_pool_is_told_more_later_on(callers: Callers) -> None:
    same = callers.post("administrator", "/pools/xin/profiles", {"profile": "xinxian_2021"})
    callers.refused(422, "profile_not_newer", same)
    days = {"name": "cn", "toml": shipped_calendar().read_text("utf-8")}
    callers.done("pool_office", "/pools/xin/calendars", days)
    key = {"approval": APPROVAL, "key": "0" * 64, "role": "discipline"}
    assert (
        callers.done("administrator", "/pools/xin/keys", key)["entries"][0]["entry"]["type"]
        == "KEY"
    )
    callers.refused(409, "key_enrolled", callers.post("administrator", "/pools/xin/keys", key))
    callers.done("administrator", "/pools/xin/revocations", key)
    callers.refused(404, "no_pool", callers.post("administrator", "/pools/none/keys", key))
    two = {"approvals": [APPROVAL, {"role": "discipline", "ref": "2号"}]}
    opening = two | {"runs": {"stranger": 1}}
    callers.refused(
        422, "opening_of_nobody", callers.post("pool_office", "/pools/xin/openings", opening)
    )
    callers.refused(422, "opening_empty", callers.post("pool_office", "/pools/xin/openings", two))


def test_a_roster_is_uploaded_once_and_compared(callers: Callers) -> None:
    headers = callers.headers("pool_office")
    path = "/api/v1/pools/xin/rosters"
    answers = [
        callers.client.post(path, content=roster(12), params=UPLOAD, headers=headers)
        for _ in range(2)
    ]
    first, again = (answer.json() for answer in answers)
    assert answers[0].status_code == httpx.codes.CREATED, answers[0].text
    assert [of["leaf"] for of in first["entries"]] == [of["leaf"] for of in again["entries"]]
    versions = callers.get("/pools/xin/rosters")["rosters"]
    assert [(of["roster"], of["added"]) for of in versions] == [("v1", 9), ("v2", 2)] or versions
    changes = secret_get(callers, "pool_office", "/pools/xin/rosters/v1/changes/v2")
    assert (len(changes["added"]), changes["removed"]) == (versions[1]["added"], [])
    same = upload(callers, roster(12), name="v3").json()
    assert (same["same_as"], same["entries"]) == ("v2", [])
    callers.refused(409, "roster_version_taken", upload(callers, roster(14)))


def test_a_bad_roster_is_reported_by_cells_and_changes_nothing(callers: Callers) -> None:
    lines = roster(12).decode().splitlines()
    lines[3] = lines[3].replace("X2", "Q9")
    data = "\n".join(lines).encode()
    for answer in (upload(callers, data), checked(callers, data)):
        problem = callers.refused(422, "roster_cells", answer)
        (cell, *_) = problem["facts"]["cells"]
        assert cell["row"] == 4
        assert cell["column"]
    assert len(callers.get("/pools/xin/rosters")["rosters"]) == 1


def checked(callers: Callers, data: bytes) -> httpx.Response:
    path = "/api/v1/pools/xin/roster-check"
    return callers.client.post(path, content=data, headers=callers.headers("pool_office"))


def test_a_check_takes_nothing(callers: Callers) -> None:
    report = checked(callers, roster(12)).json()
    assert (report["size"], report["same_as"]) == (11, "")
    assert len(callers.get("/pools/xin/rosters")["rosters"]) == 1


def test_an_auditor_reads_a_version_and_nobody_else(callers: Callers) -> None:
    answer = callers.client.get("/api/v1/pools/xin/rosters/v1", headers=callers.headers("auditor"))
    assert answer.headers["Cache-Control"] == "no-store"
    assert "ETag" not in answer.headers
    assert answer.json()["roster"] or answer.json()
    refused = callers.client.get(
        "/api/v1/pools/xin/rosters/v1", headers=callers.headers("approver")
    )
    callers.refused(403, "role_not_allowed", refused)


def test_a_report_tells_nobodys_draw_state(callers: Callers) -> None:
    before = checked(callers, roster(10)).json()
    callers.inviting()
    assert checked(callers, roster(10)).json() == before
