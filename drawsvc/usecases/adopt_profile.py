"""Adopt a regulation profile for a pool; requests from then on are made under it."""

from __future__ import annotations

from collections.abc import Callable

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import ProfileError
from drawsvc.domain.regulation import Profile
from drawsvc.usecases.office import Office, pool_chain, profile_of


def adopt_profile(
    office: Office, pool: str, profile: Profile, *, keep: Callable[[], None] = lambda: None
) -> Entry:
    """Write the PROFILE entry later requests of the pool cite (SPEC §5.2). Draws that were requested keep theirs.

    Args:
        office: the service.
        pool: its id.
        profile: the newer one.
        keep: keeps what is in no entry. Called last before the commit, as in `found_pool`.

    Raises:
        ProfileError: `profile_not_newer`, the pool has had this version of it, or a later one.
    """
    with office.store.writing() as writer:
        writer.lock_pool(pool)
        chain = pool_chain(writer, pool)
        had = [profile_of(entry) for entry in chain.entries if entry.type == "PROFILE"]
        latest = max((other.version for other in had if other.id == profile.id), default=0)
        if profile.version <= latest:
            raise ProfileError("profile_not_newer", expected=latest + 1, got=profile.version)
        entry = chain.next("PROFILE", profile.to_body(), office.clock())
        writer.append([entry])
        keep()
        return entry
