"""Roster files by a pool's rules: what the command line and the API both read them with."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator
from datetime import timedelta

from drawsvc.app import App
from drawsvc.domain.roster import Roster
from drawsvc.domain.roster_check import RosterRow, check_roster
from drawsvc.domain.roster_warnings import CheckedRoster, RosterRules, RosterWarning, warnings_of
from drawsvc.roster_io.mapping import NO_MAPPING, RosterMapping, parse_mapping
from drawsvc.roster_io.read import RosterFile
from drawsvc.usecases.read_pool import read_pool
from drawsvc.usecases.read_rosters import read_identities

Passing = Callable[[Iterable[RosterRow]], Iterator[RosterRow]]
"""Sees the rows of a file as they pass."""


def read_upload(app: App, pool: str, data: bytes, sheet: str = "") -> CheckedRoster:
    """A roster file that was sent, by the rules of a pool and with its own mapping.

    Args:
        app: the service, open.
        pool: its id; it exists.
        data: a csv file or a workbook.
        sheet: the only sheet that is read; "": all are.

    Raises:
        RosterError: it cannot be taken.
    """
    return check_rows(RosterFile(io.BytesIO(data), mapping_of(app, pool), sheet), app, pool)


def mapping_of(app: App | None, pool: str) -> RosterMapping:
    """The mapping of a pool, or none."""
    data = app.mapping(pool) if app and pool else b""
    return parse_mapping(data) if data else NO_MAPPING


def check_rows(
    read: RosterFile, app: App | None, pool: str, passing: Passing = iter
) -> CheckedRoster:
    """Check the rows of a file, by the rules of a pool if there is one.

    Raises:
        RosterError: it cannot be taken.
    """
    rows = passing(read.rows())
    if app is None or not pool:
        return CheckedRoster(check_roster(rows), tuple(read.notes))
    identities = read_identities(app.office, pool)
    found = check_roster(rows, app.taxonomy(pool), identities)
    return CheckedRoster(found, (*read.notes, *_warnings(app, pool, found)))


def _warnings(app: App, pool: str, found: Roster) -> tuple[RosterWarning, ...]:
    """What is odd about it by the pool's own rules, for today at the pool's place."""
    profile = read_pool(app.office, pool).profile
    now = app.office.clock()
    today = (now + timedelta(minutes=profile.windows.utc_offset_minutes)).date()
    return warnings_of(found, RosterRules(profile, app.taxonomy(pool), today))
