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
            nodes = merkle.KnownNodes(writer.nodes)
            if published:
                check_published(head, nodes.read, published)
            waiting = writer.unnumbered(BATCH)
            if waiting or not head.checkpoint:
                moved = _signed(_extended(writer, nodes, head, waiting), signer)
                writer.move_head(head, moved)
                head = moved
        if len(waiting) < BATCH:
            return head


def _check_signer(head: LogHead, signer: NamedKey) -> None:
    if signer.name != head.origin:
        raise LogError("other_log_key", expected=head.origin, got=signer.name)


def _extended(
    writer: Writer, nodes: merkle.KnownNodes, head: LogHead, waiting: Sequence[Entry]
) -> Checkpoint:
    """Number the entries that wait. Returns what the log is with them."""
    leaves = [bytes.fromhex(entry.leaf) for entry in waiting]
    added = merkle.append(head.size, leaves, nodes.read)
    writer.number(head.size, waiting, added)
    nodes.add(added)
    size = head.size + len(waiting)
    return Checkpoint(head.origin, size, merkle.tree_root(size, nodes.read))


def _signed(found: Checkpoint, signer: NamedKey) -> LogHead:
    """The head of that log.

    The signature is kept in the transaction that moves the head and handed out after it: nobody ever sees the signature
    of a head that was not committed, and no committed head is without one.
    """
    note = sign_note(found.to_text(), [signer])
    return LogHead(found.origin, found.size, found.root, note.to_bytes())
