"""Find the notes a record or a draw id is about, and compare the record with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.entries import Body, Entry, Place, from_object
from drawsvc.domain.errors import DuplicateError, MissingError, RecordError
from drawsvc.log.checkpoint import parse_checkpoint
from drawsvc.log.note import parse_note
from drawsvc.witness.joins import Joined, find_own
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


@dataclass(frozen=True)
class Sealed:
    """A draw whose one seal the witness has seen. Made by `need_sealed` and `need_sealed_in`.

    Args:
        notes: about it.
        seal: the SEAL.
    """

    notes: Notes
    seal: Entry

    @property
    def source(self) -> Body:
        """Where the seed comes from (SPEC §8.1)."""
        return dict(self.seal.body["source"])


def need_sealed(state: State, draw: str, attempt: int = 0) -> Sealed:
    """The draw with this id, after checking that its seal was seen.

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
    if len({notes.place.pool for notes in joined}) > 1:
        raise DuplicateError("draw_in_two_pools", draw=draw)
    latest = max(notes.place.attempt for notes in joined)
    return _sealed(state, [notes for notes in joined if notes.place.attempt == latest])


def need_sealed_in(state: State, record: Record) -> Sealed:
    """The draw of a record, after checking that its seal is the one seen.

    Raises:
        MissingError: he has not joined, or not seen the seal.
        DuplicateError: the record has another freeze or seal.
        RecordError: the log is not the one he saw when he joined.
    """
    notes = need_joined(state, record, record.need("FREEZE"))
    sealed = _sealed(state, [notes])
    got = record.need("SEAL").entry.leaf
    if got != sealed.seal.leaf:
        raise DuplicateError("other_seal", expected=sealed.seal.leaf, got=got)
    return sealed


def _sealed(state: State, joined: Sequence[Notes]) -> Sealed:
    place = joined[0].place
    check_one_seal(state, place)
    for notes in joined:
        if notes.seals:
            return Sealed(notes, from_object(notes.seals[0].entry))
    raise MissingError("not_seen", draw=place.draw)


def check_one_seal(state: State, place: Place) -> None:
    """Refuse to go on where an attempt has two seals.

    A value opens its commitment under either of two seals on one freeze, so who has both could
    choose between two results.
    """
    seals = [seal.leaf for notes in state.draws if notes.place == place for seal in notes.seals]
    if len(seals) > 1:
        raise DuplicateError("other_seal", expected=seals[0], got=seals[-1])


def check_own(joins: Sequence[Joined], notes: Notes) -> Joined:
    """The witness's own JOIN, after checking that it says what he signed.

    Raises:
        MissingError: it is not in the record.
        RecordError: somebody has another with his key.
    """
    stated = notes.signed("join")[0]
    own = find_own(joins, stated.key)
    if own is None:
        raise MissingError("own_join_missing", draw=notes.place.draw)
    if own.statement != stated:
        raise RecordError("own_join_differs", draw=notes.place.draw)
    return own
