"""The sequencer: number committed entries, extend the tree, sign the new head (SPEC §4, design of the log)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import LogError
from drawsvc.log import merkle
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.keys import NamedKey
from drawsvc.log.note import sign_note
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead, Writer

BATCH = 256  # one full tile


def sequence_log(office: Office, signer: NamedKey) -> LogHead:
    """Number everything that waits and sign the head.

    Entries of one draw keep their order, because they wait in the order they were committed. The head moves by
    compare-and-swap in the same transaction, so two sequencers cannot number one entry twice.

    Args:
        office: the service.
        signer: the log's key, named like the origin.

    Returns:
        The head afterwards.

    Raises:
        LogError: `head_moved`, another sequencer was faster; `other_log_key`, the signer is not named like the log.
    """
    while True:
        with office.store.writing() as writer:
            _check_signer(writer.head(), signer)
            waiting = writer.unnumbered(BATCH)
            if not waiting:
                return _signed(writer, signer)
            _extend(writer, waiting)


def _check_signer(head: LogHead, signer: NamedKey) -> None:
    if signer.name != head.origin:
        raise LogError("other_log_key", expected=head.origin, got=signer.name)


def _extend(writer: Writer, waiting: Sequence[Entry]) -> None:
    head = writer.head()
    nodes = merkle.append(
        head.size, [bytes.fromhex(entry.leaf) for entry in waiting], read=writer.nodes
    )
    writer.number(head.size, waiting, nodes)
    size = head.size + len(waiting)
    root = merkle.tree_root(size, writer.nodes)
    writer.move_head(head, LogHead(head.origin, size, root, b""))


def _signed(writer: Writer, signer: NamedKey) -> LogHead:
    """The head with its checkpoint; signing again gives the same bytes."""
    head = writer.head()
    if head.checkpoint:
        return head
    text = Checkpoint(head.origin, head.size, head.root).to_text()
    signed = replace(head, checkpoint=sign_note(text, [signer]).to_bytes())
    writer.move_head(head, signed)
    return signed
