"""Seal a draw: from here on nothing can be chosen any more."""

from __future__ import annotations

from datetime import datetime

from drawsvc.domain.beacons import SEAL_LEAD
from drawsvc.domain.entries import Body, Entry
from drawsvc.domain.times import format_time
from drawsvc.usecases.office import Office, commit_attempt, take_up

NONCE_BYTES = 32
THROWS = 20
"""Dice that are thrown where nobody says how many."""


def seal_draw(
    office: Office,
    draw: str,
    *,
    log_key: str,
    first_invite_at: datetime | None = None,
    throws: int = THROWS,
) -> Entry:
    """Write the SEAL (SPEC §5.3, §8.1). Its leaf hash is the slip. A beacon draw pins the first round it may.

    Args:
        office: the service.
        draw: its id.
        log_key: vkey of the log that speaks about the draw.
        first_invite_at: not before; None for at once.
        throws: how many dice, for a draw by dice.

    Raises:
        StateError: a witness the plan needs has not joined.
        InputError: `first_invite_at` is in the past, or `throws` out of range.
        PhaseError: the draw is not frozen, or sealed already.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        now = office.clock()
        attempt.check_may("SEAL")
        freeze = attempt.entry("FREEZE")
        body: Body = {
            "first_invite_at": format_time(first_invite_at or now),
            "freeze": freeze.leaf,
            "joins": sorted(join.leaf for join in attempt.joins),
            "log_key": log_key,
            "nonce": office.new_bytes(NONCE_BYTES).hex(),
            "source": _source(office, freeze.body["source"], now=now, throws=throws),
        }
        entry = attempt.write("SEAL", body, now)
        commit_attempt(office, writer, attempt, [entry])
        return entry


def _source(office: Office, kind: str, *, now: datetime, throws: int) -> Body:
    if kind == "beacon":
        return {"kind": kind, **office.beacons.pin(now + SEAL_LEAD).to_body()}
    return {"kind": kind, "throws": throws} if kind == "dice" else {"kind": kind}
