"""Read entries with their place in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.entries import Entry
from drawsvc.log.merkle import inclusion_proof
from drawsvc.log.note import Note, parse_note
from drawsvc.log.proof import TlogProof
from drawsvc.usecases.office import Office, cited
from drawsvc.usecases.ports import LogHead, Reader


@dataclass(frozen=True)
class Placed:
    """An entry and its proof in the latest signed head; None until that covers it."""

    entry: Entry
    proof: TlogProof | None


def read_placed(office: Office, leaves: Sequence[str]) -> list[Placed]:
    """Entries by their leaf hashes, in this order.

    Raises:
        MissingError: `no_entry`.
    """
    with office.store.reading() as reader:
        head = reader.head()
        note = parse_note(head.checkpoint) if head.checkpoint else None
        return [_placed(reader, head, note, cited(reader, leaf)) for leaf in leaves]


def _placed(reader: Reader, head: LogHead, note: Note | None, entry: Entry) -> Placed:
    index = reader.position(entry.leaf)
    if index is None or note is None:
        return Placed(entry, None)
    hashes = inclusion_proof(index, head.size, read=reader.nodes)
    return Placed(entry, TlogProof(index, tuple(hashes), note))
