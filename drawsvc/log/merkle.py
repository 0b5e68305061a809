"""Merkle trees of SPEC §4.1: hashing as RFC 6962, proofs as RFC 9162 §2.1.

A tree is kept as its complete subtrees. Node (level, index) is the root over the leaves from
index · 2^level, 2^level of them; it is written once and never changes. Whatever else a tree needs
is hashed together from O(log n) such nodes, which are read in one call.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeAlias

from drawsvc.log.errors import ProofError

Node: TypeAlias = tuple[int, int]  # level, index
ReadNodes: TypeAlias = Callable[[Sequence[Node]], Sequence[bytes]]

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256().digest()

_Range: TypeAlias = tuple[int, int]  # leaves from the first number up to, without, the second


def leaf_hash(data: bytes) -> bytes:
    """Returns the 32-byte hash of a leaf (SPEC §4.1)."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Returns the 32-byte hash of an inner node (SPEC §4.1).

    Args:
        left: hash of the left child, 32 bytes.
        right: hash of the right child, 32 bytes.
    """
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(leaf_hashes: Iterable[bytes]) -> bytes:
    """Returns the root over the leaves, keeping O(log n) hashes in memory (SPEC §4.1).

    Args:
        leaf_hashes: 32 bytes each, as from `leaf_hash`.
    """
    return CompactRange().extended(leaf_hashes).root


class CompactRange(NamedTuple):
    """A tree that only grows, as its largest complete subtrees: enough for its root and for more leaves.

    Args:
        size: number of leaves.
        peaks: hashes of the complete subtrees, 32 bytes each, the largest first; as many as `size` has bits set.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def extended(self, leaf_hashes: Iterable[bytes]) -> CompactRange:
        """Returns the tree with further leaves, 32 bytes each."""
        peaks, size = list(self.peaks), self.size
        for size, leaf in enumerate(leaf_hashes, self.size + 1):
            found, closing = leaf, size
            while not closing & 1:  # as `_grow`, which says as well where the nodes stand
                found = node_hash(peaks.pop(), found)
                closing >>= 1
            peaks.append(found)
        return CompactRange(size, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The root over all leaves (SPEC §4.1)."""
        return _fold(self.peaks)


def roots_at(sizes: Iterable[int], leaf_hashes: Iterable[bytes]) -> tuple[int, dict[int, bytes]]:
    """Returns the number of leaves, and the root over the first so many for each size up to it.

    Two trees of one log are consistent exactly if the root of the smaller is found so in the leaves
    of the larger (RFC 9162 §2.1.4 proves the same to those who lack them).

    Args:
        sizes: from 0; those above the number of leaves have no root.
        leaf_hashes: 32 bytes each, as from `leaf_hash`.
    """
    wanted = set(sizes)
    tree = CompactRange()
    roots = {0: tree.root} if 0 in wanted else {}
    for leaf in leaf_hashes:
        tree = tree.extended((leaf,))
        if tree.size in wanted:
            roots[tree.size] = tree.root
    return tree.size, roots


class KnownNodes:
    """Nodes of a tree that are read once, and those that are added to it.

    Args:
        read: gives the hashes of stored nodes.
    """

    def __init__(self, read: ReadNodes) -> None:
        self._stored = read
        self._known: dict[Node, bytes] = {}

    def read(self, wanted: Sequence[Node]) -> list[bytes]:
        """Their hashes."""
        missing = [node for node in wanted if node not in self._known]
        if missing:
            self.add(zip(missing, self._stored(missing), strict=True))
        return [self._known[node] for node in wanted]

    def add(self, nodes: Iterable[tuple[Node, bytes]]) -> None:
        """Take note of nodes with their hashes."""
        self._known.update(nodes)


def append(size: int, leaf_hashes: Iterable[bytes], read: ReadNodes) -> list[tuple[Node, bytes]]:
    """Returns the nodes that a batch of leaves completes, the leaves themselves among them.

    Args:
        size: number of leaves before the batch.
        leaf_hashes: 32 bytes each, in order.
        read: gives the hashes of stored nodes.
    """
    peaks = list(read(_complete_nodes(0, size)))
    added: list[tuple[Node, bytes]] = []
    for index, leaf in enumerate(leaf_hashes, size):
        added.extend(_grow(peaks, index, leaf))
    return added


def tree_root(size: int, read: ReadNodes) -> bytes:
    """Returns the root over the first `size` leaves (SPEC §4.1).

    Args:
        size: number of leaves, no larger than the stored tree.
        read: gives the hashes of stored nodes.
    """
    return _fold(read(_complete_nodes(0, size)))


def inclusion_proof(index: int, size: int, read: ReadNodes) -> list[bytes]:
    """Returns the proof that leaf `index` is in the tree of `size` leaves (RFC 9162 §2.1.3.1).

    Raises:
        ProofError: there is no such leaf.
    """
    return _roots(_inclusion_path(index, size), read)


def inclusion_proofs(
    indexes: Collection[int], size: int, leaf_hashes: Iterable[bytes]
) -> tuple[dict[int, list[bytes]], bytes]:
    """Returns proofs for some leaves, by index, and the root, of a tree whose nodes nobody has kept.

    All leaves pass once; beside O(log n) hashes only those that the proofs are made of stay in memory.

    Args:
        indexes: of the leaves to prove.
        size: number of leaves of the tree.
        leaf_hashes: all of them in order, 32 bytes each.

    Raises:
        ProofError: there is no such leaf, or there are more or fewer than `size`.
    """
    kept = dict.fromkeys(_nodes_of_paths(indexes, size), b"")
    peaks: list[bytes] = []
    count = 0
    for index, leaf in enumerate(leaf_hashes):
        for node, found in _grow(peaks, index, leaf):
            if node in kept:
                kept[node] = found
        count += 1
    if count != size:
        raise ProofError(f"expected {size} leaves, got {count}")

    def read(nodes: Sequence[Node]) -> list[bytes]:
        return [kept[node] for node in nodes]

    return {index: inclusion_proof(index, size, read) for index in indexes}, _fold(peaks)


def consistency_proof(old: int, size: int, read: ReadNodes) -> list[bytes]:
    """Returns the proof that the first `old` leaves began the present tree (RFC 9162 §2.1.4.1).

    It is empty for old = size. Nothing is to be proven about the empty tree, every tree begins
    with it.

    Raises:
        ProofError: `old` is below 1 or above `size`.
    """
    path = _consistency_path(old, size)
    return _roots(path[1:] if path[0] == (0, old) else path, read)


def check_inclusion(
    leaf: bytes, index: int, *, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises unless the leaf is at this index of the tree (RFC 9162 §2.1.3.2; SPEC §4.1).

    Args:
        leaf: its hash, 32 bytes.
        index: its position, from 0.
        size: number of leaves of the tree.
        proof: hashes from the leaf's sibling upwards, 32 bytes each.
        root: root hash of the tree, from a verified checkpoint.

    Raises:
        ProofError: the proof is malformed, or leads to another root.
    """
    path = _inclusion_path(index, size)
    _check_shape(proof, len(path))
    found = leaf
    for (start, _), sibling in zip(path, proof, strict=True):
        found = node_hash(sibling, found) if start <= index else node_hash(found, sibling)
    _check_root(found, root)


def check_consistency(
    old: int, size: int, *, proof: Sequence[bytes], old_root: bytes, root: bytes
) -> None:
    """Raises unless the new tree begins with the leaves of the old (RFC 9162 §2.1.4.2; SPEC §4.1).

    Args:
        old: number of leaves of the old tree, from 1.
        size: number of leaves of the new tree.
        proof: as `consistency_proof` gives it, 32 bytes each.
        old_root: root hash of the old tree, from a verified checkpoint.
        root: root hash of the new tree, from a verified checkpoint.

    Raises:
        ProofError: the proof is malformed, or leads to other roots.
    """
    path = _consistency_path(old, size)
    # The proof leaves out its first hash where the verifier has it: it is the old root itself.
    known = [old_root] if path[0] == (0, old) else []
    _check_shape(proof, len(path) - len(known))
    first, *siblings = [*known, *proof]
    before = after = first
    for (start, _), sibling in zip(path[1:], siblings, strict=True):
        if start < old:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
        else:
            after = node_hash(after, sibling)
    _check_root(before, old_root)
    _check_root(after, root)


def _check_shape(proof: Sequence[bytes], length: int) -> None:
    if len(proof) != length:
        raise ProofError(f"expected a proof of {length} hashes, got {len(proof)}")
    for found in proof:
        if len(found) != HASH_BYTES:
            raise ProofError(f"expected hashes of {HASH_BYTES} bytes, got {len(found)}")


def _check_root(got: bytes, expected: bytes) -> None:
    if got != expected:
        raise ProofError(f"expected the root {expected.hex()}, got {got.hex()}")


def _grow(peaks: list[bytes], index: int, leaf: bytes) -> Iterator[tuple[Node, bytes]]:
    """Puts leaf `index` on the peaks of the tree before it; yields the nodes it completes."""
    level, found = 0, leaf
    yield (level, index), found
    while index & 1:
        found = node_hash(peaks.pop(), found)
        level, index = level + 1, index >> 1
        yield (level, index), found
    peaks.append(found)


def _fold(peaks: Sequence[bytes]) -> bytes:
    """Returns the root over complete subtrees, the largest first."""
    if not peaks:
        return EMPTY_ROOT
    *left, found = peaks
    for peak in reversed(left):
        found = node_hash(peak, found)
    return found


def _roots(path: Sequence[_Range], read: ReadNodes) -> list[bytes]:
    """Returns the root over each range of leaves, reading all nodes in one call."""
    nodes = [_complete_nodes(*leaves) for leaves in path]
    hashes = iter(read([node for part in nodes for node in part]))
    return [_fold([next(hashes) for _ in part]) for part in nodes]


def _nodes_of_paths(indexes: Iterable[int], size: int) -> Iterator[Node]:
    """Yields every node that these leaves are proven with."""
    for index in indexes:
        for leaves in _inclusion_path(index, size):
            yield from _complete_nodes(*leaves)


def _complete_nodes(lo: int, hi: int) -> list[Node]:
    """Returns the complete subtrees that make up a subtree over these leaves, largest first."""
    nodes = []
    while lo < hi:
        level = (hi - lo).bit_length() - 1
        nodes.append((level, lo >> level))
        lo += 1 << level
    return nodes


def _split(lo: int, hi: int) -> int:
    """Returns where a subtree of two leaves or more divides (SPEC §4.1)."""
    return lo + (1 << ((hi - lo - 1).bit_length() - 1))


def _inclusion_path(index: int, size: int) -> list[_Range]:
    """Returns the subtrees beside the way from the leaf up to the root."""
    if not 0 <= index < size:
        raise ProofError(f"expected an index below the size {size}, got {index}")
    lo, hi, path = 0, size, []
    while hi - lo > 1:
        middle = _split(lo, hi)
        if index < middle:
            path.append((middle, hi))
            hi = middle
        else:
            path.append((lo, middle))
            lo = middle
    return path[::-1]


def _consistency_path(old: int, size: int) -> list[_Range]:
    """Returns the subtrees of a consistency proof in its order, one of the old tree's first."""
    if not 0 < old <= size:
        raise ProofError(f"expected an old size from 1 to {size}, got {old}")
    lo, hi, path = 0, size, []
    while hi != old:
        middle = _split(lo, hi)
        if old <= middle:
            path.append((middle, hi))
            hi = middle
        else:
            path.append((lo, middle))
            lo = middle
    return [(lo, hi), *path[::-1]]
