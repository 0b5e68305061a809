"""Note an invited expert's reply; the reply that decides a round closes it and sends the next one out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.errors import ReplyError
from drawsvc.domain.statements import Statement
from drawsvc.domain.walk import check_reason
from drawsvc.usecases.office import Office, attested, commit_attempt, take_up
from drawsvc.usecases.vouching import check_needs_none


@dataclass(frozen=True)
class Reply:
    """What an invited expert answered.

    Args:
        group, row: the row of the draw.
        answer, reason: SPEC §5.4.
        attestation: `handler` or `link`; `countersigned` with a statement.
        statement: a witness's `reply` statement.
    """

    group: int
    row: int
    answer: str
    reason: str
    attestation: str = "handler"
    statement: Statement | None = None

    def to_body(self) -> Body:
        """The body of REPLIED."""
        return {
            "answer": self.answer,
            "attestation": attested(self.attestation, self.statement),
            "group": self.group,
            "reason": self.reason,
            "row": self.row,
        }


def note_reply(office: Office, draw: str, reply: Reply) -> list[Entry]:
    """Append REPLIED and everything that follows from it, in one transaction (SPEC §9.5, §9.4).

    Raises:
        AccessError: `vouch_needed`, in a pool where handlers note nothing alone.
        ReplyError: too late, not invited, or answered already.
        InputError: answer and reason do not belong together.
        StatementError: the countersignature is not one.
    """
    return note_replies(office, draw, [reply])


def note_replies(office: Office, draw: str, replies: Sequence[Reply]) -> list[Entry]:
    """The same for several replies of one round: all or none.

    Raises:
        AccessError: `vouch_needed`, in a pool where handlers note nothing alone.
        ReplyError: too late, not invited, or answered already.
        InputError: answer and reason do not belong together.
        StatementError: the countersignature is not one.
    """
    for reply in replies:  # here, since an entry would not say of which answer a reason is none
        check_reason(reply.answer, reply.reason)
    with office.store.writing() as writer:
        # Whoever hands in the replies says that nobody else has answered.
        attempt = take_up(office, writer, draw, all_asked=True)
        # Not earlier: while this waited for its turn to write, others may have written later times.
        now = office.clock()
        if office.settings_of(attempt.chain.place.pool).vouching:
            check_needs_none([reply.attestation for reply in replies])
        written = [attempt.write("REPLIED", reply.to_body(), now) for reply in replies]
        written += attempt.advance(now)
        if written:
            commit_attempt(office, writer, attempt, written)
        return written


def seat_in_round(attempt: Attempt, round_number: int, nth: int) -> tuple[int, int]:
    """The row invited as the `nth` (from 1) of a round, as the handler's list numbers them.

    Raises:
        PhaseError: nobody was invited yet.
        ReplyError: there is no such invitation.
    """
    if attempt.chain.last_of("INVITED") is None:
        attempt.check_phase("inviting", "reply")
    seats = [
        (item["group"], row)
        for entry in attempt.chain.entries
        if entry.type == "INVITED" and entry.body["round"] == round_number
        for item in entry.body["invitations"]
        for row in item["rows"]
    ]
    if not 1 <= nth <= len(seats):
        raise ReplyError("no_such_invitation", round=round_number, expected=len(seats), got=nth)
    return seats[nth - 1]
