"""Find the notes a record or a draw id is about, and compare the record with them."""

from __future__ import annotations

from drawsvc.domain.entries import Place
from drawsvc.domain.errors import DuplicateError, MissingError, RecordError
from drawsvc.log.checkpoint import parse_checkpoint
from drawsvc.log.note import parse_note
from drawsvc.witness.notes import Evidence, Notes, State
from drawsvc.witness.record import Record
from drawsvc.witness.record_form import LoggedEntry


def need_joined(state: State, record: Record, freeze: LoggedEntry) -> Notes:
    """The notes about a record's freeze.

    Raises:
        MissingError: he has joined no freeze of this attempt.
        DuplicateError: he has joined another one.
        RecordError: the log is not the one he saw when he joined.
    """
    notes = state.joined(freeze.entry.leaf)
    if notes is None:
        for other in state.draws:
            if other.place == record.place:
                raise DuplicateError(
                    "record_other_freeze", expected=other.freeze.leaf, got=freeze.entry.leaf
                )
        raise MissingError("not_joined", draw=record.place.draw)
    _check_same_log(notes.freeze, record, freeze)
    return notes


def _check_same_log(noted: Evidence, record: Record, freeze: LoggedEntry) -> None:
    """Refuse a log that has another past. Between trees of two sizes a cosigner has to look."""
    before = parse_checkpoint(parse_note(noted.checkpoint.encode()).text)
    now = record.checkpoint
    if freeze.index != noted.index or (before.size == now.size and before.root != now.root):
        raise RecordError("log_forked", expected=noted.checkpoint, got=record.note.decode())


def need_sealed(state: State, draw: str, attempt: int = 0) -> Notes:
    """The notes about a draw whose seal he has seen.

    Args:
        state: all notes.
        draw: its id.
        attempt: which; 0 for the latest.

    Raises:
        MissingError: he has joined no such draw, or seen no seal of it.
        DuplicateError: two draws have this id, or he was shown two seals for one attempt.
    """
    joined = [n for n in state.draws if n.place.draw == draw and attempt in (0, n.place.attempt)]
    if not joined:
        raise MissingError("not_joined", draw=draw)
    sealed = [n for n in joined if n.seals]
    if not sealed:
        raise MissingError("not_seen", draw=draw)
    if len({n.place.pool for n in sealed}) > 1:
        raise DuplicateError("draw_in_two_pools", draw=draw)
    notes = max(sealed, key=lambda n: n.place.attempt)
    check_one_seal(state, notes.place)
    return notes


def check_one_seal(state: State, place: Place) -> None:
    """Refuse to go on where an attempt has two seals.

    A value opens its commitment under either of two seals on one freeze, so who has both could
    choose between two results.
    """
    seals = [seal.leaf for notes in state.draws if notes.place == place for seal in notes.seals]
    if len(seals) > 1:
        raise DuplicateError("other_seal", expected=seals[0], got=seals[-1])
