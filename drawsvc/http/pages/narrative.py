"""The narrative of an attempt, for whoever visits a page of it."""

from __future__ import annotations

from drawsvc.http.pages.page import Visit
from drawsvc.pages.narrative import Narrative, read_narrative


async def narrative_of(visit: Visit, draw: str, attempt: int = 0) -> Narrative:
    """The narrative of an attempt (0: the latest).

    Raises:
        MissingError: there is no such draw or attempt.
    """
    edition = visit.edition
    return await visit.read(lambda _: read_narrative(edition, draw, attempt))


async def own_narrative(visit: Visit, draw: str) -> Narrative:
    """The narrative of a draw's latest attempt, if it is one of the caller's pools.

    Raises:
        MissingError: there is no such draw.
        AccessError: `pool_not_allowed`.
    """
    narrative = await narrative_of(visit, draw)
    visit.caller.check_pool(narrative.view["pool"])
    return narrative
