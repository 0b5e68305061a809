"""Adopt a calendar of days off and make-up days for a pool."""

from __future__ import annotations

from drawsvc.domain.calendar import Calendar
from drawsvc.domain.entries import Entry
from drawsvc.usecases.office import Office, calendar_of, pool_chain


def adopt_calendar(office: Office, pool: str, calendar: Calendar) -> Entry:
    """Write the CALENDAR entry later freezes of the pool cite (SPEC §5.2).

    Years that the calendar does not hold stay as they were: a new year is announced alone.
    """
    with office.store.writing() as writer:
        writer.lock_pool(pool)
        chain = pool_chain(writer, pool)
        before = chain.last_of("CALENDAR")
        whole = calendar.extending(calendar_of(before)) if before else calendar
        entry = chain.next("CALENDAR", whole.to_body(), office.clock())
        writer.append([entry])
        return entry
