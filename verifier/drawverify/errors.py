"""What can come of a step other than passing: it fails, or it is not checkable (SPEC §13).

What was expected and what was found are values, such as `12` or a time, or phrases: a phrase is a key
of words.json without its family, alone or, with a value, as an object of one member: `"base64"`,
`{"from": "2026-03-02T01:00:00Z"}`. Reports put them into words.
"""

from __future__ import annotations

import json
from typing import Any

SHOWN_CHARACTERS = 600


def shown(value: object) -> Any:
    """Returns a value as JSON would give it back; as a cut text where it would fill the screen."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    if len(text) > SHOWN_CHARACTERS:
        return text[:SHOWN_CHARACTERS] + "…"
    return text if isinstance(value, str) else json.loads(text)


class StepError(Exception):
    """A step did not pass.

    Attributes:
        where: the place in the input, as a path of member names, e.g. `body.deadline`.
        step: the id of the step, filled in by whoever runs it.
    """

    def __init__(self, where: str = "") -> None:
        super().__init__(where)
        self.where = where
        self.step = ""

    def at(self, place: str) -> StepError:
        """Puts a place in front of the path; returns itself to be raised again."""
        self.where = f"{place}{self.where}" if self.where[:1] == "[" else f"{place}.{self.where}"
        self.where = self.where.rstrip(".")
        return self

    def facts(self) -> dict[str, Any]:
        """Returns what a report says of it."""
        return {"where": self.where}


class FailedError(StepError):
    """A requirement is not met.

    Attributes:
        cause: of a file beside the record, the step that this file does not pass itself.
    """

    def __init__(self, where: str = "", *, expected: object = "", got: object = "") -> None:
        super().__init__(where)
        self.expected = shown(expected)
        self.got = shown(got)
        self.cause = ""

    def facts(self) -> dict[str, Any]:
        """Returns what a report says of it."""
        facts = {**super().facts(), "expected": self.expected, "got": self.got}
        return {**facts, "cause": self.cause} if self.cause else facts


class NotCheckableError(StepError):
    """A requirement may be met or not; what would be needed to tell is missing."""

    def __init__(self, where: str = "", *, missing: object = "") -> None:
        super().__init__(where)
        self.missing = shown(missing)

    def facts(self) -> dict[str, Any]:
        """Returns what a report says of it."""
        return {**super().facts(), "missing": self.missing}


def require(condition: bool, where: str, *, expected: object = "", got: object = "") -> None:  # noqa: FBT001 - it reads as a sentence
    """Fails the step unless the condition holds."""
    if not condition:
        raise FailedError(where, expected=expected, got=got)


def require_equal(got: object, expected: object, where: str) -> None:
    """Fails the step unless two values of the same type are equal."""
    if got != expected:
        raise FailedError(where, expected=expected, got=got)
