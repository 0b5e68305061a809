"""Open a draw to an auditor."""

from __future__ import annotations

from collections.abc import Iterator

from drawsvc.domain.disclosures import audit_pieces, check_opened
from drawsvc.usecases.office import Office, find_place, replay_unread


def export_audit(office: Office, draw: str, attempt: int = 0) -> Iterator[bytes]:
    """The audit disclosure of an attempt (SPEC §11.4), piece by piece. Personal data of everybody listed.

    Args:
        office: the service.
        draw: its id.
        attempt: its number; 0 for the latest.

    Raises:
        PhaseError: the attempt has no lists, or has not ended.
        MissingError: no such draw; `unit_salt`, see `audit_pieces`.
    """
    with office.store.reading() as reader:
        place = find_place(reader, draw, attempt)
        check_opened(replay_unread(office, reader, place), "audit")
        private = reader.private(place)
        related = {"codes": private["related_units"], "salt": private["related_units_salt"]}
        yield from audit_pieces(place, lambda: reader.opened_rows(place), related)
