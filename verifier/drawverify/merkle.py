"""RFC 6962 trees and RFC 9162 §2.1.3 inclusion proofs, SPEC §4.1."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from .errors import FailedError


def node_hash(left: bytes, right: bytes) -> bytes:
    """Returns the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Returns the root over leaf hashes; time and memory are linear.

    Pairing neighbours and passing on an odd last one gives the same tree as splitting at the
    largest power of two.
    """
    if not leaves:
        return sha256(b"").digest()
    level = leaves
    while len(level) > 1:
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return level[0]


class Growing:
    """A tree that leaves are added to; only the hashes of its complete subtrees are kept."""

    def __init__(self) -> None:
        self.size = 0
        self._complete: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Adds a leaf hash."""
        place, found = self.size, leaf
        while place & 1:
            found, place = node_hash(self._complete.pop(), found), place >> 1
        self._complete.append(found)
        self.size += 1

    def root(self) -> bytes:
        """Returns the root over the leaves so far."""
        if not self._complete:
            return root_of([])
        found = self._complete[-1]
        for left in self._complete[-2::-1]:
            found = node_hash(left, found)
        return found


def check_inclusion(
    leaf: bytes, proof: Sequence[bytes], *, index: int, size: int, root: bytes
) -> None:
    """Checks that a leaf hash stands at an index of a tree.

    Raises:
        FailedError: it does not, by this proof.
    """
    # RFC 9162 §2.1.3.2, with its names.
    if index >= size:
        raise FailedError("index", expected=f"< {size}", got=index)
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            raise FailedError("proof", expected="shorter_proof", got=len(proof))
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0 or r != root:
        raise FailedError("proof", expected=root.hex(), got=r.hex())
