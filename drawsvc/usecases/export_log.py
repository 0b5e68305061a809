"""Hand out the whole log, for its history to be checked."""

from __future__ import annotations

from collections.abc import Iterator

from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import LogError, MissingError
from drawsvc.domain.long_files import log_pieces
from drawsvc.log.merkle import CompactRange
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead, Reader

BATCH = 1024


def export_log(office: Office) -> Iterator[bytes]:
    """The log file (SPEC §11.8) up to the signed head, piece by piece: a batch of entries is in memory at a time.

    Raises:
        MissingError: `log_not_signed`, nothing has been signed yet.
        LogError: `store_damaged`, at the end: the entries do not give the signed root.
    """
    with office.store.reading() as reader:
        head = reader.head()
        if not head.checkpoint:
            raise MissingError("log_not_signed")
        yield from log_pieces(head.origin, head.checkpoint, _entries(reader, head))


def _entries(reader: Reader, head: LogHead) -> Iterator[Entry]:
    tree = CompactRange()
    while batch := reader.numbered(tree.size, BATCH):
        tree = tree.extended(bytes.fromhex(entry.leaf) for entry in batch)
        yield from batch
    if (tree.size, tree.root) != (head.size, head.root):
        raise LogError("store_damaged")
