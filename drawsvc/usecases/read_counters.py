"""Read how often the counters of a pool's profile have counted, and for whom. Nothing follows from it by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from operator import itemgetter

from drawsvc.domain.counters import Answered, Count, Declared, counts_on, until_release
from drawsvc.domain.deadlines import Windows
from drawsvc.domain.entries import Chain, Place
from drawsvc.domain.overview import WalkRow, walk_rows
from drawsvc.domain.regulation import Profile
from drawsvc.domain.times import parse_time
from drawsvc.usecases.office import Office, in_force, pool_chain, profile_of
from drawsvc.usecases.ports import Reader


@dataclass(frozen=True)
class CountersReading:
    """The counters of a pool on a day.

    Args:
        profile: the one in force, whose counters they are.
        day: local.
        counts: those above 0. They name, by id, experts whose answers are released or who were declared, nobody else.
        not_released, voided: how many attempts are not counted, and why.
        erased: how many invitations are not, since nobody knows any more whose they were.
    """

    pool: str
    profile: Profile
    day: date
    counts: Sequence[Count]
    not_released: int
    voided: int
    erased: int


def read_counters(office: Office, pool: str, day: date | None = None) -> CountersReading:
    """The counters of a pool on a day; today without one.

    It reads the entries of every attempt that is not voided, and opens one row for each invitation that is released.

    Raises:
        MissingError: `no_profile`.
    """
    with office.store.reading() as reader:
        own, now = pool_chain(reader, pool), office.clock()
        profile = profile_of(in_force(own, now))
        on = day or profile.windows.local_date(now)
        attempts = reader.attempts(pool)
        kept = [state.place for state in attempts if state.phase != "voided"]
        found = [_asked(reader, place, profile.windows) for place in kept]
        released = [asked for asked in found if asked is not None]
        answered = [one for _, one in sorted(chain(*released), key=itemgetter(0))]
        named = [one for one in answered if one.expert]
        declared = _declared(reader, own, profile.windows)
        return CountersReading(
            pool,
            profile,
            on,
            counts_on(profile, named, declared, day=on),
            not_released=len(found) - len(released),
            voided=len(attempts) - len(kept),
            erased=len(answered) - len(named),
        )


_Asked = Sequence[tuple[int, Answered]]
"""Invitations with the place of each in the log."""


def _asked(reader: Reader, place: Place, windows: Windows) -> _Asked | None:
    """What came of the invitations of an attempt; None before its release."""
    entries = until_release(reader.chain_entries(place))
    if not entries:
        return None
    ordinals = {e.leaf: reader.ordinal(e.leaf) for e in entries if e.type == "INVITED"}
    return [
        (ordinals[row.invited], _answered(reader, place, row, windows))
        for row in walk_rows(entries)
    ]


def _answered(reader: Reader, place: Place, row: WalkRow, windows: Windows) -> Answered:
    """One of them; by nobody if the row was erased."""
    opened = reader.listed(place, row.group, "eligible", row.row).disclosure
    return Answered(
        opened.expert_id if opened else "",
        place.draw,
        place.attempt,
        row.answer,
        row.reason,
        windows.local_date(parse_time(row.answered)),
        opened.of.term_start if opened else "",
    )


def _declared(reader: Reader, pool: Chain, windows: Windows) -> Declared:
    opening = pool.last_of("OPENING")
    if opening is None:
        return Declared()
    listed = reader.private(pool.place)["opening"]["counters"]
    return Declared(windows.local_date(opening.time), dict(listed))
