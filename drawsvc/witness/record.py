"""A record checked by a witness: chain, log and list, under the log key he was given (SPEC §13).

    step                  what
    log.note, log.key     the checkpoint is signed by the pinned log key, and by it alone it counts
    log.origin            checkpoint, record and every entry name that log
    log.inclusion         every entry is in the log
    chain.identity        pool entries first, then earlier attempts or their ends, all others of this attempt
    request.terms         the ends are those the REQUEST names, in the log before it
    end.void              earlier attempts were voided as is said, with a witness's signature
    chain.link            seq and prev
    chain.time            times never fall within the attempt
    chain.grammar         one REQUEST, one FREEZE, JOINs, one SEAL, one SEEDED, in this order

The walk is not checked here: the verifier does that, with the finished record.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import PhaseError, RecordError
from drawsvc.log.checkpoint import Checkpoint, parse_checkpoint
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import VerifierKey
from drawsvc.log.merkle import check_inclusion
from drawsvc.log.note import open_note
from drawsvc.witness.chain import check_chain
from drawsvc.witness.earlier import Shown, check_earlier
from drawsvc.witness.record_form import LoggedEntry, RecordForm, parse_record


@dataclass(frozen=True)
class Record:
    """A record in which everything named above holds.

    Args:
        place: the attempt.
        logged: the entries of the attempt, at least the REQUEST.
        cited: the pool entries, by leaf hash (hex).
        earlier: what is shown of each attempt before, in order; the last of each is its end.
        groups: `eligible` and `excluded` rows of each group; `check_freeze` ties them to the FREEZE.
        checkpoint: what the log says of itself.
        note: the signed note of the checkpoint.
    """

    place: Place
    logged: Sequence[LoggedEntry]
    cited: dict[str, LoggedEntry]
    earlier: Sequence[Shown]
    groups: Sequence[tuple[Sequence[Any], Sequence[Any]]]
    checkpoint: Checkpoint
    note: bytes

    @property
    def ends(self) -> list[LoggedEntry]:
        """How each earlier attempt ended."""
        return [shown[-1] for shown in self.earlier]

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
    pool, earlier, logged = _divide(form)
    check_chain([item.entry for item in logged])
    check_earlier(earlier, logged[0])
    cited = {item.entry.leaf: item for item in pool}
    return Record(form.place, logged, cited, earlier, form.groups, checkpoint, form.checkpoint)


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


_Parts = tuple[list[LoggedEntry], list[list[LoggedEntry]], list[LoggedEntry]]


def _divide(form: RecordForm) -> _Parts:
    """The pool entries, what is shown of each earlier attempt, and the entries of the attempt."""
    pool = [item for item in form.logged if not item.entry.place.draw]
    rest = form.logged[len(pool) :]
    before = [item for item in rest if item.entry.place.attempt < form.place.attempt]
    logged = list(rest[len(before) :])
    earlier = [list(items) for _, items in groupby(before, lambda item: item.entry.place.attempt)]
    expected = [replace(form.place, draw="", attempt=0)] * len(pool)
    for number, shown in enumerate(earlier, 1):
        expected += [replace(form.place, attempt=number)] * len(shown)
    expected += [form.place] * len(logged)
    for item, place in zip(form.logged, expected, strict=True):
        if item.entry.place != place:
            raise RecordError("record_other_draw", type=item.entry.type, seq=item.entry.seq)
    return pool, earlier, logged
