"""Found a pool: its first profile and calendar."""

from __future__ import annotations

from drawsvc.domain.calendar import Calendar
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import DuplicateError
from drawsvc.domain.regulation import Profile
from drawsvc.usecases.office import Office, pool_chain


def found_pool(office: Office, pool: str, profile: Profile, calendar: Calendar) -> list[Entry]:
    """Write the pool's PROFILE and CALENDAR entries (SPEC §5.2), both or neither.

    Raises:
        DuplicateError: `pool_exists`.
        EntryError: the pool's id is malformed.
    """
    now = office.clock()
    with office.store.writing() as writer:
        chain = pool_chain(writer, pool)
        if chain.entries:
            raise DuplicateError("pool_exists", got=pool)
        for kind, body in (("PROFILE", profile.to_body()), ("CALENDAR", calendar.to_body())):
            chain.append(chain.next(kind, body, now))
        writer.append(chain.entries)
        return list(chain.entries)
