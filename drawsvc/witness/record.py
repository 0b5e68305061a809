"""A record checked by a witness: chain, log and list, under the log key he was given (SPEC §13).

    step                  what
    log.note, log.key     the checkpoint is signed by the pinned log key, and by it alone it counts
    log.origin            checkpoint, record and every entry name that log
    log.inclusion         every entry is in the log
    chain.identity        pool entries first, then the ends of earlier attempts, all others of this attempt
    request.terms         the ends are those the REQUEST names, in the log before it
    chain.link            seq and prev
    chain.time            times never fall within the attempt
    chain.grammar         one REQUEST, one FREEZE, JOINs, one SEAL, one SEEDED, in this order

The walk is not checked here: the verifier does that, with the finished record.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from drawsvc.domain.entries import NO_LEAF, Entry, Place
from drawsvc.domain.errors import PhaseError, RecordError
from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import VerifierKey
from drawsvc.log.merkle import check_inclusion
from drawsvc.log.note import open_note
from drawsvc.witness.record_form import LoggedEntry, RecordForm, parse_record

_ENDS = ("COMPLETED", "DECIDED", "VOID")  # SPEC §5.3
_OPENING = ("REQUEST", "FREEZE", "JOIN", "SEAL", "SEEDED", "VOID")
_ORDER = re.compile(
    r"REQUEST( FREEZE( JOIN)*( SEAL( SEEDED( other)*)?)?)?( VOID( other)*)?"
)  # SPEC §5.6, as far as the witnesses' part goes


@dataclass(frozen=True)
class Record:
    """A record in which everything named above holds.

    Args:
        place: the attempt.
        logged: the entries of the attempt, at least the REQUEST.
        cited: the pool entries, by leaf hash (hex).
        ends: of the earlier attempts, in order.
        groups: `eligible` and `excluded` rows of each group; `check_freeze` ties them to the FREEZE.
        checkpoint: what the log says of itself.
        note: the signed note of the checkpoint.
    """

    place: Place
    logged: Sequence[LoggedEntry]
    cited: dict[str, LoggedEntry]
    ends: Sequence[LoggedEntry]
    groups: Sequence[tuple[Sequence[Any], Sequence[Any]]]
    checkpoint: Checkpoint
    note: bytes

    @property
    def entries(self) -> list[Entry]:
        """The entries of the attempt."""
        return [item.entry for item in self.logged]

    def all_of(self, kind: str) -> Iterator[LoggedEntry]:
        """The entries of one type."""
        return (item for item in self.logged if item.entry.type == kind)

    def find(self, *kinds: str) -> LoggedEntry | None:
        """The latest entry of one of these types."""
        return next((item for item in reversed(self.logged) if item.entry.type in kinds), None)

    def need(self, *kinds: str) -> LoggedEntry:
        """As `find`.

        Raises:
            PhaseError: the draw has not come so far.
        """
        found = self.find(*kinds)
        if found is None:
            raise PhaseError(
                "record_too_early", expected=", ".join(kinds), got=self.entries[-1].type
            )
        return found


def check_record(data: bytes, log_key: VerifierKey) -> Record:
    """Read a record and check it.

    Args:
        data: the file.
        log_key: the log's, from outside the record. Its name is the origin.

    Raises:
        RecordError: something in it does not hold.
        EntryError: an entry in it has no known form.
    """
    form = parse_record(data)
    checkpoint = _open_checkpoint(form, log_key)
    for item in form.logged:
        _check_logged(item, checkpoint)
    pool, ends, logged = _divide(form)
    _check_chain([item.entry for item in logged])
    _check_ends(ends, logged[0])
    cited = {item.entry.leaf: item for item in pool}
    return Record(form.place, logged, cited, ends, form.groups, checkpoint, form.checkpoint)


def _open_checkpoint(form: RecordForm, log_key: VerifierKey) -> Checkpoint:
    try:
        checkpoint = parse_checkpoint(open_note(form.checkpoint, [log_key]).text)
    except LogFormatError as error:
        raise RecordError("record_checkpoint", found=str(error)) from None
    for origin in (checkpoint.origin, form.place.origin):
        if origin != log_key.name:
            raise RecordError("record_origin", expected=log_key.name, got=origin)
    return checkpoint


def _check_logged(item: LoggedEntry, checkpoint: Checkpoint) -> None:
    entry = item.entry
    try:
        check_inclusion(
            bytes.fromhex(entry.leaf),
            item.index,
            size=checkpoint.size,
            proof=item.proof,
            root=checkpoint.root,
        )
    except LogFormatError:
        raise RecordError("record_not_in_log", type=entry.type, seq=entry.seq) from None


_Parts = tuple[list[LoggedEntry], list[LoggedEntry], list[LoggedEntry]]


def _divide(form: RecordForm) -> _Parts:
    """The pool entries, the ends of earlier attempts, and the entries of the attempt."""
    pool = [item for item in form.logged if not item.entry.place.draw]
    rest = form.logged[len(pool) :]
    ends = [item for item in rest if item.entry.place.attempt < form.place.attempt]
    logged = list(rest[len(ends) :])
    expected = [
        *[replace(form.place, draw="", attempt=0)] * len(pool),
        *[replace(form.place, attempt=number) for number in range(1, len(ends) + 1)],
        *[form.place] * len(logged),
    ]
    for item, place in zip(form.logged, expected, strict=True):
        if item.entry.place != place:
            raise RecordError("record_other_draw", type=item.entry.type, seq=item.entry.seq)
    return pool, ends, logged


def _check_ends(ends: Sequence[LoggedEntry], request: LoggedEntry) -> None:
    """SPEC §5.3: the REQUEST names the end of every earlier attempt, and stands after them."""
    body, number = request.entry.body, request.entry.place.attempt
    named = body["earlier"] == [item.entry.leaf for item in ends]
    if not named or len(ends) != number - 1:
        raise RecordError("record_earlier")
    if any(item.entry.type not in _ENDS or item.index >= request.index for item in ends):
        raise RecordError("record_earlier")


def _check_chain(entries: Sequence[Entry]) -> None:
    before = NO_LEAF
    for seq, entry in enumerate(entries):
        if (entry.seq, entry.prev) != (seq, before):
            raise RecordError("record_chain_broken", expected=seq, got=entry.seq, type=entry.type)
        before = entry.leaf
    for one, other in pairwise(entries):
        if other.time < one.time and other.type != "CLOCK_CORRECTED":
            raise RecordError("record_time_falls", type=other.type, seq=other.seq)
    types = [entry.type for entry in entries if entry.type != "CLOCK_CORRECTED"]
    if not _ORDER.fullmatch(" ".join(t if t in _OPENING else "other" for t in types)):
        raise RecordError("record_order", got=" ".join(types[:8]))
