"""Calls of a service that runs elsewhere: what it refuses is an error as if it had happened here."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import httpx

from drawsvc import config
from drawsvc.cli.answers import terminal
from drawsvc.cli.service_answers import cells_of
from drawsvc.cli.settings import Settings
from drawsvc.client import Client, ProblemError
from drawsvc.domain.errors import (
    AccessError,
    DrawError,
    InputError,
    LogError,
    MissingError,
    RelayError,
    StateError,
)
from drawsvc.words import COMMAND_LINE, READER

PATIENCE_SECONDS = 300.0
"""For an answer: lists of a large roster take minutes."""

ERRORS: Mapping[int, type[DrawError]] = MappingProxyType(
    {
        400: InputError,
        401: AccessError,
        403: AccessError,
        404: MissingError,
        409: StateError,
        413: InputError,
        422: InputError,
        502: RelayError,
        503: LogError,
        507: LogError,
    }
)
"""What an error of the tree in domain/errors is on the wire, the other way round (drawsvc/http/problems)."""

NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.InvalidURL, UnicodeError)
"""What goes wrong before a call can have come to the service."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Calling(Client):
    """A client whose errors are those of the office itself.

    Args:
        url: the service.
        settings: of the command line; told what an error has to say about what was changed.
    """

    def __init__(self, url: str, settings: Settings) -> None:
        key = config.caller_key(settings.key_file)
        super().__init__(url, key, language=settings.words.lang, seconds=PATIENCE_SECONDS)
        self._http.headers[READER] = COMMAND_LINE
        self._url = url
        self._settings = settings
        if key and _can_be_read(url):
            terminal(stderr=True).print(settings.words("server.readable", url=url), soft_wrap=True)

    def _call(self, method: str, path: str, **said: Any) -> httpx.Response:
        before = self._settings.closing
        try:
            answer = super()._call(method, path, **said)
        except ProblemError as problem:
            # Whatever became of earlier tries: they had the same Idempotency-Key, and this is the answer to all.
            self._settings.closing = before
            raise _as_here(problem) from None
        except (httpx.RequestError, httpx.InvalidURL, UnicodeError) as error:
            raise self._unreachable(error) from None
        if method == "POST":
            self._settings.closing = "kept"
        return answer

    def _once(self, method: str, path: str, said: Mapping[str, Any]) -> httpx.Response:
        try:
            return super()._once(method, path, said)
        except Exception as error:
            if method == "POST" and not isinstance(error, NOT_SENT):
                self._settings.closing = "unknown"
            raise

    def _unreachable(self, error: Exception) -> DrawError:
        if any(isinstance(cause, ssl.SSLError) for cause in _causes(error)):
            return StateError("server_untrusted", got=self._url)
        return StateError("server_unreachable", got=self._url, found=type(error).__name__)


def _as_here(problem: ProblemError) -> DrawError:
    """A problem as the error it was where it happened, with the words it was told in."""
    facts = dict(problem.facts)
    if "cells" in facts:
        facts["cells"] = cells_of(facts["cells"])
    kind = ERRORS.get(problem.status)
    error: DrawError = kind(problem.code, **facts) if kind else problem
    error.said = problem.said
    return error


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def _can_be_read(url: str) -> bool:
    """Whether whoever is on the way to a service can read what is shown to it."""
    parts = urlsplit(url)
    return parts.scheme == "http" and parts.hostname not in LOOPBACK
