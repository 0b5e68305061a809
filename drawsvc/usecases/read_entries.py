"""Read entries with their place in the log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.entries import Entry
from drawsvc.log.proof import TlogProof
from drawsvc.usecases.extract import proof_of
from drawsvc.usecases.office import Office, cited


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
        entries = [cited(reader, leaf) for leaf in leaves]
        return [Placed(entry, proof_of(reader, entry)) for entry in entries]
