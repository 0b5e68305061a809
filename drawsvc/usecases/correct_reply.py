"""Put right a reply that was noted wrongly; a witness signs what was really said."""

from __future__ import annotations

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.office import Office, write_next


def correct_reply(office: Office, draw: str, reply: Reply) -> list[Entry]:
    """Write CORRECTED and everything that follows from it (SPEC §9.6).

    Until the next invitation goes out this moves the walk; later only counters.

    Args:
        office: the service.
        draw: its id.
        reply: what was really said; countersigned, by a `reply` statement about the invitation that was answered.

    Raises:
        ReplyError: no answer or silence of the row was noted.
        InputError: answer and reason do not belong together.
        StatementError: not such a statement by a witness of the draw.
        PhaseError: the draw is not being walked.
    """

    def body(attempt: Attempt) -> Body:
        walk, seat = attempt.walking(), (reply.group, reply.row)
        told = {"effect": walk.correction_effect(seat), "leaf": walk.latest_reply(seat)}
        return {**reply.to_body(), **told}

    return write_next(office, draw, "CORRECTED", body)
