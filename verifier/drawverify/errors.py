"""What can come of a step other than passing: it fails, or it is not checkable (SPEC §13)."""

from __future__ import annotations

import json

SHOWN_CHARACTERS = 200


def shown(value: object) -> str:
    """Returns a value for the eye of a reader, cut where it would fill the screen."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + "…"


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


class FailedError(StepError):
    """A requirement is not met."""

    def __init__(self, where: str = "", *, expected: object = "", got: object = "") -> None:
        super().__init__(where)
        self.expected = shown(expected)
        self.got = shown(got)


class NotCheckableError(StepError):
    """A requirement may be met or not; what would be needed to tell is missing."""


def require(condition: bool, where: str, *, expected: object = "", got: object = "") -> None:  # noqa: FBT001 - it reads as a sentence
    """Fails the step unless the condition holds."""
    if not condition:
        raise FailedError(where, expected=expected, got=got)


def require_equal(got: object, expected: object, where: str) -> None:
    """Fails the step unless two values of the same type are equal."""
    if got != expected:
        raise FailedError(where, expected=expected, got=got)
