"""For which draws a supervisor is to vouch now."""

from __future__ import annotations

from collections.abc import Collection

from drawsvc.usecases.office import Office, open_attempt
from drawsvc.usecases.vouching import vouches_in, waiting_in


def count_waiting(office: Office, pools: Collection[str]) -> list[tuple[str, int]]:
    """Draws whose experts are being invited and whose pool wants a supervisor to vouch, and for how much he is to.

    Args:
        office: the service.
        pools: only of these; () for all.
    """
    found = []
    with office.store.reading() as reader:
        for state in reader.attempts():
            place = state.place
            own = not pools or place.pool in pools
            if own and state.phase == "inviting" and office.settings_of(place.pool).vouching:
                opened = open_attempt(office, reader, place).walking().open_seats
                vouches = vouches_in(reader.private(place))
                found.append((place.draw, len(waiting_in(vouches, opened))))
    return found
