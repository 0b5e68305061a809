"""The OpenAPI document: what FastAPI knows of the routes, with words in each language, answers and problems."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic.json_schema import models_json_schema

from drawsvc.http.answers import MODELS, OF, ProblemOut, WrittenOut
from drawsvc.http.authority import MAY
from drawsvc.http.calls import IDEMPOTENCY_KEY, JSON, KEY_PATTERN
from drawsvc.http.codes import codes_of, reason_of
from drawsvc.http.examples import ANSWERED, EXAMPLES, STREAMED
from drawsvc.http.problems import MEDIA_TYPE
from drawsvc.http.watching import MEDIA_TYPE as EVENTS
from drawsvc.usecases.access import PUBLIC
from drawsvc.words import LANGUAGES, words_of

REF = "#/components/schemas/{model}"
SCHEME = "key"
OWN_SCHEMAS = ("HTTPValidationError", "ValidationError")

FILES = {
    "get_events": EVENTS,
    "get_evidence": "application/zip",
    "get_log": "text/plain",
    "get_metrics": "text/plain",
    "get_proof": "text/plain",
    "get_tile": "application/octet-stream",
}
"""What files are that are not JSON."""

NOT_TAGGED = frozenset({*OF, "get_audit", "get_events", "get_metrics", "get_roster"})
"""Operations whose answers have no ETag: they change, or are personal data."""

ONCE_NOT_NEEDED = frozenset({"check_roster"})
"""POSTs that change nothing."""


def describe(routes: Sequence[APIRoute]) -> dict[str, Any]:
    """The document of these routes."""
    document = get_openapi(title="drawsvc", version="1", openapi_version="3.1.0", routes=routes)
    document["info"]["description"] = _both("about", "openapi")
    document["components"]["schemas"] |= _answers()
    for name in OWN_SCHEMAS:
        document["components"]["schemas"].pop(name, None)
    document["components"]["securitySchemes"] = {SCHEME: {"type": "http", "scheme": "bearer"}}
    for route in routes:
        for method in route.methods or ():
            _complete(document["paths"][route.path_format][method.lower()], route, method)
    return document


def _complete(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    """Say what FastAPI cannot know."""
    name = route.name
    operation["summary"] = " / ".join(
        words_of(lang)(f"operations.{name}").partition("。")[0].partition(". ")[0].rstrip(".;")
        for lang in LANGUAGES
    )
    operation["description"] = _both("operations", name)
    operation["x-roles"] = sorted(MAY[name])
    operation["security"] = [*([{}] if PUBLIC in MAY[name] else []), {SCHEME: []}]
    operation.setdefault("parameters", []).extend(_headers(name, method))
    for parameter in operation["parameters"]:
        told = parameter["name"].lower().replace("-", "_")
        parameter["description"] = _both(parameter["in"], told)
    if name in EXAMPLES:
        operation["requestBody"]["content"][JSON]["example"] = EXAMPLES[name]
    operation["responses"] = _done(route, method) | _problems(route, method)


def _headers(name: str, method: str) -> list[dict[str, Any]]:
    if method != "POST" or name in ONCE_NOT_NEEDED:
        return []
    key = {"type": "string", "pattern": KEY_PATTERN}
    return [
        _header(IDEMPOTENCY_KEY, key, required=True),
        _header("Prefer", {"type": "string", "examples": ["wait", "wait=5"]}),
    ]


def _header(name: str, schema: dict[str, Any], *, required: bool = False) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": required, "schema": schema}


def _done(route: APIRoute, method: str) -> dict[str, Any]:
    name = route.name
    schema: dict[str, Any] = {}
    model = OF.get(name) or (WrittenOut if method == "POST" else None)
    if model is not None:
        schema = {"$ref": REF.format(model=model.__name__)}
    said: dict[str, Any] = {"schema": schema}
    if name in STREAMED:
        said["example"] = STREAMED[name]
    content = {FILES.get(name, JSON): said}
    status = str(route.status_code or 200)
    done: dict[str, Any] = {status: {"description": _both("about", "done"), "content": content}}
    if name in STREAMED:
        done["204"] = {"description": _both("about", "nothing_to_come")}
    if method == "GET" and name not in NOT_TAGGED:
        done["304"] = {"description": _both("about", "not_changed")}
    return done


def _problems(route: APIRoute, method: str) -> dict[str, Any]:
    content = {MEDIA_TYPE: {"schema": {"$ref": REF.format(model=ProblemOut.__name__)}}}
    return {
        str(status): {
            "description": f"{reason_of(status)}: {', '.join(codes)}",
            "content": content,
            "x-codes": codes,
        }
        for status, codes in codes_of(route, method).items()
    }


def _answers() -> dict[str, Any]:
    wanted: Any = [(model, "serialization") for model in MODELS]
    _, schema = models_json_schema(wanted, ref_template=REF)
    found: dict[str, Any] = schema["$defs"]
    for name, example in ANSWERED.items():
        found[name]["examples"] = [example]
    return found


def _both(table: str, key: str) -> str:
    return "\n\n".join(words_of(lang)(f"{table}.{key}") for lang in LANGUAGES)
