"""Take up notices that are due, so that one worker alone sends them."""

from __future__ import annotations

from base64 import urlsafe_b64encode

from drawsvc.domain.errors import LogError
from drawsvc.usecases.access import digest_of
from drawsvc.usecases.notice import INVITED, Link, Notice, Outgoing, wait_after
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import Writer

TOKEN_BYTES = 32


def claim_notices(office: Office, channel: str, limit: int) -> list[Outgoing]:
    """Lease notices of a channel and give each invitation a personal link.

    Every try has a link of its own, since a token is kept only as its digest: whichever message arrives, its link
    works. What would come too late is dropped; what cannot be opened counts as a try that failed.

    Args:
        office: the service.
        channel: its name.
        limit: at most so many.

    Returns:
        What to send now, and to settle within the lease.
    """
    with office.store.writing() as writer:
        due = writer.due_notices(channel, office.clock(), limit)
        claimed = [_claimed(office, writer, notice) for notice in due]
        return [outgoing for outgoing in claimed if outgoing]


def _claimed(office: Office, writer: Writer, notice: Notice) -> Outgoing | None:
    now, taken = office.clock(), notice.claimed(office.clock())
    try:
        letter = writer.letter(notice.id)
    except LogError as error:  # damaged, or its key is missing; others need not wait for it
        writer.save_notice(taken)
        wait = wait_after(taken.tries, office.new_bytes)
        writer.save_notice(taken.failed(now, error.code, wait, for_good=False))
        return None
    if letter is None or notice.is_late(now):
        writer.save_notice(notice.moot(now))
        return None
    writer.save_notice(taken)
    return Outgoing(taken, letter, _token(office, writer, notice), now)


def _token(office: Office, writer: Writer, notice: Notice) -> str:
    if notice.kind != INVITED:
        return ""
    token = urlsafe_b64encode(office.new_bytes(TOKEN_BYTES)).decode().rstrip("=")
    writer.save_link(Link(digest_of(token), notice.place, *notice.seat, notice.leaf))
    return token
