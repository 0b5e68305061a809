"""From a seed to the order of a group, SPEC §8.3."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from hashlib import sha256

WORDS = 2**32


def words(seed: bytes) -> Iterator[int]:
    """Yields the 32-bit words of SHA-256(seed ‖ u64be(i)), i = 0, 1, …, without end."""
    block = 0
    while True:
        yield from struct.unpack(">8I", sha256(seed + struct.pack(">Q", block)).digest())
        block += 1


def uniform(stream: Iterator[int], below: int) -> int:
    """Returns an integer from 0 to below − 1, each as likely; 1 takes no word.

    Args:
        stream: the words; only as many are taken as needed.
        below: from 1 to 2^32.
    """
    if below == 1:
        return 0
    limit = WORDS // below * below
    return next(word for word in stream if word < limit) % below


def order(seed: bytes, size: int) -> Iterator[int]:
    """Yields 0 … size − 1 in the order of a 32-byte seed, lazily.

    Ten of a million cost ten steps; only positions that no longer hold their own number are kept.
    """
    stream = words(seed)
    moved: dict[int, int] = {}
    for i in range(size):
        j = i + uniform(stream, size - i)
        at_i = moved.pop(i, i)
        yield at_i if j == i else moved.get(j, j)
        if j != i:
            moved[j] = at_i
