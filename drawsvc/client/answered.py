"""What a service has answered, or a stranger in its place: read no further than ours may be long, and strictly."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NoReturn, TypedDict

import httpx

from drawsvc.domain.errors import DrawError

MAX_ANSWER_BYTES = 1024 * 1024 * 1024
"""Of one answer, or one line of a stream: no file of ours is larger (SPEC §11.1)."""
MAX_PARTS = 20
"""Of a call, said to be wrong in one answer: no service of ours tells more."""
MAX_LEVELS = 32
"""Of lists and objects in each other: no service of ours has more, and whatever shows them goes deeper."""

_UNREADABLE = (ValueError, RecursionError)
"""What the reader of JSON raises: the latter where it is nested too deep for it."""

Json = Mapping[str, Any]


class ProblemError(DrawError):
    """A call that was not done. `code` and `facts` are those of the error where it happened.

    Args:
        code: stable identifier, as in web/locales.
        status: of the answer.
        said: what came, what was expected and the way out, in the language that was asked for; None where we say it.
        facts: values for the wording; `failures`, a ProblemError for each place of the call that is wrong.
    """

    def __init__(
        self, code: str, status: int, said: tuple[str, str, str] | None = None, **facts: Any
    ) -> None:
        super().__init__(code, **facts)
        self.status = status
        self.said = said


class Entry(TypedDict):
    """An entry with its proof, None until a signed checkpoint covers it."""

    entry: dict[str, Any]
    leaf: str
    proof: str | None


@dataclass(frozen=True)
class Done:
    """What a call has written, and what else was said."""

    entries: list[Entry]
    facts: dict[str, Any] = field(default_factory=dict)


class Answer(dict[str, Any]):
    """What was answered. A member that is asked for and missing shows that somebody else has answered."""

    def __missing__(self, name: str) -> NoReturn:
        raise foreign(name)


def foreign(got: str) -> ProblemError:
    """Of an answer that no service of ours gives. `got` is what of it shows that, never its text."""
    return ProblemError("server_foreign", HTTPStatus.OK, got=got)


def foreign_answer(answer: httpx.Response) -> ProblemError:
    """The same, where nothing of it but its status can be told."""
    return ProblemError("server_foreign", answer.status_code, got=answer.status_code)


def read_whole(answer: httpx.Response) -> httpx.Response:
    """An answer that has begun to come, whole."""
    read = bytearray()
    for part in answer.iter_bytes():
        _extend(read, part)
    return httpx.Response(answer.status_code, content=bytes(read))


def read_lines(answer: httpx.Response) -> Iterator[str]:
    """The lines of an answer as they come."""
    begun = bytearray()
    for part in answer.iter_bytes():
        *ends, rest = part.split(b"\n")
        for end in ends:
            _extend(begun, end)
            yield begun.decode(errors="replace").rstrip("\r")
            begun.clear()
        _extend(begun, rest)


def _extend(read: bytearray, part: bytes) -> None:
    read += part
    if len(read) > MAX_ANSWER_BYTES:
        raise foreign("length")


def parse_object(answer: httpx.Response) -> Answer:
    """An answer that is an object in JSON.

    Raises:
        ProblemError: `server_foreign`.
    """
    try:
        found = _parsed(answer.content)
    except _UNREADABLE:
        raise foreign_answer(answer) from None
    if not isinstance(found, dict):
        raise foreign_answer(answer)
    return Answer(found)


def parse_event(data: str) -> Answer:
    """What one event of a stream tells. Raises as for `parse_object`."""
    try:
        return Answer(_parsed(data))
    except (TypeError, *_UNREADABLE):
        raise foreign("data") from None


def parse_done(answer: httpx.Response) -> Done:
    """What a call that changes something has done. Raises as for `parse_object`."""
    said = parse_object(answer)
    return Done(said.pop("entries", []), said)


def parse_problem(answer: httpx.Response) -> ProblemError:
    """Why a call was not done; `server_foreign` where no service of ours says so."""
    try:
        said = _parsed(answer.content)
        facts = {**said.get("facts", {})}
        status = answer.status_code
        if "failures" in facts:
            facts["failures"] = [_failure(of, status) for of in facts["failures"][:MAX_PARTS]]
        if said.get("errors"):
            facts["failures"] = [_part(of, status) for of in said["errors"][:MAX_PARTS]]
        return ProblemError(str(said["code"]), status, _told(said), **facts)
    except (KeyError, TypeError, AttributeError, *_UNREADABLE):
        return foreign_answer(answer)


def _parsed(data: bytes | str) -> Any:
    """The value of a text in JSON.

    Raises:
        ValueError, RecursionError: it is none, or no service of ours sends one so deep.
    """
    found = json.loads(data)
    if _is_deep(found):
        raise ValueError(f"expected at most {MAX_LEVELS} levels")
    return found


def _is_deep(value: object, levels: int = MAX_LEVELS) -> bool:
    """Whether lists and objects stand in each other on more than so many levels."""
    if not isinstance(value, dict | list):
        return False
    inside = value.values() if isinstance(value, dict) else value
    return not levels or any(_is_deep(of, levels - 1) for of in inside)


def _failure(said: Json, status: int) -> ProblemError:
    """What came of one of several tries."""
    facts = dict(said)
    return ProblemError(str(facts.pop("code")), status, **facts)


def _part(said: Json, status: int) -> ProblemError:
    """What is wrong in one place of a call."""
    got, expected, _ = told = _told(said)
    at = str(said.get("pointer", said.get("parameter", "")))
    return ProblemError("call_part", status, told, at=at, expected=expected, got=got)


def _told(said: Json) -> tuple[str, str, str]:
    return str(said["title"]), str(said.get("detail", "")), str(said.get("do", ""))
