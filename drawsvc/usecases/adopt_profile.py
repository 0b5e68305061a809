"""Adopt a regulation profile for a pool; the first one founds the pool."""

from __future__ import annotations

from drawsvc.domain.entries import Entry
from drawsvc.domain.regulation import Profile
from drawsvc.usecases.office import Office, write_in_pool


def adopt_profile(office: Office, pool: str, profile: Profile) -> Entry:
    """Write the PROFILE entry later requests of the pool cite (SPEC §5.2)."""
    with office.store.writing() as writer:
        return write_in_pool(writer, pool, "PROFILE", profile.to_body(), now=office.clock())
