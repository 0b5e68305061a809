"""Try a dead notice again, once somebody has put right why it could not be delivered."""

from __future__ import annotations

from drawsvc.domain.errors import MissingError, PhaseError
from drawsvc.usecases.notice import DEAD, Notice
from drawsvc.usecases.office import Office


def retry_notice(office: Office, id_: str) -> Notice:
    """Make a dead notice wait again, with all its tries before it.

    Raises:
        MissingError: `no_notice`.
        PhaseError: `notice_not_dead`, it waits, was delivered, or is of no use any more.
    """
    with office.store.writing() as writer:
        notice = writer.notice(id_)
        if notice is None:
            raise MissingError("no_notice", got=id_)
        now = office.clock()
        if notice.state != DEAD or notice.is_late(now):
            raise PhaseError("notice_not_dead", got=notice.state)
        again = notice.retried(now)
        writer.save_notice(again)
        return again
