"""Read a pool's roster versions without changing anything."""

from __future__ import annotations

from collections.abc import Iterator
from operator import eq

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import MissingError
from drawsvc.domain.roster import Expert, Identities, Roster, identities_of
from drawsvc.usecases.office import Office, pool_chain
from drawsvc.usecases.ports import Reader


def read_version(office: Office, pool: str, version: str) -> Roster:
    """One version.

    Raises:
        MissingError: `no_roster_version`.
    """
    with office.store.reading() as reader:
        versions = [entry.body["roster"] for entry in _versions(reader, pool)]
        if version not in versions:
            raise MissingError("no_roster_version", expected=", ".join(versions), got=version)
        return Roster(tuple(reader.experts(pool, version)))


def version_like(office: Office, pool: str, roster: Roster) -> str:
    """The latest version if it says the same as a roster, else ""."""
    with office.store.reading() as reader:
        versions = _versions(reader, pool)
        if not versions or versions[-1].body["size"] != len(roster.experts):
            return ""
        version = str(versions[-1].body["roster"])
        stored = (row.expert for row in reader.salted_experts(pool, version))
        return version if all(map(eq, stored, roster.experts)) else ""


def read_identities(office: Office, pool: str) -> Identities:
    """Which expert_id everybody has had who was ever in the pool."""
    with office.store.reading() as reader:
        return identities_of(_everybody(reader, pool))


def _everybody(reader: Reader, pool: str) -> Iterator[Expert]:
    for entry in _versions(reader, pool):
        for row in reader.salted_experts(pool, entry.body["roster"]):
            yield row.expert


def _versions(reader: Reader, pool: str) -> list[Entry]:
    return [entry for entry in pool_chain(reader, pool).entries if entry.type == "ROSTER"]
