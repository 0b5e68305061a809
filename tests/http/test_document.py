"""The OpenAPI document says what the API does: schemathesis asks, real answers are read with the models."""

import json
import re
from typing import Any

from drawsvc.http.answers import MODELS, OF, ProblemOut, WrittenOut
from drawsvc.http.api import operations
from drawsvc.http.authority import MAY
from drawsvc.http.document import describe
from drawsvc.http.examples import ANSWERED, EXAMPLES
from drawsvc.words import words_of
from tests.http.conftest import REQUEST, Callers

DOCUMENT = describe(operations())


def described() -> list[dict[str, Any]]:
    return [found for path in DOCUMENT["paths"].values() for found in path.values()]


def test_every_operation_is_described_in_both_languages() -> None:
    assert {found["operationId"] for found in described()} == {route.name for route in operations()}
    for found in described():
        zh, en = found["description"].split("\n\n")
        assert zh != en
        assert found["x-roles"] == sorted(MAY[found["operationId"]])


def test_every_parameter_is_described_in_both_languages() -> None:
    told = [parameter for found in described() for parameter in found["parameters"]]
    assert {"draw", "pool", "attempt", "Idempotency-Key"} <= {of["name"] for of in told}
    texts = words_of("zh").texts
    for parameter in told:
        zh, en = parameter["description"].split("\n\n")
        assert zh != en
        assert zh in texts.values()
    tables = {key for key in texts if key.startswith(("path.", "query.", "header."))}
    named = {f"{of['in']}.{of['name'].lower().replace('-', '_')}" for of in told}
    assert tables == named


def test_every_problem_that_is_listed_has_words() -> None:
    texts = words_of("zh").texts
    listed = {
        code
        for found in described()
        for answer in found["responses"].values()
        for code in answer.get("x-codes", ())
    }
    assert listed
    assert {code for code in listed if f"errors.{code}.got" not in texts} == set()


def bodies() -> dict[str, Any]:
    """Returns the model of the body by operation."""
    return {
        route.name: route.body_field.field_info.annotation
        for route in operations()
        if route.body_field is not None
    }


def test_every_body_has_an_example_that_its_model_reads() -> None:
    assert set(bodies()) == set(EXAMPLES)
    for name, model in bodies().items():
        model.model_validate(EXAMPLES[name])


def test_every_answer_has_an_example_that_its_model_reads() -> None:
    models = {model.__name__: model for model in MODELS}
    assert set(models) == set(ANSWERED)
    for name, model in models.items():
        model.model_validate(ANSWERED[name])
        assert DOCUMENT["components"]["schemas"][name]["examples"] == [ANSWERED[name]]


def test_whatever_the_document_refers_to_is_in_it() -> None:
    named = set(re.findall('"#/components/schemas/([^"]+)"', json.dumps(DOCUMENT)))
    assert named
    assert named - set(DOCUMENT["components"]["schemas"]) == set()


def test_answers_are_as_described(callers: Callers) -> None:
    written = callers.done("organiser", "/draws", REQUEST)
    WrittenOut.model_validate(written)
    paths = {
        "get_draw": "/draws/d-1",
        "get_draws": "/draws",
        "get_entries": "/draws/d-1/entries",
        "get_health": "/health",
        "get_log_entries": "/log/entries",
        "get_pool": "/pools/xin",
        "get_pools": "/pools",
        "get_rosters": "/pools/xin/rosters",
    }
    for name, path in paths.items():
        OF[name].model_validate(callers.get(path))
    ProblemOut.model_validate(callers.client.get("/api/v1/draws/d-9").json())
