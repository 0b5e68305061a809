"""Say that the clock was set: from here on times of the draw may lie before earlier ones."""

from __future__ import annotations

from datetime import timedelta

from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.office import Office, commit_attempt, take_up

SECOND = timedelta(seconds=1)


def correct_clock(office: Office, draw: str, *, reason: str, approvals: tuple[Body, Body]) -> Entry:
    """Write CLOCK_CORRECTED with the time now (SPEC §5.5); the offset is that from the last entry.

    Nothing else follows by it: after a clock that ran ahead, a deadline that was noted by it still stands.

    Args:
        office: the service.
        draw: its id.
        reason: a code.
        approvals: of two people, different ones.

    Raises:
        EntryError: the approvals are the same.
        PhaseError: a list of invitations is being written.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        now = office.clock()
        last = attempt.chain.entries[-1].time
        offset = (now - last) // SECOND
        body: Body = {"approvals": list(approvals), "offset_seconds": offset, "reason": reason}
        entry = attempt.write("CLOCK_CORRECTED", body, now)
        commit_attempt(office, writer, attempt, [entry])
        return entry
