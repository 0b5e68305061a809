"""Hand a roster version to an auditor."""

from __future__ import annotations

from collections.abc import Iterator

from drawsvc.domain.errors import MissingError
from drawsvc.domain.long_files import roster_pieces
from drawsvc.usecases.office import Office, latest, pool_chain


def export_roster(office: Office, pool: str, version: str = "") -> Iterator[bytes]:
    """The roster file of a version (SPEC §11.7), piece by piece. Personal data of everybody in it.

    Args:
        office: the service.
        pool: its id.
        version: its id; "" for the latest.

    Raises:
        MissingError: `no_roster`, `no_roster_version`.
    """
    with office.store.reading() as reader:
        chain = pool_chain(reader, pool)
        wanted = version or latest(chain, "ROSTER").body["roster"]
        leaves = {e.body["roster"]: e.leaf for e in chain.entries if e.type == "ROSTER"}
        if wanted not in leaves:
            raise MissingError("no_roster_version", expected=", ".join(leaves), got=version)
        salted = reader.salted_experts(pool, wanted)
        yield from roster_pieces(chain.place, leaves[wanted], salted)
