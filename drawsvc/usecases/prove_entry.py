"""Prove that an entry is in the log."""

from __future__ import annotations

from drawsvc.domain.errors import InputError, MissingError
from drawsvc.domain.shapes import HEX32, ShapeError
from drawsvc.log.proof import TlogProof
from drawsvc.usecases.extract import proof_of
from drawsvc.usecases.office import Office, cited


def prove_entry(office: Office, leaf: str) -> TlogProof:
    """The place of an entry in the latest signed head.

    Args:
        office: the service.
        leaf: leaf hash of the entry, hex32.

    Raises:
        InputError: `leaf_form`.
        MissingError: `no_entry`; `not_signed_yet`, the log has not been signed since.
    """
    try:
        HEX32(leaf, "leaf")
    except ShapeError as error:
        raise InputError("leaf_form", expected=error.expected, got=leaf) from None
    with office.store.reading() as reader:
        entry = cited(reader, leaf)
        proof = proof_of(reader, entry)
    if proof is None:
        raise MissingError("not_signed_yet", draw=entry.place.draw or entry.place.pool)
    return proof
