"""All faults of a call are told at once, each with its place and what was expected, and no value of anybody's."""

import json
from typing import Any

import httpx
import pytest
from starlette.requests import Request

from drawsvc.client import Client, ProblemError
from drawsvc.domain.errors import RelayError
from drawsvc.http.answers import ProblemOut
from drawsvc.http.bodies import Strict
from drawsvc.http.faults import MAX_FAULTS, malformed
from drawsvc.http.problems import problem
from drawsvc.words import API, LANGUAGES, words_of
from tests.http.conftest import APPROVAL, REQUEST, Callers
from tests.http.test_document import bodies

ID_NUMBER = "11010119900307293X"
NAME = "王建国"


def parts(callers: Callers, answer: httpx.Response) -> dict[str, str]:
    """Where something is wrong, and what was expected there."""
    problem = callers.refused(422, "call_malformed", answer)
    ProblemOut.model_validate(problem)
    told = problem["errors"]
    assert problem["facts"] == {"total": len(told)}
    for part in told:
        assert all(part["texts"][lang]["expected"] for lang in LANGUAGES)
    return {of.get("pointer", of.get("parameter")): of["texts"]["en"]["expected"] for of in told}


def test_every_fault_of_a_body_is_told_with_its_place(callers: Callers) -> None:
    body = {name: of for name, of in REQUEST.items() if name != "organiser"} | {
        "pool": "../xin",
        "date": "2026-02-30",
        "kind": "third",
        "number": "x" * 501,
        "seats": [{"specialty": "X2", "seats": 0}, {"specialty": "X2", "seats": "3"}, 4],
        "surprise": 1,
        "automatic": {"source": "dice"},
    }
    assert parts(callers, callers.post("organiser", "/draws", body)) == {
        "#/automatic/source": "one of none, beacon, witness",
        "#/pool": "a text of the form ^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$",
        "#/organiser": "it is required",
        "#/number": "a text of at most 500 characters",
        "#/date": "a date YYYY-MM-DD",
        "#/seats/0/seats": "a whole number, 1 or more",
        "#/seats/1/seats": "a whole number",
        "#/seats/2": "a group of members",
        "#/kind": "one of first, retry, second_panel",
        "#/surprise": "no such name is known here",
    }


def test_faults_of_body_path_and_query_are_told_together(callers: Callers) -> None:
    answer = callers.post("pool_office", "/draws/d..%20/replies", {"replies": 3})
    assert set(parts(callers, answer)) == {"draw", "#/replies"}
    answer = callers.client.get("/api/v1/draws?pol=xin&after=1&after=2&x%20y=1")
    assert parts(callers, answer) == {
        "pol": "no such name is known here",
        "after": "it stands there once",
        "…": "no such name is known here",
    }
    assert parts(callers, callers.client.get("/api/v1/draws/d-1?attempt=-1")) == {
        "attempt": "a whole number, 0 or more"
    }


def test_no_body_and_a_body_of_another_kind(callers: Callers) -> None:
    assert parts(callers, callers.post("organiser", "/draws", [1])) == {"#": "a group of members"}
    answer = callers.post("approver", "/draws/d-1/withdrawals", {"approval": APPROVAL})
    callers.refused(403, "role_not_allowed", answer)
    answer = callers.post("pool_office", "/draws/d-1/withdrawals", {"approval": APPROVAL})
    assert parts(callers, answer) == {"#": "either heard or signed, one of them"}


def test_roles_of_callers_are_told_in_words(callers: Callers) -> None:
    answer = callers.post("approver", "/draws", REQUEST)
    texts = callers.refused(403, "role_not_allowed", answer)["texts"]
    assert texts["zh"]["got"] == "角色 批准人（approver） 无权办理此事"
    assert texts["zh"]["expected"] == "角色为 组织单位（organiser） 的人"


def test_a_reason_that_is_none_of_the_answers_is_told_with_those_that_are(callers: Callers) -> None:
    row = callers.inviting()[0]
    said = {"group": row["group"], "row": row["row"], "answer": "accept", "reason": "free"}
    answer = callers.post("pool_office", "/draws/d-1/replies", {"replies": [said]})
    texts = callers.refused(422, "reply_reason", answer)["texts"]
    assert texts["zh"]["expected"] == "无（none）之一"


@pytest.mark.parametrize("text", ["e\u0301", "\u0378", "\0", "\ud800"])
def test_a_text_that_is_not_canonical_is_told_all_it_should_be(callers: Callers, text: str) -> None:
    body = json.dumps(REQUEST | {"number": text})
    headers = callers.headers("organiser") | {"Content-Type": "application/json"}
    answer = callers.client.post("/api/v1/draws", content=body, headers=headers)
    assert parts(callers, answer) == {
        "#/number": "a text in the form NFC, without control characters, of characters that Unicode 13.0 has"
    }


def test_failures_that_are_in_no_place_of_a_call_are_facts() -> None:
    failure = RelayError("relay_status", relay="https://relay.example.org", got=500)
    error = RelayError(
        "relays_failed", round=1, relays=[failure.facts["relay"]], failures=[failure]
    )
    answer = problem(error, Request({"type": "http", "headers": [], "state": {"id": "1"}}))
    body = bytes(answer.body)
    told = ProblemOut.model_validate_json(body)
    assert told.errors == []
    assert told.facts["failures"] == [{"code": failure.code, **failure.facts}]

    def answered(_: httpx.Request) -> httpx.Response:
        return httpx.Response(answer.status_code, content=body)

    with Client("http://service.example.org", transport=httpx.MockTransport(answered)) as client:
        with pytest.raises(ProblemError) as caught:
            client.get("/draws")
        failures: Any = caught.value.facts["failures"]
        assert caught.value.code == "relays_failed"
        assert [(of.code, of.facts) for of in failures] == [(failure.code, failure.facts)]


def test_nothing_of_a_body_is_told_but_names_of_ours(callers: Callers) -> None:
    private = {
        "approvals": [{"role": NAME, "ref": 1}, {"role": ID_NUMBER, "ref": [NAME]}],
        "runs": {ID_NUMBER: NAME, NAME: 1.5},
        "counters": {"refusals": {ID_NUMBER: "x"}},
        ID_NUMBER: NAME,
        NAME: ID_NUMBER,
    }
    answer = callers.post("pool_office", "/pools/xin/openings", private)
    assert {"#/runs", "#/counters", "#", "#/approvals/0/ref"} <= set(parts(callers, answer))
    assert NAME not in json.dumps(answer.json(), ensure_ascii=False)
    assert ID_NUMBER not in answer.text


def test_however_many_faults_there_are_few_are_told(callers: Callers) -> None:
    body = REQUEST | {"seats": [{"specialty": "", "seats": 0} for _ in range(90)]}
    problem = callers.refused(422, "call_malformed", callers.post("organiser", "/draws", body))
    assert len(problem["errors"]) == MAX_FAULTS
    assert problem["facts"] == {"total": 180}
    assert "180" in problem["title"]
    assert len(json.dumps(problem)) < 16_384


def test_the_client_has_every_fault(callers: Callers) -> None:
    key = callers.keys["organiser"]
    with (
        Client(str(callers.client.base_url), key, language="en") as client,
        pytest.raises(ProblemError) as caught,
    ):
        client.request(REQUEST | {"date": 3, "kind": "third"})
    failures: Any = caught.value.facts["failures"]
    assert [of.said for of in failures] == [
        ("#/date: a number", "a date YYYY-MM-DD", ""),
        ("#/kind: a text", "one of first, retry, second_panel", ""),
    ]
    assert [of.facts["at"] for of in failures] == ["#/date", "#/kind"]
    assert "#/date" in str(caught.value)


def types_of(schema: Any) -> set[str]:
    """What pydantic's schema of a body can find wrong, as far as its limits say."""
    limits = {
        "pattern": "string_pattern_mismatch",
        "maxLength": "string_too_long",
        "minLength": "string_too_short",
        "minimum": "greater_than_equal",
        "maximum": "less_than_equal",
        "maxItems": "too_long",
        "minItems": "too_short",
        "enum": "literal_error",
        "const": "literal_error",
    }
    if isinstance(schema, list):
        return {of for item in schema for of in types_of(item)}
    if not isinstance(schema, dict):
        return set()
    found = {limits[name] for name in schema if name in limits}
    return found | {of for item in schema.values() for of in types_of(item)}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_limit_of_a_body_has_a_form(lang: str) -> None:
    limits = {
        "ge": 1,
        "le": 2,
        "max_length": 3,
        "min_length": 4,
        "pattern": "^x$",
        "expected": "'a'",
    }
    kinds = {of for model in bodies().values() for of in types_of(model.model_json_schema())}
    assert len(kinds) > 5
    for kind in kinds:
        error = malformed([{"loc": ("body",), "type": kind, "input": 1, "ctx": limits}])
        failures: Any = error.facts["failures"]
        said = words_of(lang, API).error(failures[0])
        assert said.expected not in {"", words_of(lang)("shapes.documented")}
        assert "—" not in said.expected


def properties(schema: Any) -> set[str]:
    """The names of members in the schema of a body, and in what it is made of."""
    if isinstance(schema, list):
        return {of for item in schema for of in properties(item)}
    if not isinstance(schema, dict):
        return set()
    inside = {of for item in schema.values() for of in properties(item)}
    return inside | set(schema.get("properties", ()))


@pytest.mark.parametrize("name", bodies())
def test_every_member_of_a_body_is_named(name: str) -> None:
    model = bodies()[name]
    assert issubclass(model, Strict)
    for member in properties(model.model_json_schema()):
        fault = {"loc": ("body", 0, member), "type": "string_type", "input": 1}
        failures: Any = malformed([fault]).facts["failures"]
        assert failures[0].facts["at"] == f"#/0/{member}"
