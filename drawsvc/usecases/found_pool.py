"""Found a pool: its first profile and calendar."""

from __future__ import annotations

from collections.abc import Callable

from drawsvc.domain.calendar import Calendar
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import DuplicateError
from drawsvc.domain.regulation import Profile
from drawsvc.usecases.office import Office, pool_chain


def found_pool(
    office: Office,
    pool: str,
    profile: Profile,
    calendar: Calendar,
    *,
    keep: Callable[[], None] = lambda: None,
) -> list[Entry]:
    """Write the pool's PROFILE and CALENDAR entries (SPEC §5.2), both or neither.

    Args:
        office: the service.
        pool: id of the new pool.
        profile: its first profile.
        calendar: its first calendar.
        keep: keeps what is in no entry. Called last before the commit: a pool never lacks it, and if it fails there is
            no pool. What a cut left behind belongs to no pool and may be replaced.

    Raises:
        DuplicateError: `pool_exists`.
        EntryError: the pool's id is malformed.
    """
    with office.store.writing() as writer:
        writer.lock_pool(pool)
        now = office.clock()
        chain = pool_chain(writer, pool)
        if chain.entries:
            raise DuplicateError("pool_exists", got=pool)
        for kind, body in (("PROFILE", profile.to_body()), ("CALENDAR", calendar.to_body())):
            chain.append(chain.next(kind, body, now))
        writer.append(chain.entries)
        keep()
        return list(chain.entries)
