"""A group gets more seats; they are filled in the same order."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from drawsvc.domain.entries import Body, Entry
from drawsvc.usecases.office import Office, write_next


@dataclass(frozen=True)
class MoreSeats:
    """How many more seats a group gets, and why.

    Args:
        group: its index.
        seats: how many more.
        reason: a code.
    """

    group: int
    seats: int
    reason: str


def add_seats(office: Office, draw: str, more: MoreSeats, *, approval: Body) -> list[Entry]:
    """Write SEATS_ADDED and everything that follows from it (SPEC §9.6).

    Args:
        office: the service.
        draw: its id.
        more: for which group how many.
        approval: who decided it.

    Raises:
        InputError: no such group, or more seats than a draw may have.
        PhaseError: before the first invitations, or after the release.
    """
    body: Body = {"approval": approval, **asdict(more)}
    return write_next(office, draw, "SEATS_ADDED", lambda _: body)
