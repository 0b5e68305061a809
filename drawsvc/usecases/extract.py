"""What records take from the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import MissingError
from drawsvc.domain.record import Extract, Logged, SealEvidence, cited_leaves, shown_of
from drawsvc.log.merkle import inclusion_proof
from drawsvc.log.note import parse_note
from drawsvc.log.proof import TlogProof
from drawsvc.usecases.office import cited
from drawsvc.usecases.ports import LogHead, Reader


def extract_of(reader: Reader, place: Place, entries: Sequence[Entry]) -> Extract:
    """The entries of an attempt with those of other chains that go with them, proven in the signed head.

    Raises:
        MissingError: `not_signed_yet`, the log has not been signed since the last entry.
    """
    others = [e for leaf in cited_leaves(entries) for e in _shown(reader, cited(reader, leaf))]
    head = reader.head()
    # The draw's own entries first: they are signed last, and name the draw in the error.
    logged = [_logged(reader, head, entry) for entry in (*entries, *others)]
    return Extract(place, logged, head.checkpoint, _evidence(reader, place, entries))


def _shown(reader: Reader, other: Entry) -> Sequence[Entry]:
    """An entry of the pool, or what is shown of the earlier attempt that an entry ended."""
    place = other.place
    return shown_of(other, reader.chain_entries(place)) if place.draw else [other]


def _evidence(reader: Reader, place: Place, entries: Iterable[Entry]) -> list[SealEvidence]:
    """What `attach_evidence` has kept, with a proof of the SEAL in its tree."""
    kept = reader.private(place).get("seal_evidence", ())
    index = reader.position(slip_of(entries)) if kept else None
    if index is None:
        return []
    return [
        SealEvidence(item["note"], inclusion_proof(index, item["size"], read=reader.nodes))
        for item in kept
    ]


def proof_of(reader: Reader, entry: Entry) -> TlogProof | None:
    """The place of an entry in the latest signed head; None until that covers it."""
    index, head = reader.position(entry.leaf), reader.head()
    if index is None or not head.checkpoint:
        return None
    hashes = inclusion_proof(index, head.size, read=reader.nodes)
    return TlogProof(index, tuple(hashes), parse_note(head.checkpoint))


def _logged(reader: Reader, head: LogHead, entry: Entry) -> Logged:
    index = reader.position(entry.leaf)
    if index is None or not head.checkpoint:
        raise MissingError("not_signed_yet", draw=entry.place.draw)
    return Logged(entry, index, inclusion_proof(index, head.size, read=reader.nodes))


def slip_of(entries: Iterable[Entry]) -> str:
    """The slip of a draw: its SEAL's leaf hash (SPEC §11.3).

    Raises:
        MissingError: the draw is not sealed.
    """
    for entry in entries:
        if entry.type == "SEAL":
            return entry.leaf
    raise MissingError("no_seal")
