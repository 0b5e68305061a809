"""Who has to be called: invited, and nothing proves that the invitation has arrived."""

from __future__ import annotations

from dataclasses import dataclass

from drawsvc.domain.entries import Place
from drawsvc.domain.overview import OPEN, WalkRow, walk_rows
from drawsvc.usecases.announce import unreached_seats
from drawsvc.usecases.office import Office, open_attempt


@dataclass(frozen=True)
class Unreached:
    """An open invitation for the call desk. Nothing in it says who that is."""

    place: Place
    invitation: WalkRow


def list_unreached(office: Office, pool: str) -> list[Unreached]:
    """Open invitations of a pool without proof of delivery, those whose deadline comes first at first.

    An answer counts only until the deadline (SPEC §9.5), so they are listed from the beginning. After the deadline
    nothing is written about them until somebody notes the silence.
    """
    found = []
    with office.store.reading() as reader:
        for state in reader.open_attempts(pool):
            if state.phase != "inviting":
                continue
            attempt = open_attempt(office, reader, state.place)
            rows, unreached = walk_rows(attempt.chain.entries), unreached_seats(attempt, reader)
            found += [
                Unreached(state.place, row)
                for row in rows
                if row.answer == OPEN and (row.group, row.row) in unreached
            ]
    return sorted(found, key=lambda of: (of.invitation.deadline, of.place.draw, of.invitation.nth))
