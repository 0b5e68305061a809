"""The sequencer: number committed entries, extend the tree, sign the new head (SPEC §4, design of the log)."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import LogError
from drawsvc.log import merkle
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.keys import NamedKey
from drawsvc.log.note import sign_note
from drawsvc.usecases.check_published import check_published
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead, Writer

BATCH = 256  # one full tile


def sequence_log(office: Office, signer: NamedKey, published: Checkpoint | None = None) -> LogHead:
    """Number everything that waits and sign the head.

    Entries keep the order in which they were appended. Where transactions commit at once this need not be that of
    their commits, and one that was appended earlier may be seen later; but never of two entries one of which knows of
    the other, or of the state it left (docs/decisions/0009). Sequencers wait for each other; should they not, the head
    moves by compare-and-swap in the same transaction, so that no two can number one entry twice.

    Args:
        office: the service.
        signer: the log's key, named like the origin.
        published: the latest checkpoint known from outside the store, which the log must begin with.

    Returns:
        The head afterwards.

    Raises:
        LogError: `head_moved`, another sequencer was faster; `other_log_key`, the signer is not named like the log;
            `log_behind`, `log_rewritten`, what was published is not in it.
    """
    while True:
        with office.store.writing() as writer:
            head = writer.lock_log()
            _check_signer(head, signer)
            if published:
                check_published(writer, published)
            waiting = writer.unnumbered(BATCH)
            if waiting or not head.checkpoint:
                head = _extended(writer, waiting, signer)
        if len(waiting) < BATCH:
            return head


def _check_signer(head: LogHead, signer: NamedKey) -> None:
    if signer.name != head.origin:
        raise LogError("other_log_key", expected=head.origin, got=signer.name)


def _extended(writer: Writer, waiting: Sequence[Entry], signer: NamedKey) -> LogHead:
    """The head over the log and the entries that wait, signed.

    The signature is kept in the same transaction and handed out after it: nobody ever sees the signature of a head that
    was not committed, and no committed head is without one.
    """
    head = writer.head()
    leaves = [bytes.fromhex(entry.leaf) for entry in waiting]
    writer.number(head.size, waiting, merkle.append(head.size, leaves, read=writer.nodes))
    size = head.size + len(waiting)
    root = merkle.tree_root(size, writer.nodes)
    note = sign_note(Checkpoint(head.origin, size, root).to_text(), [signer])
    moved = LogHead(head.origin, size, root, note.to_bytes())
    writer.move_head(head, moved)
    return moved
