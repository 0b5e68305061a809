"""An invited expert looks at his invitation and answers it, by the personal link he was sent."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import AccessError, ReplyError
from drawsvc.domain.overview import OPEN, walk_rows
from drawsvc.domain.times import format_time
from drawsvc.usecases.access import digest_of
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.notice import Link
from drawsvc.usecases.office import Office, commit_attempt, find_place, open_attempt, take_up
from drawsvc.usecases.ports import Reader
from drawsvc.usecases.standing import activity_date

LATE, OVER = "late", "over"
"""Beside `open` and the answers: the deadline has passed; the invitation counts no more."""

_TOKEN = re.compile("[A-Za-z0-9_-]{43}")


@dataclass(frozen=True)
class Invitation:
    """What an invited expert is told. Never the matter, its title, or who asks (design: secrecy).

    Args:
        state: `open`; `accept`, `decline`, `recuse` or `withdrawn` once it is answered; LATE; OVER.
        activity: code of the kind of work.
        date: the day of the activity (SPEC §3.2).
        venue, starts: where it is, and the hour it begins; "" if the request says nothing.
        deadline: until when an answer counts (SPEC §3.2).
        utc_offset_minutes: of the clocks people read.
        office: whose experts are asked, as the profile names them.
    """

    state: str
    activity: str
    date: str
    venue: str = field(repr=False)
    deadline: str
    utc_offset_minutes: int
    starts: str = ""
    office: str = ""


def invitation_of(office: Office, token: str) -> Invitation:
    """The invitation that a link speaks for.

    Raises:
        AccessError: `link_unknown`, it is none of ours.
    """
    with office.store.reading() as reader:
        link, attempt = _opened(office, reader, token)
        private = reader.private(link.place)
    if attempt is None:
        return Invitation(OVER, "", "", "", "", 0)
    request = attempt.entry("REQUEST").body
    return Invitation(
        _state(office, attempt, link),
        str(request["activity"]["kind"]),
        activity_date(attempt),
        str(private.get("venue", "")),
        _deadline(attempt, link),
        attempt.rules.profile.windows.utc_offset_minutes,
        str(private.get("starts", "")),
        attempt.rules.profile.name,
    )


def reply_by_link(office: Office, token: str, answer: str, reason: str) -> list[Entry]:
    """Append REPLIED with the attestation `link`, and everything that follows from it (SPEC §7.2, §9.5).

    Args:
        office: the service.
        token: of the link.
        answer: SPEC §5.4.
        reason: that goes with it.

    Raises:
        AccessError: `link_unknown`, it is none of ours.
        ReplyError: `link_answered`, the invitation is answered, perhaps from another browser; `link_late`, its
            deadline has passed; `link_over`, it counts no more.
        InputError: answer and reason do not belong together.
    """
    with office.store.writing() as writer:
        link = _link(writer, token)
        attempt = take_up(office, writer, link.place.draw)
        now = office.clock()
        if attempt.chain.place != link.place:
            raise ReplyError("link_over")
        _check_open(office, attempt, link)
        reply = Reply(*link.seat, answer, reason, "link")
        written = [attempt.write("REPLIED", reply.to_body(), now), *attempt.advance(now)]
        commit_attempt(office, writer, attempt, written)
        return written


def _link(reader: Reader, token: str) -> Link:
    link = reader.link(digest_of(token)) if _TOKEN.fullmatch(token) else None
    if link is None:
        raise AccessError("link_unknown")
    return link


def _opened(office: Office, reader: Reader, token: str) -> tuple[Link, Attempt | None]:
    """The link with its attempt; None if that is not the latest of its draw."""
    link = _link(reader, token)
    latest = find_place(reader, link.place.draw)
    return link, open_attempt(office, reader, latest) if latest == link.place else None


def _check_open(office: Office, attempt: Attempt, link: Link) -> None:
    state = _state(office, attempt, link)
    if state == OPEN:
        return
    if state == LATE:
        raise ReplyError("link_late", expected=_deadline(attempt, link))
    if state == OVER:
        raise ReplyError("link_over")
    raise ReplyError("link_answered", got=state)


def _state(office: Office, attempt: Attempt, link: Link) -> str:
    if attempt.phase == "voided":
        return OVER
    walk, deadline = attempt.walking(), _deadline(attempt, link)
    if walk.open_seats.get(link.seat) == link.leaf:
        return OPEN if format_time(office.clock()) <= deadline else LATE
    if walk.is_open(link.seat) or walk.answered_invitation(link.seat) != link.leaf:
        return OVER  # he has been asked anew since
    rows = [r for r in walk_rows(attempt.chain.entries) if (r.group, r.row) == link.seat]
    return {"expired": LATE}.get(rows[-1].answer, rows[-1].answer)


def _deadline(attempt: Attempt, link: Link) -> str:
    """Of the entry that has invited."""
    entries = attempt.chain.entries
    return str(next(entry.body["deadline"] for entry in entries if entry.leaf == link.leaf))
