"""Make the notices that entries call for, and drop those they overtake, in the transaction of the entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry
from drawsvc.domain.seating import Seat
from drawsvc.usecases.notice import (
    CANCELLED,
    CONFIRMED,
    DEAD,
    DELIVERED,
    INVITED,
    WAITING,
    Letter,
    Notice,
    notice_id,
)
from drawsvc.usecases.ports import Reader, Writer
from drawsvc.usecases.standing import activity_date

ENDING = frozenset({"REPLIED", "EXPIRED", "VOID", "RESCHEDULED", "WITHDRAWN", "CORRECTED"})
"""Types after which an invitation may be over, or a seat lost."""

Told = tuple[Seat, str]
"""A row, and the leaf hash of the INVITED entry that has invited it."""


def announce(writer: Writer, attempt: Attempt, written: Sequence[Entry]) -> None:
    """Note what has to be said about the entries just written to an attempt, to whom and by which channels."""
    if any(entry.type in ENDING for entry in written):
        _drop_overtaken(writer, attempt, written[-1].time)
    for entry in written:
        if entry.type == "INVITED":
            _tell(writer, attempt, entry, kind=INVITED, told=_invited(entry))
        elif entry.type == "RELEASED":
            _tell(writer, attempt, entry, kind=CONFIRMED, told=_accepted(attempt))
        elif entry.type == "VOID" and attempt.walk:
            _tell(writer, attempt, entry, kind=CANCELLED, told=_expecting(writer, attempt))


def unreached_seats(attempt: Attempt, reader: Reader) -> frozenset[Seat]:
    """Open invitations of which nothing proves that they were delivered before their deadline."""
    opened, deadline = attempt.walking().open_seats, attempt.deadline
    return frozenset(opened) - frozenset(
        notice.seat
        for notice in reader.notices_at(attempt.chain.place)
        if (notice.kind, notice.state) == (INVITED, DELIVERED)
        and opened.get(notice.seat) == notice.leaf
        and notice.settled_at is not None
        and notice.settled_at <= deadline
    )


def _drop_overtaken(writer: Writer, attempt: Attempt, now: datetime) -> None:
    """Nobody is sent an invitation that is over, or the news of a seat he has lost; his number is not kept for it."""
    found = writer.notices_at(attempt.chain.place)
    waiting = [notice for notice in found if notice.state in (WAITING, DEAD)]
    if not waiting:
        return
    voided = attempt.phase == "voided"
    still = {
        INVITED: set() if voided else set(attempt.walking().open_seats.items()),
        CONFIRMED: set() if voided else set(_accepted(attempt)),
    }
    for notice in waiting:
        if notice.kind in still and (notice.seat, notice.leaf) not in still[notice.kind]:
            writer.save_notice(notice.moot(now))


def _invited(entry: Entry) -> Iterator[Told]:
    for item in entry.body["invitations"]:
        for row in item["rows"]:
            yield (item["group"], row), entry.leaf


def _accepted(attempt: Attempt) -> Iterator[Told]:
    walk = attempt.walk
    for g, rows in enumerate(walk.accepted if walk else ()):
        for row in rows:
            yield (g, row), attempt.walking().answered_invitation((g, row))


def _expecting(reader: Reader, attempt: Attempt) -> Iterator[Told]:
    """Who may think that he is needed: whoever has accepted, and whoever may have had an invitation."""
    walk = attempt.walking()
    yield from _accepted(attempt)
    yield from ((seat, walk.answered_invitation(seat)) for seat in walk.again)
    opened = set(walk.open_seats.items())
    tried = {(n.seat, n.leaf) for n in reader.notices_at(attempt.chain.place) if n.tries}
    yield from sorted(opened & tried)


def _tell(
    writer: Writer, attempt: Attempt, entry: Entry, *, kind: str, told: Iterable[Told]
) -> None:
    """One notice for each person and channel; none to whom there is no number."""
    place, channels = attempt.chain.place, attempt.rules.channels
    if not channels:
        return
    private = writer.private(place)
    before = {(n.seat, n.leaf, n.kind) for n in writer.notices_at(place)}
    for seat, leaf in told:
        opened = writer.listed(place, seat[0], "eligible", seat[1]).disclosure
        if opened is None or not opened.expert["phone"] or (seat, leaf, kind) in before:
            continue
        letter = _letter(attempt, entry, opened.expert["phone"], private)
        for channel in channels:
            id_ = notice_id(opened.person_salt, leaf, kind, channel)
            until = attempt.deadline if kind == INVITED else None
            made = entry.time
            notice = Notice(id_, place, *seat, kind, channel, leaf, made, until, next_at=made)
            writer.add_notice(notice, letter)


def _letter(attempt: Attempt, entry: Entry, phone: str, private: Mapping[str, Any]) -> Letter:
    activity = str(attempt.entry("REQUEST").body["activity"]["kind"])
    offset = attempt.rules.profile.windows.utc_offset_minutes
    deadline = str(entry.body.get("deadline", ""))
    venue, starts = str(private.get("venue", "")), str(private.get("starts", ""))
    office = attempt.rules.profile.name
    return Letter(phone, activity, activity_date(attempt), venue, deadline, offset, starts, office)
