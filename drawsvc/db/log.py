"""The head of the log and the nodes of its tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, and_, bindparam, delete, insert, or_, select, update

from drawsvc.db import entries
from drawsvc.db.prepared import Prepared
from drawsvc.db.tables import log_head, node
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import LogError, StateError
from drawsvc.log.merkle import EMPTY_ROOT, Node
from drawsvc.usecases.ports import LogHead

_MEMBERS = ("origin", "size", "root", "checkpoint")
_HEAD = Prepared(select(*(log_head.c[name] for name in _MEMBERS)))
_LOCK_HEAD = Prepared(select(*(log_head.c[name] for name in _MEMBERS)).with_for_update())
_FIRST_HEAD = Prepared(insert(log_head))
_MOVE = Prepared(
    update(log_head)
    .where(*(log_head.c[name] == bindparam(f"old_{name}") for name in _MEMBERS))
    .values({name: bindparam(f"new_{name}") for name in _MEMBERS})
)
_INSERT_NODES = Prepared(insert(node))
_DROP_NODES = Prepared(delete(node))


def _nodes(width: int) -> Prepared:
    """So many nodes at once. SQLite finds each by the key; given (level, idx) IN it reads them all."""
    each = (
        and_(node.c.level == bindparam(f"level_{n}"), node.c.idx == bindparam(f"idx_{n}"))
        for n in range(width)
    )
    return Prepared(select(node.c.level, node.c.idx, node.c.hash).where(or_(*each)))


_FEW, _MANY = 8, 64
_NODES = {width: _nodes(width) for width in (_FEW, _MANY)}


def head(connection: Connection) -> LogHead:
    """The log's head."""
    return LogHead(*_HEAD.rows(connection, {})[0])


def lock_head(connection: Connection) -> LogHead:
    """The log's head, which nobody else moves until the transaction ends."""
    return LogHead(*_LOCK_HEAD.rows(connection, {})[0])


def start_log(connection: Connection, origin: str) -> None:
    """Store the head of the empty log."""
    empty = {"id": 1, "origin": origin, "size": 0, "root": EMPTY_ROOT, "checkpoint": b""}
    _FIRST_HEAD.change(connection, empty)


def move_head(connection: Connection, old: LogHead, new: LogHead) -> None:
    """Replace the head, if it is still `old`."""
    values = {f"old_{name}": getattr(old, name) for name in _MEMBERS}
    values |= {f"new_{name}": getattr(new, name) for name in _MEMBERS}
    if _MOVE.change(connection, values) != 1:
        raise LogError("head_moved")


def number(
    connection: Connection,
    first: int,
    numbered: Sequence[Entry],
    nodes: Sequence[tuple[Node, bytes]],
) -> None:
    """Give entries their positions from `first` on, and store the tree nodes this completes."""
    with _given_already():
        entries.number(connection, first, numbered)
    add_nodes(connection, nodes)


def add_nodes(connection: Connection, nodes: Sequence[tuple[Node, bytes]]) -> None:
    """Store tree nodes that are not there."""
    rows = [{"level": level, "idx": idx, "hash": found} for (level, idx), found in nodes]
    with _given_already():
        added = _INSERT_NODES.change_all(connection, rows)
    if added != len(rows):
        raise LogError("head_moved")


def drop_nodes(connection: Connection) -> None:
    """Forget all nodes of the tree."""
    _DROP_NODES.change(connection, {})


def nodes(connection: Connection, wanted: Sequence[Node]) -> list[bytes]:
    """Hashes of complete subtrees, in the order asked for."""
    found: dict[Node, bytes] = {}
    for start in range(0, len(wanted), _MANY):
        found |= _some_nodes(connection, wanted[start : start + _MANY])
    missing = next((each for each in wanted if each not in found), None)
    if missing is not None:
        raise LogError("node_missing", level=missing[0], index=missing[1])
    return [found[each] for each in wanted]


@contextmanager
def _given_already() -> Iterator[None]:
    """A position that is taken, or a node that is there, was given by somebody else."""
    try:
        yield
    except StateError as error:
        if error.code != "changed_meanwhile":
            raise
        raise LogError("head_moved") from error


def _some_nodes(connection: Connection, wanted: Sequence[Node]) -> dict[Node, bytes]:
    width = _FEW if len(wanted) <= _FEW else _MANY
    values: dict[str, int] = {}
    for n, (level, idx) in enumerate([*wanted, *[wanted[-1]] * (width - len(wanted))]):
        values[f"level_{n}"], values[f"idx_{n}"] = level, idx
    found = _NODES[width].rows(connection, values)
    return {(level, idx): node_hash for level, idx, node_hash in found}
