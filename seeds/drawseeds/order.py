"""From a seed to an order: a stream of words, numbers without bias, and a shuffle (SPEC §8.3)."""

import hashlib
import struct
from collections.abc import Iterator

from drawseeds.hex32 import parse_hex32

MAX_ROWS = 2**32  # as many as one word tells apart

_SEED_BYTES = 32
_BLOCK = struct.Struct(">8I")


class Words(Iterator[int]):
    """The endless stream of 32-bit words that a seed stands for (SPEC §8.3).

    Args:
        seed: 32 bytes.

    Raises:
        ValueError: the seed has another length.
    """

    def __init__(self, seed: bytes) -> None:
        if len(seed) != _SEED_BYTES:
            raise ValueError(f"expected a seed of {_SEED_BYTES} bytes, got {len(seed)}")
        self._seed = seed
        self._blocks = 0
        self._left: list[int] = []  # of the present block, the next word last

    def __next__(self) -> int:
        if not self._left:
            digest = hashlib.sha256(self._seed + self._blocks.to_bytes(8, "big")).digest()
            self._left.extend(reversed(_BLOCK.unpack(digest)))
            self._blocks += 1
        return self._left.pop()


def uniform(words: Iterator[int], m: int) -> int:
    """Returns a number below m, each with the same probability (SPEC §8.3).

    Takes no word for m = 1, otherwise one or more.

    Args:
        words: 32-bit words, as from `Words`.
        m: from 1 to 2^32.

    Raises:
        ValueError: m is out of range.
    """
    if not 1 <= m <= MAX_ROWS:
        raise ValueError(f"expected a number from 1 to 2^32, got {m}")
    if m == 1:
        return 0
    # Words from here on are passed over; they would favour the small remainders.
    limit = MAX_ROWS // m * m
    word = next(words)
    while word >= limit:
        word = next(words)
    return word % m


def order(seed_hex: str, n: int) -> Iterator[int]:
    """Yields 0 to n − 1 in the order of a seed, lazily (SPEC §8.3).

    Taking the first k costs time and memory for k rows, whatever n is.

    Args:
        seed_hex: seed of the group, hex32.
        n: number of rows, from 0 to 2^32.

    Raises:
        HexError: the seed is not hex32.
        ValueError: n is out of range.
    """
    words = Words(parse_hex32(seed_hex))
    if not 0 <= n <= MAX_ROWS:
        raise ValueError(f"expected 0 to 2^32 rows, got {n}")
    return _shuffled(words, n)


def _shuffled(words: Words, n: int) -> Iterator[int]:
    moved: dict[int, int] = {}  # position → row, where the row is not the one that began there
    for i in range(n):
        j = i + uniform(words, n - i)
        row = moved.get(j, j)
        moved[j] = moved.pop(i, i)
        yield row
