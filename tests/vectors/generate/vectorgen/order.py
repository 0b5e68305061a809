"""SPEC §8.3: from a seed to an order."""

from collections.abc import Iterator

from vectorgen.encoding import sha256

WORDS = 2**32


def block(seed: bytes, index: int) -> bytes:
    return sha256(seed + index.to_bytes(8, "big"))


def words(seed: bytes) -> Iterator[int]:
    index = 0
    while True:
        data = block(seed, index)
        for start in range(0, 32, 4):
            yield int.from_bytes(data[start : start + 4], "big")
        index += 1


def uniform(stream: Iterator[int], below: int) -> int:
    if below == 1:
        return 0
    limit = WORDS // below * below
    return next(word for word in stream if word < limit) % below


def order(seed: bytes, size: int, first: int | None = None) -> list[int]:
    """The first rows of the order, all of them if `first` is not given."""
    stream, moved, result = words(seed), dict[int, int](), list[int]()
    for i in range(size if first is None else first):
        j = i + uniform(stream, size - i)
        result.append(moved.get(j, j))
        moved[j] = moved.get(i, i)
    return result
