"""Hand in a beacon round that a draw waits for; anybody may (SPEC §8.2, §9.7)."""

from __future__ import annotations

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import InputError
from drawsvc.usecases.collected import collect
from drawsvc.usecases.office import Office, commit_attempt, take_up


def submit_round(office: Office, draw: str, number: int, signature: str) -> list[Entry]:
    """Take the signature of the round that the SEAL or the latest CLOSED pins, and write what follows.

    Args:
        office: the service.
        draw: its id.
        number: of the round.
        signature: hex.

    Returns:
        SEEDED, or none while a witness's statement is missing; after a CLOSED the INVITED entries.

    Raises:
        PhaseError: the draw waits for no round.
        InputError: `other_round`, it waits for another.
        BeaconError: before the round's time, or not its signature.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        now = office.clock()
        pinned = attempt.need_pinned()
        if pinned.round != number:
            raise InputError("other_round", expected=pinned.round, got=number)
        office.beacons.check_round(pinned, signature, now)
        if attempt.phase == "sealed":
            return collect(office, writer, attempt, signature=signature)
        written = attempt.advance(now, signature)
        commit_attempt(office, writer, attempt, written)
        return written
