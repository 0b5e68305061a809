"""Note what became of a try to deliver a notice."""

from __future__ import annotations

from drawsvc.domain.errors import DeliveryError, UndeliverableError
from drawsvc.usecases.notice import DELIVERED, Notice, wait_after
from drawsvc.usecases.office import Office


def settle_delivered(office: Office, notice: Notice, proof: str) -> Notice:
    """Keep the proof of delivery. It counts even if the lease has ended and another worker has taken the notice up.

    Args:
        office: the service.
        notice: as it was claimed.
        proof: what the next hop said when it took the message.
    """
    with office.store.writing() as writer:
        present = writer.notice(notice.id) or notice
        if present.state == DELIVERED:
            return present
        settled = present.delivered(office.clock())
        writer.save_notice(settled, proof)
        return settled


def settle_failed(office: Office, notice: Notice, error: DeliveryError) -> Notice:
    """Put off the next try, or give up; nothing if somebody else has gone on with the notice meanwhile."""
    with office.store.writing() as writer:
        present = writer.notice(notice.id) or notice
        if present.version != notice.version:
            return present
        wait = wait_after(notice.tries, office.new_bytes)
        for_good = isinstance(error, UndeliverableError)
        settled = present.failed(office.clock(), error.code, wait, for_good=for_good)
        writer.save_notice(settled)
        return settled
