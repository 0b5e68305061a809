"""Whatever is sent, the API answers as its OpenAPI document says: asked by schemathesis."""

from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from drawsvc.http.api import operations
from drawsvc.http.authority import MAY
from drawsvc.http.document import describe
from drawsvc.usecases.access import PUBLIC
from tests.http.conftest import Callers

EXAMPLES_EACH = 12
KNOWN = {"draw": "d-1", "pool": "xin", "version": "v1", "old": "v1", "new": "v1"}
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]

SCHEMA = schemathesis.openapi.from_dict(describe(operations()))
OPERATIONS: dict[str, Any] = {
    found.definition.raw["operationId"]: found
    for found in (of.ok() for of in SCHEMA.get_all_operations() if isinstance(of, Ok))
}


def cases(name: str) -> st.SearchStrategy[Any]:
    """Calls as the document allows them, and others; of things that are there, and others."""
    modes = (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
    found = st.one_of(*(OPERATIONS[name].as_strategy(generation_mode=mode) for mode in modes))
    return st.builds(pointed, found, st.booleans())


def pointed(case: Any, known: bool) -> Any:  # noqa: FBT001 - drawn by hypothesis
    if known:
        there = {key: KNOWN[key] for key in case.path_parameters or {} if key in KNOWN}
        case.path_parameters = {**(case.path_parameters or {}), **there}
    return case


def asked(callers: Callers, name: str) -> None:
    role = next(iter(sorted(MAY[name] - {PUBLIC})), "")

    @seed(1)
    @settings(
        max_examples=EXAMPLES_EACH,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases(name))
    def ask(case: Any) -> None:
        for header in ("Prefer", "Authorization", "Idempotency-Key"):
            (case.headers or {}).pop(header, None)
        response = case.call(base_url=str(callers.client.base_url), headers=callers.headers(role))
        case.validate_response(response, checks=CHECKS)

    ask()


def test_no_answer_that_is_not_described(callers_on_each: Callers) -> None:
    callers = callers_on_each
    callers.inviting()
    assert set(OPERATIONS) == {route.name for route in operations()}
    failures = {}
    for name in OPERATIONS:
        try:
            asked(callers, name)
        except BaseExceptionGroup as error:  # all of them are told at the end
            failures[name] = "; ".join(map(str, error.exceptions))
    assert failures == {}
