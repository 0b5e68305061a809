"""Notices: what people outside the service have to be told, each on its way from the transaction that made it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from drawseeds import serialise

from drawsvc.domain.entries import Place
from drawsvc.domain.seating import Seat

INVITED, CONFIRMED, CANCELLED = "invited", "confirmed", "cancelled"
KINDS = (INVITED, CONFIRMED, CANCELLED)
"""You are asked; the panel you have accepted a seat of is settled; the draw you were asked in is void."""

WAITING, DELIVERED, DEAD, MOOT = "waiting", "delivered", "dead", "moot"
STATES = (WAITING, DELIVERED, DEAD, MOOT)
"""To be sent; taken by the next hop, which said so; given up, somebody has to look; not of use any more."""

LEASE = timedelta(seconds=120)
"""So long a worker has a notice for itself. When it dies, another takes the notice over afterwards."""

MOST_TRIES = 72  # with the shortest waits a day and a half: a server may be down for a day
FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS = 30, 3600
MOST_DOUBLINGS = 7

NewBytes = Callable[[int], bytes]


@dataclass(frozen=True)
class Letter:
    """What a notice says, as it was when the notice was made. Personal data; never the matter (design: secrecy).

    Args:
        phone: of the frozen expert, as the roster has it.
        activity: code of the kind of work.
        date: the day of the activity (SPEC §3.2).
        venue: where it is; "" if the request says nothing.
        starts: the hour it begins, HH:MM; "" while that is open.
        office: whose experts are asked, as the profile names them; "" in a letter of an older version.
        deadline: until when an answer counts (SPEC §3.2); "" where none is asked for.
        utc_offset_minutes: of the clocks people read.
    """

    phone: str = field(repr=False)
    activity: str
    date: str
    venue: str = field(repr=False)
    deadline: str = ""
    utc_offset_minutes: int = 0
    starts: str = ""
    office: str = ""


@dataclass(frozen=True)
class Notice:
    """One message to one person by one channel. Nothing in it says who that is.

    Args:
        id: 32 hexadecimal digits, the same at every try, so that a receiver can drop doubles; nobody can guess it.
        place, group, row: of the invitation it is about.
        leaf: leaf hash of the INVITED entry that opened the invitation.
        made: when.
        until: after that it is of no use; None for never.
        version: rises by one with each change, which is how two workers notice each other.
        tries: how often a worker has taken it up.
        next_at: when it is taken up next; None once it is settled. A lease is a postponement.
        settled_at: since when it is not waiting any more.
        fault: code of what the last try failed with.
    """

    id: str
    place: Place
    group: int
    row: int
    kind: str
    channel: str
    leaf: str
    made: datetime
    until: datetime | None
    next_at: datetime | None
    state: str = WAITING
    version: int = 1
    tries: int = 0
    settled_at: datetime | None = None
    fault: str = ""

    @property
    def seat(self) -> Seat:
        """The row it is about."""
        return self.group, self.row

    def is_late(self, now: datetime) -> bool:
        """Whether it would come too late."""
        return self.until is not None and now > self.until

    def claimed(self, now: datetime) -> Notice:
        """Taken up by a worker, until its lease ends."""
        return self._changed(tries=self.tries + 1, next_at=now + LEASE)

    def failed(self, now: datetime, fault: str, wait: timedelta, *, for_good: bool) -> Notice:
        """After a try that failed: waiting again, or dead."""
        if for_good or self.tries >= MOST_TRIES:
            return self._settled(DEAD, now, fault)
        return self._changed(next_at=now + wait, fault=fault)

    def delivered(self, now: datetime) -> Notice:
        """After a try that succeeded."""
        return self._settled(DELIVERED, now, "")

    def moot(self, now: datetime) -> Notice:
        """Not to be sent any more."""
        return self._settled(MOOT, now, self.fault)

    def retried(self, now: datetime) -> Notice:
        """Dead, and to be tried anew from now on."""
        return self._changed(state=WAITING, tries=0, next_at=now, settled_at=None)

    def _settled(self, state: str, now: datetime, fault: str) -> Notice:
        return self._changed(state=state, next_at=None, settled_at=now, fault=fault)

    def _changed(self, **changed: object) -> Notice:
        return replace(self, version=self.version + 1, **changed)  # type: ignore[arg-type] # by name


@dataclass(frozen=True)
class Link:
    """What a personal link speaks for: exactly one invitation.

    Args:
        digest: SHA-256 of its token, 32 bytes; the token is kept nowhere.
        place, group, row, leaf: as for Notice.
    """

    digest: bytes = field(repr=False)
    place: Place
    group: int
    row: int
    leaf: str

    @property
    def seat(self) -> Seat:
        """The row it is about."""
        return self.group, self.row


@dataclass(frozen=True)
class Outgoing:
    """A notice on its way out.

    Args:
        notice: as it was claimed.
        letter: what it says.
        token: of the personal link; "" where there is nothing to answer.
        at: when the try began.
    """

    notice: Notice
    letter: Letter
    token: str = field(repr=False)
    at: datetime


Send = Callable[[Outgoing], str]
"""Hands a message to a channel and returns the proof: what the next hop said when it took it.

Raises:
    DeliveryError: it was not taken; UndeliverableError: nor will it be.
"""


def notice_id(salt: str, leaf: str, kind: str, channel: str) -> str:
    """The id of a notice: the same if it is made again, and secret as the salt of the person's row (hex32) is."""
    return hashlib.sha256(serialise(["drawsvc/v1 notice", salt, leaf, kind, channel])).hexdigest()[
        :32
    ]


def wait_after(tries: int, new_bytes: NewBytes) -> timedelta:
    """How long until the next try: twice as long as after the one before, up to an hour; half of it is random."""
    doublings = min(tries - 1, MOST_DOUBLINGS)
    longest = min(FIRST_WAIT_SECONDS << doublings, LONGEST_WAIT_SECONDS)
    half = longest // 2
    return timedelta(seconds=half + int.from_bytes(new_bytes(4)) % (half + 1))
