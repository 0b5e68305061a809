"""The clock. Nothing else reads the time; everybody is handed it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""The time now: aware UTC, whole seconds."""


def now() -> datetime:
    """The time now: aware UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def standing_at(time: datetime) -> Clock:
    """A clock that always shows this time; for demonstration logs only."""
    return lambda: time
