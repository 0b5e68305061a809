"""Read a pool, or all of them, without changing anything."""

from __future__ import annotations

from dataclasses import dataclass

from drawsvc.domain.calendar import Calendar
from drawsvc.domain.entries import Entry
from drawsvc.domain.regulation import Profile
from drawsvc.usecases.office import (
    Office,
    calendar_of,
    check_is_pool,
    latest,
    pool_chain,
    profile_of,
)
from drawsvc.usecases.ports import Reader


@dataclass(frozen=True)
class PoolReading:
    """A pool as it stands.

    Args:
        profile, calendar: the latest.
        rosters: ROSTER entries, oldest first.
        draws: number of attempts.
    """

    pool: str
    profile: Profile
    calendar: Calendar
    rosters: tuple[Entry, ...]
    draws: int


def read_pool(office: Office, pool: str) -> PoolReading:
    """One pool.

    Raises:
        MissingError: `no_pool`.
    """
    with office.store.reading() as reader:
        check_is_pool(reader, pool)
        return _read(reader, pool)


def check_pool(office: Office, pool: str) -> None:
    """Refuse a pool that does not exist.

    Raises:
        MissingError: `no_pool`.
    """
    with office.store.reading() as reader:
        check_is_pool(reader, pool)


def read_pools(office: Office) -> list[PoolReading]:
    """All pools, by id."""
    with office.store.reading() as reader:
        return [_read(reader, pool) for pool in reader.pools()]


def _read(reader: Reader, pool: str) -> PoolReading:
    chain = pool_chain(reader, pool)
    return PoolReading(
        pool,
        profile_of(latest(chain, "PROFILE")),
        calendar_of(latest(chain, "CALENDAR")),
        tuple(entry for entry in chain.entries if entry.type == "ROSTER"),
        len(reader.attempts(pool)),
    )
