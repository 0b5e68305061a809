"""Prove that the log only grew."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.errors import MissingError
from drawsvc.log.merkle import consistency_proof
from drawsvc.usecases.office import Office


@dataclass(frozen=True)
class Consistency:
    """A consistency proof.

    Args:
        hashes: of 32 bytes each.
        checkpoint: the signed note of the later log.
    """

    hashes: Sequence[bytes]
    checkpoint: bytes


def prove_consistency(office: Office, old: int) -> Consistency:
    """The proof from an earlier size of the log to its signed head.

    Args:
        office: the service.
        old: the earlier size, at least 1.

    Raises:
        MissingError: `log_not_signed_yet`; `log_shorter`, it never was of this size.
    """
    with office.store.reading() as reader:
        head = reader.head()
        if not head.checkpoint:
            raise MissingError("log_not_signed_yet")
        if old > head.size:
            raise MissingError("log_shorter", expected=head.size, got=old)
        return Consistency(consistency_proof(old, head.size, reader.nodes), head.checkpoint)
