"""Adopt a calendar of days off and make-up days for a pool."""

from __future__ import annotations

from drawsvc.domain.calendar import Calendar
from drawsvc.domain.entries import Entry
from drawsvc.usecases.office import Office, write_in_pool


def adopt_calendar(office: Office, pool: str, calendar: Calendar) -> Entry:
    """Write the CALENDAR entry later freezes of the pool cite (SPEC §5.2)."""
    with office.store.writing() as writer:
        writer.lock_pool(pool)
        return write_in_pool(writer, pool, "CALENDAR", calendar.to_body(), now=office.clock())
