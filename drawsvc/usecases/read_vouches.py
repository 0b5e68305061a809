"""Read what a supervisor is to vouch for, and has vouched for."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from drawsvc.usecases.office import Office, find_place, open_attempt
from drawsvc.usecases.vouching import Vouch, vouches_in


@dataclass(frozen=True)
class Vouches:
    """Of an attempt.

    Args:
        waiting: invitations that are still open; in the order they were asked for.
        given: in the order they were asked for.
    """

    waiting: Sequence[Vouch]
    given: Sequence[Vouch]


def read_vouches(office: Office, draw: str, attempt: int = 0) -> Vouches:
    """Those of an attempt; 0 for the latest.

    Raises:
        MissingError: there is no such draw or attempt.
    """
    with office.store.reading() as reader:
        found = open_attempt(office, reader, find_place(reader, draw, attempt))
        vouches = vouches_in(reader.private(found.chain.place))
    opened = found.walking().open_seats if found.phase == "inviting" else {}
    waiting = [of for of in vouches if of.waits and opened.get(of.seat) == of.invited]
    return Vouches(waiting, [of for of in vouches if not of.waits])


def count_waiting(office: Office, pools: Collection[str]) -> list[tuple[str, int]]:
    """Draws of these pools, () for all, whose experts are being invited, and for how much somebody is to vouch.

    Only draws of pools where that is asked for.
    """
    with office.store.reading() as reader:
        states = [of for of in reader.attempts() if of.phase == "inviting"]
        own = [of.place for of in states if not pools or of.place.pool in pools]
        asked = [place for place in own if office.settings_of(place.pool).vouching]
    return [(place.draw, len(read_vouches(office, place.draw).waiting)) for place in asked]
