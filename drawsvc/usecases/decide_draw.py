"""Decide how a panel comes about that a draw could not fill."""

from __future__ import annotations

from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.office import Office, commit_attempt, take_up


def decide_draw(office: Office, draw: str, *, kind: str, ground: str, approval: Body) -> Entry:
    """Write DECIDED after a SHORTAGE (SPEC §5.5); nothing of it is a draw, and the record says so.

    Args:
        office: the service.
        draw: its id.
        kind: `smaller_panel`, `outside`, `appointment` or `wider_attempt`.
        ground: code of the reason.
        approval: who decided.

    Raises:
        EntryError: the kind or the ground is none.
        PhaseError: the draw is not short of seats.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        body: Body = {"approval": approval, "ground": ground, "kind": kind}
        entry = attempt.write("DECIDED", body, office.clock())
        commit_attempt(office, writer, attempt, [entry])
        return entry
