"""Hand an expert what shows how he was listed."""

from __future__ import annotations

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.candidates import LISTS, Spot
from drawsvc.domain.disclosures import check_opened
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import MissingError
from drawsvc.domain.shapes import ID, ShapeError
from drawsvc.domain.shown import OwnRow, own_row_bytes, show_rows
from drawsvc.usecases.office import Office, find_place, replay_unread
from drawsvc.usecases.ports import Reader


def export_own_row(office: Office, draw: str, expert: str, attempt: int = 0) -> bytes:
    """The own row file of an expert (SPEC §11.6): personal data of his, and of nobody else.

    Args:
        office: the service.
        draw: its id.
        expert: expert id.
        attempt: its number; 0 for the latest.

    Raises:
        PhaseError: the attempt has no lists, or has not ended.
        MissingError: no such draw; `not_listed`, no group lists the expert, or his rows were erased.
        LogError: `store_damaged`, a list is not the frozen one.
    """
    with office.store.reading() as reader:
        place = find_place(reader, draw, attempt)
        replayed = replay_unread(office, reader, place)
        freeze = check_opened(replayed, "row")
        spots = reader.spots_of(place, expert) if _is_id(expert) else []
        if not spots:
            raise MissingError("not_listed", draw=draw, got=expert)
        return own_row_bytes(place, [_own_row(reader, replayed, freeze, at) for at in spots])


def _is_id(text: str) -> bool:
    """Whether anybody can be called so."""
    try:
        ID(text, "expert_id")
    except ShapeError:
        return False
    return True


def _own_row(reader: Reader, attempt: Attempt, freeze: Entry, at: Spot) -> OwnRow:
    place, (group, kind, row) = attempt.chain.place, at
    rows = attempt.groups[group][LISTS.index(kind)]
    frozen, leaves = freeze.body["groups"][group][kind], reader.leaf_hashes(place, group, kind)
    (shown,) = show_rows(rows, [row], frozen, leaves)
    return OwnRow(at, reader.listed(place, *at), shown)
