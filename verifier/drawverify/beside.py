"""Verdicts beside that of a record, SPEC §13.2: they rest on it and have steps of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from .errors import FailedError, StepError
from .facts import NOTHING, facts_of, outcomes_of
from .verify import TYPE_STEP, Result, StopError, take
from .words import load_checks

# What must be known of a record, else nobody outside it vouches for what it says.
NEEDED = ("trust.origin", "log.key", TYPE_STEP, "trust.given")


def unreadable(part: str, error: FailedError) -> Result:
    """Returns the result where a file of its own does not pass part "file"."""
    checks = [check for check in load_checks() if check["id"] == error.step]
    return Result(None, [*checks, *load_checks(part)], {error.step: error})


def verify_beside(
    part: str, record: Result, steps: Mapping[str, Callable[..., None]], *arguments: object
) -> Result:
    """Takes the steps of a part of SPEC §13.2 until one fails; none, if the record failed.

    Args:
        part: row or audit.
        record: what the verdict rests on.
        steps: its steps in order.
        *arguments: what each step is given.
    """
    outcomes = inherited(record)
    checks = [check for check in record.checks if check["id"] in outcomes]
    result = Result(record.case, [*checks, *load_checks(part)], outcomes)
    if not result.failed and TYPE_STEP not in outcomes:
        take_all(outcomes, steps, *arguments)
    return result


def take_all(
    outcomes: dict[str, StepError | None],
    steps: Mapping[str, Callable[..., None]],
    *arguments: object,
) -> None:
    """Takes steps in order until one fails."""
    with suppress(StopError):
        for step, action in steps.items():
            take(outcomes, step, action, *arguments)
            outcomes.setdefault(step, None)


def inherited(record: Result) -> dict[str, StepError | None]:
    """Returns what of a record's outcomes decides every verdict that rests on it."""
    return {
        step: why
        for step, why in record.outcomes.items()
        if isinstance(why, FailedError) or (why and step in NEEDED)
    }


def facts_beside(result: Result, record: Result | None) -> dict[str, Any]:
    """Returns the report of a verdict that rests on one record; None if it was not looked at."""
    told = {"record": facts_of(record)} if record else {}
    about = {name: told["record"][name] if record else nothing for name, nothing in NOTHING.items()}
    return {**outcomes_of(result), **about, **told}
