"""What a check finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from drawsvc.domain.errors import DrawError

Outcome = Literal["passed", "failed", "not_checked"]
Facts = Mapping[str, Any]


class NotCheckedError(Exception):
    """There is nothing to check, or nobody asked for it.

    Args:
        reason: a code of the table `not_checked` in web/locales.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@dataclass(frozen=True)
class Finding:
    """What came of a check.

    Args:
        check: its name, a code of the table `checks` in web/locales.
        outcome: whether it passed.
        facts: what was found, for the wording.
        error: what is wrong, and what to do, if it failed.
        reason: why it was not checked.
    """

    check: str
    outcome: Outcome
    facts: Facts = field(default_factory=dict)
    error: DrawError | None = None
    reason: str = ""


Check = tuple[str, Callable[[], Facts]]
"""A name, and what looks: it returns what it found, or raises a DrawError or NotCheckedError."""


def looked(checks: Sequence[Check]) -> Iterator[Finding]:
    """Every check, whatever came of the ones before."""
    for name, look in checks:
        try:
            yield Finding(name, "passed", look())
        except DrawError as error:
            yield Finding(name, "failed", error=error)
        except NotCheckedError as error:
            yield Finding(name, "not_checked", reason=error.reason)
