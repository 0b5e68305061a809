"""What was published must still be in the log: a store that has fallen behind never signs again (THREATS A19)."""

from __future__ import annotations

from drawsvc.domain.errors import LogError
from drawsvc.log import merkle
from drawsvc.log.checkpoint import Checkpoint
from drawsvc.log.merkle import ReadNodes
from drawsvc.usecases.ports import LogHead


def check_published(head: LogHead, read: ReadNodes, published: Checkpoint) -> None:
    """Refuse a store whose log does not begin with the one that was published.

    Args:
        head: of its log.
        read: gives the hashes of stored nodes.
        published: the latest checkpoint known from outside the store.

    Raises:
        LogError: `other_log`, it is another log's; `log_behind`, entries are missing; `log_rewritten`, they are others.
    """
    if published.origin != head.origin:
        raise LogError("other_log", expected=head.origin, got=published.origin)
    if published.size > head.size:
        raise LogError("log_behind", expected=published.size, got=head.size)
    if merkle.tree_root(published.size, read) != published.root:
        raise LogError("log_rewritten", size=published.size)
