"""Assemble the record of an attempt."""

from __future__ import annotations

from drawsvc.domain.record import full_record_bytes
from drawsvc.usecases.extract import extract_of
from drawsvc.usecases.office import Office, find_place


def export_record(office: Office, draw: str, attempt: int = 0) -> bytes:
    """The full record (SPEC §11.1) of an attempt of a draw (0: the latest), as far as it has come.

    Raises:
        MissingError: no such draw, or the log has not been signed since the last entry.
    """
    with office.store.reading() as reader:
        place = find_place(reader, draw, attempt)
        extract = extract_of(reader, place, reader.chain_entries(place))
        return full_record_bytes(extract, reader.rows(place))
