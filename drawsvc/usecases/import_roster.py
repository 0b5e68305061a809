"""Take a new version of a pool's roster."""

from __future__ import annotations

from collections.abc import Iterator

from drawseeds import serialise

from drawsvc.domain.entries import NO_LEAF, Body, Chain, Entry
from drawsvc.domain.errors import DuplicateError
from drawsvc.domain.roster import Roster, SaltedExpert, diff
from drawsvc.log.merkle import leaf_hash, root_of
from drawsvc.usecases.office import Office, pool_chain
from drawsvc.usecases.ports import Reader


def import_roster(
    office: Office, pool: str, roster: Roster, *, version: str, approval: Body
) -> Entry:
    """Store a checked roster and write its ROSTER entry (SPEC §5.2), all or nothing.

    Args:
        office: the service.
        pool: whose roster it is.
        roster: checked rows.
        version: id of this version, new in the pool.
        approval: who approved it (SPEC §5.1 Approval).

    Raises:
        DuplicateError: the pool has a version of this id.
    """
    with office.store.writing() as writer:
        writer.lock_pool(pool)
        chain = pool_chain(writer, pool)
        before = chain.last_of("ROSTER")
        if any(e.type == "ROSTER" and e.body["roster"] == version for e in chain.entries):
            raise DuplicateError("roster_version_taken", got=version)
        changes = _changes(writer, chain, roster)
        digests: list[bytes] = []
        writer.save_experts(pool, version, _salted(office, roster, digests))
        body: Body = {
            "approval": approval,
            "previous": before.leaf if before else NO_LEAF,
            "root": _root(digests),
            "roster": version,
            "size": len(digests),
            **changes,
        }
        entry = chain.next("ROSTER", body, office.clock())
        writer.append([entry])
        return entry


def _salted(office: Office, roster: Roster, digests: list[bytes]) -> Iterator[SaltedExpert]:
    """The experts, each with a fresh salt. The digests of the rows are all that is kept of those that have passed."""
    for expert in roster.experts:
        row = expert.salted(office.new_salt())
        digests.append(bytes.fromhex(row.digest))
        yield row


def _root(digests: list[bytes]) -> str:
    """Root over the digests, as ascending as they are in hex."""
    digests.sort()
    return root_of(leaf_hash(serialise(digest.hex())) for digest in digests).hex()


def _changes(reader: Reader, chain: Chain, roster: Roster) -> Body:
    """How many rows this version adds, removes and edits."""
    before = chain.last_of("ROSTER")
    old = reader.salted_experts(chain.place.pool, before.body["roster"]) if before else ()
    changes = diff((row.expert for row in old), roster.experts)
    return {
        "added": len(changes.added),
        "edited": len(changes.edited),
        "removed": len(changes.removed),
    }
