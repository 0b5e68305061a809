"""Counters of a pool through the API: for pool office and auditor, and of nobody before the release."""

from datetime import timedelta
from typing import Any

import httpx
import pytest

from drawsvc.domain.times import parse_time
from drawsvc.http.answers import CountersOut
from drawsvc.usecases.access import Caller
from drawsvc.usecases.issue_key import issue_key
from tests.cli.office import Office
from tests.http.conftest import APPROVAL, Callers, reply
from tests.http.test_secrecy import told

PATH = "/api/v1/pools/xin/counters"
READERS = ("pool_office", "auditor")


def asked(callers: Callers, role: str = "pool_office", **query: str) -> httpx.Response:
    return callers.client.get(PATH, params=query, headers=callers.headers(role))


def read(callers: Callers, **query: str) -> Any:
    answer = asked(callers, **query)
    assert answer.status_code == httpx.codes.OK, answer.text
    CountersOut.model_validate(answer.json())
    return answer.json()


def run_of(found: Any) -> Any:
    return next(of for of in found["counters"] if of["id"] == "no_reply_or_refusal")


def assert_nobody_counted(callers: Callers) -> None:
    for role in READERS:
        answer = asked(callers, role, show="all")
        assert (told(answer.text, answer.headers), answer.json()["not_released"]) == ([], 1)


def refused_once(callers: Callers) -> str:
    """The first of a draw declines, another is asked in his place, and accepts; nobody counts. Who it was."""
    first, *others = callers.inviting()
    assert_nobody_counted(callers)
    answers = [reply(first, "decline", "other"), *map(reply, others)]
    callers.done("pool_office", "/draws/d-1/replies", {"replies": answers})
    assert_nobody_counted(callers)
    (last,) = (row for row in callers.get("/draws/d-1")["walk"] if row["round"] == 2)
    callers.done("pool_office", "/draws/d-1/replies", {"replies": [reply(last)]})
    assert callers.get("/draws/d-1")["phase"] == "completed"
    assert_nobody_counted(callers)
    office = callers.api.state.wiring.office
    with office.store.reading() as reader:
        (state,) = reader.attempts("xin")
        item = reader.listed(state.place, first["group"], "eligible", first["row"])
    return str(item.opened.expert_id)


def test_who_refused_is_told_after_the_release(
    callers: Callers, capfd: pytest.CaptureFixture[str]
) -> None:
    expert = refused_once(callers)
    callers.done("approver", "/draws/d-1/release", {"approval": APPROVAL})
    capfd.readouterr()
    for role in READERS:
        answer = asked(callers, role, show="all")
        assert told(answer.text) == [expert]
        assert answer.headers["Cache-Control"] == "no-store"
    logged = capfd.readouterr()
    assert (logged.out + logged.err).count("disclosed") == len(READERS)
    assert told(logged.out, logged.err) == []
    found = read(callers, show="all")
    (count,) = run_of(found)["experts"]
    (cause,) = count["causes"]
    assert (count["expert"], count["number"], count["stand"]) == (expert, 1, "below")
    assert (cause["draw"], cause["answer"], cause["day"]) == ("d-1", "decline", "2026-06-10")
    assert (found["day"], found["not_released"], found["voided"]) == ("2026-06-10", 0, 0)
    assert run_of(read(callers))["experts"] == [], "far from the threshold"
    assert run_of(read(callers, show="all", day="2026-06-09"))["experts"] == []


def test_others_are_refused(callers: Callers) -> None:
    for role in ("administrator", "approver", "organiser", "supervisor"):
        callers.refused(403, "role_not_allowed", asked(callers, role))
    callers.refused(401, "key_missing", asked(callers, ""))
    office = callers.api.state.wiring.office
    expires = parse_time(Office.LATER) + timedelta(days=1)
    elsewhere = Caller("elsewhere", "pool_office", ("hunan",))
    callers.keys["elsewhere"] = issue_key(office, elsewhere, expires=expires)
    callers.refused(403, "pool_not_allowed", asked(callers, "elsewhere"))
    path = "/api/v1/pools/nowhere/counters"
    answer = callers.client.get(path, headers=callers.headers("pool_office"))
    callers.refused(404, "no_pool", answer)


@pytest.mark.parametrize(
    "query", [{"day": "10.6.2026"}, {"day": "2026-02-30"}, {"show": "some"}, {"on": "2026-06-10"}]
)
def test_what_is_asked_wrongly_is_refused(callers: Callers, query: dict[str, str]) -> None:
    callers.refused(422, "call_malformed", asked(callers, **query))
