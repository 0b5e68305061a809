"""Note with a witness's signature that somebody who was invited did not answer."""

from __future__ import annotations

from drawsvc.domain import witnesses
from drawsvc.domain.attempt import expired_body
from drawsvc.domain.entries import Entry
from drawsvc.domain.seating import Seat
from drawsvc.domain.statements import Statement
from drawsvc.usecases.office import Office, attested, commit_attempt, take_up


def note_silence(
    office: Office, draw: str, seat: Seat, *, tries: int, statement: Statement
) -> list[Entry]:
    """Keep what a witness signed about an open invitation; at the deadline it becomes EXPIRED (SPEC §9.5).

    A reply that comes in time after all still counts.

    Args:
        office: the service.
        draw: its id.
        seat: the row.
        tries: how often somebody has tried to reach the person.
        statement: the witness's `expired` statement.

    Returns:
        What was written: nothing before the deadline.

    Raises:
        ReplyError: the row has no open invitation.
        StatementError: not such a statement by a witness of the draw.
        PhaseError: no round is open.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        now = office.clock()
        place, walk = attempt.chain.place, attempt.walking()
        body = expired_body(seat, tries) | {"attestation": attested("countersigned", statement)}
        witnesses.check_attestation(attempt.joins, body, "expired", leaf=walk.invitation(seat))
        private = dict(writer.private(place))
        private["silences"] = [*private.get("silences", ()), body]
        writer.save_private(place, private)
        written = attempt.advance(now)
        # Even without an entry the version rises, so that nobody's statement is lost to another's.
        commit_attempt(office, writer, attempt, written)
        return written
