"""Compute everything again that the store only keeps at hand: states of attempts, nodes of the tree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from drawsvc.domain.entries import Entry, Place
from drawsvc.domain.errors import LogError
from drawsvc.log import merkle
from drawsvc.usecases.office import Office, open_attempt
from drawsvc.usecases.ports import AttemptState, Reader, Writer
from drawsvc.usecases.standing import ends_among, keep_counts, keep_ends, keep_seats, note_chances

BATCH = 1024

Progress = Callable[[int, int], None]
"""Told how many of how many attempts are done."""


@dataclass(frozen=True)
class Rebuilt:
    """What was found.

    Args:
        attempts: how many were replayed.
        mended: those whose row was not what its entries say.
        size: entries of the log, all of which give the head's root.
    """

    attempts: int
    mended: list[AttemptState]
    size: int


def rebuild_store(
    office: Office, progress: Progress = lambda _done, _all: None, *, standing: bool = True
) -> Rebuilt:
    """Replay every attempt and build the tree anew from the entries; mend what differs.

    Args:
        office: the service.
        progress: see Progress.
        standing: whether to note anew what attempts mean for later ones, too; that needs personal data.

    Raises:
        LogError: `store_damaged`, the entries do not give the root that was signed; nothing is changed then.
        DrawError: the entries of an attempt do not replay.
    """
    with office.store.writing() as writer:
        writer.lock_all()
        size = _rebuild_tree(writer)
        states = writer.attempts()
        mended: list[AttemptState] = []
        for done, state in enumerate(states, start=1):
            mended += _mended(office, writer, state)
            progress(done, len(states))
        if standing:
            _rebuild_standing(office, writer, states)
        return Rebuilt(len(states), mended, size)


def _rebuild_tree(writer: Writer) -> int:
    head = writer.head()
    writer.drop_nodes()
    size = 0
    for leaves in _leaves(writer):
        writer.add_nodes(merkle.append(size, leaves, read=writer.nodes))
        size += len(leaves)
    if size != head.size or merkle.tree_root(size, writer.nodes) != head.root:
        raise LogError("store_damaged")
    return size


def _leaves(reader: Reader) -> Iterator[list[bytes]]:
    """The leaf hashes of the log, in order, in batches."""
    first = 0
    while batch := reader.numbered(first, BATCH):
        yield [bytes.fromhex(entry.leaf) for entry in batch]
        first += len(batch)


def _rebuild_standing(office: Office, writer: Writer, states: Iterable[AttemptState]) -> None:
    """Note anew what every attempt means for later ones, those that ended first at first.

    Runs lose the chances of rows that were erased.
    """
    writer.drop_standing()
    for pool in writer.pools():
        declared = writer.chances(Place(writer.origin, pool))
        writer.save_runs(pool, declared)
    ends: list[tuple[int, Entry]] = []
    ended: list[tuple[int, Place]] = []
    for state in states:
        attempt = open_attempt(office, writer, state.place)
        own = [
            (writer.ordinal(end.leaf), end) for end in ends_among(attempt, attempt.chain.entries)
        ]
        ends += own
        ended.append((own[-1][0] if own else 0, state.place))
    for _, end in sorted(ends, key=lambda item: item[0]):
        keep_ends(writer, end.place.pool, [end])
    for _, place in sorted(ended, key=lambda item: item[0]):
        attempt = open_attempt(office, writer, place)
        note_chances(writer, attempt)
        changed = keep_seats(writer, attempt, attempt.chain.entries)
        keep_counts(writer, attempt, attempt.chain.entries, changed)


def _mended(office: Office, writer: Writer, state: AttemptState) -> Iterator[AttemptState]:
    attempt = open_attempt(office, writer, state.place)
    if (state.phase, state.due_at) != (attempt.phase, attempt.due_at):
        right = AttemptState(
            state.place, state.matter, state.version + 1, attempt.phase, attempt.due_at
        )
        writer.save_attempt(right)
        yield right
