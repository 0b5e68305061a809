"""Errors as RFC 9457 problems: a stable code, both languages, and the way out. The one place with status codes."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from drawseeds import Value, serialise
from starlette.requests import Request
from starlette.responses import Response

from drawsvc.domain import errors
from drawsvc.domain.errors import DrawError
from drawsvc.http.languages import words_for
from drawsvc.http.outermost import request_id
from drawsvc.views.values import View, canonical, fact_view
from drawsvc.words import LANGUAGES, Words, words_of

MEDIA_TYPE = "application/problem+json"
TYPE = "/problems/"
"""Where the page of each code is."""

STATUS_OF_CLASS: Mapping[type[DrawError], HTTPStatus] = MappingProxyType(
    {
        errors.InputError: HTTPStatus.UNPROCESSABLE_ENTITY,
        errors.AccessError: HTTPStatus.FORBIDDEN,
        errors.StateError: HTTPStatus.CONFLICT,
        errors.MissingError: HTTPStatus.NOT_FOUND,
        errors.RelayError: HTTPStatus.BAD_GATEWAY,
        errors.LogError: HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
"""By the nearest class of the tree in domain/errors."""

STATUS_OF_CODE: Mapping[str, HTTPStatus] = MappingProxyType(
    {
        "body_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "body_too_slow": HTTPStatus.REQUEST_TIMEOUT,
        "defect": HTTPStatus.INTERNAL_SERVER_ERROR,
        "idempotency_key_missing": HTTPStatus.BAD_REQUEST,
        "idempotency_key_used": HTTPStatus.UNPROCESSABLE_ENTITY,
        "json_malformed": HTTPStatus.BAD_REQUEST,
        "key_expired": HTTPStatus.UNAUTHORIZED,
        "key_malformed": HTTPStatus.UNAUTHORIZED,
        "key_missing": HTTPStatus.UNAUTHORIZED,
        "key_revoked": HTTPStatus.UNAUTHORIZED,
        "key_unknown": HTTPStatus.UNAUTHORIZED,
        "log_not_signed_yet": HTTPStatus.SERVICE_UNAVAILABLE,
        "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
        "not_signed_yet": HTTPStatus.SERVICE_UNAVAILABLE,
        "session_ended": HTTPStatus.UNAUTHORIZED,
        "sign_in_paused": HTTPStatus.TOO_MANY_REQUESTS,
        "sign_in_refused": HTTPStatus.UNAUTHORIZED,
        "store_busy": HTTPStatus.SERVICE_UNAVAILABLE,
        "store_full": HTTPStatus.INSUFFICIENT_STORAGE,
        "store_unreachable": HTTPStatus.SERVICE_UNAVAILABLE,
        "too_many_watchers": HTTPStatus.SERVICE_UNAVAILABLE,
    }
)
"""Where a code says more than its class."""

RETRY_AFTER_SECONDS = 1


def status_of(error: DrawError) -> HTTPStatus:
    """The status code of an error."""
    if error.code in STATUS_OF_CODE:
        return STATUS_OF_CODE[error.code]
    return next(STATUS_OF_CLASS[of] for of in type(error).mro() if of in STATUS_OF_CLASS)


def problem(error: DrawError, request: Request) -> Response:
    """The answer to a call that cannot be done."""
    status = status_of(error)
    headers = {"Cache-Control": "no-store"}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_SECONDS)
    view = _view(error, words_for(request)) | {"request": request_id(request)}
    return _response(view, status, headers)


def _view(error: DrawError, words: Words) -> View:
    """The members of a problem: RFC 9457's, in one language, and the texts in each."""
    texts = {lang: _texts(error, words_of(lang, words.reader)) for lang in LANGUAGES}
    facts = {name: fact_view(value) for name, value in error.facts.items() if name != "failures"}
    failures: Any = error.facts.get("failures", ())
    parts: View = {}
    if placed := [of for of in failures if "where" in of.facts]:
        parts = {"errors": [_part(of, words) for of in placed]}
    if others := [of for of in failures if "where" not in of.facts]:
        facts["failures"] = fact_view(others)
    return parts | {
        "code": error.code,
        "detail": texts[words.lang]["expected"],
        "do": texts[words.lang]["do"],
        "facts": facts,
        "status": int(status_of(error)),
        "texts": {name: dict(of) for name, of in texts.items()},
        "title": texts[words.lang]["got"],
        "type": TYPE + error.code,
    }


def _part(failure: DrawError, words: Words) -> View:
    """What is wrong in one place of a call, in the manner of RFC 9457 §3."""
    texts = {lang: _texts(failure, words_of(lang, words.reader)) for lang in LANGUAGES}
    named = "pointer" if failure.facts["where"] == "body" else "parameter"
    return {
        named: str(failure.facts["at"]),
        "detail": texts[words.lang]["expected"],
        "texts": {
            lang: {name: said[name] for name in ("expected", "got")} for lang, said in texts.items()
        },
        "title": texts[words.lang]["got"],
    }


def mistake(request: Request) -> DrawError:
    """A mistake of ours. What it was is in the log of the service, under the request's id."""
    return DrawError("defect", request=request_id(request))


def _texts(error: DrawError, words: Words) -> dict[str, str]:
    said = words.error(error)
    told = {"do": said.do, "expected": said.expected, "got": said.got}
    return {name: str(canonical(text)) for name, text in told.items()}


def _response(value: Value, status: HTTPStatus, headers: dict[str, str]) -> Response:
    return Response(serialise(value), status, headers, MEDIA_TYPE)
