"""Sends what waits in the outbox of one channel. Nothing is sent inside a transaction."""

from __future__ import annotations

from threading import Event

import structlog

from drawsvc.domain.errors import DeliveryError
from drawsvc.usecases.claim_notices import claim_notices
from drawsvc.usecases.notice import Outgoing, Send
from drawsvc.usecases.office import Office
from drawsvc.usecases.settle_notice import settle_delivered, settle_failed
from drawsvc.worker.going_on import going_on

LOOK_SECONDS = 1.0
AT_ONCE = 8
"""Claimed together: sent one after the other, they are through before the lease ends even if each takes its time."""

log = structlog.get_logger("drawsvc.worker")


class Notices:
    """Sends until it is stopped; runs in a thread of its own, one for each channel, so that none waits for another.

    Args:
        office: the service.
        channel: its name.
        send: hands a message to the next hop.
    """

    def __init__(self, office: Office, channel: str, send: Send) -> None:
        self._office = office
        self._channel = channel
        self._send = send
        self._stopped = Event()

    def stop(self) -> None:
        """End after the message that is being sent now; those claimed with it are sent when their lease ends."""
        self._stopped.set()

    def run(self) -> None:
        """Send again and again."""
        while not self._stopped.is_set():
            taken = 0
            with going_on("outbox not looked at", channel=self._channel):
                taken = self.look()
            if not taken:
                self._stopped.wait(LOOK_SECONDS)

    def look(self) -> int:
        """Send what is due now, or a part of it. Returns how many messages were taken up."""
        claimed = claim_notices(self._office, self._channel, AT_ONCE)
        for outgoing in claimed:
            if not self._stopped.is_set():
                with going_on("not delivered", notice=outgoing.notice.id):
                    self._deliver(outgoing)
        return len(claimed)

    def _deliver(self, outgoing: Outgoing) -> None:
        notice = outgoing.notice
        if notice.next_at is None or self._office.clock() >= notice.next_at:
            return  # the lease is over: somebody else may be sending it
        try:
            proof = self._send(outgoing)
        except DeliveryError as error:
            settled = settle_failed(self._office, notice, error)
            log.info("not delivered", notice=notice.id, code=error.code, state=settled.state)
        else:
            settle_delivered(self._office, notice, proof)
