"""SPEC §4.1: RFC 6962 trees."""

from collections.abc import Sequence

from vectorgen.encoding import sha256


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data)


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right)


def split(size: int) -> int:
    """The largest power of two smaller than size."""
    return int(1 << ((size - 1).bit_length() - 1))


def root(leaves: Sequence[bytes]) -> bytes:
    if not leaves:
        return sha256(b"")
    if len(leaves) == 1:
        return leaves[0]
    k = split(len(leaves))
    return node_hash(root(leaves[:k]), root(leaves[k:]))


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """RFC 9162 §2.1.3.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*inclusion(leaves[:k], index), root(leaves[k:])]
    return [*inclusion(leaves[k:], index - k), root(leaves[:k])]


def consistency(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """RFC 9162 §2.1.4.1; empty for old = 0 and old = size."""
    if old in (0, len(leaves)):
        return []
    return _subproof(leaves, old, complete=True)


def _subproof(leaves: Sequence[bytes], old: int, *, complete: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if complete else [root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*_subproof(leaves[:k], old, complete=complete), root(leaves[k:])]
    return [*_subproof(leaves[k:], old - k, complete=False), root(leaves[:k])]
