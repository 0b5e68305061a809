"""Orders: values computed elsewhere, and the definition of SPEC §8.3 taken literally."""

import hashlib
from collections.abc import Iterator
from itertools import islice

import pytest
from drawverify.order import order, uniform, words
from hypothesis import given
from hypothesis import strategies as st

SEED = hashlib.sha256(b"seed-a").digest()


@pytest.mark.parametrize(
    ("size", "first"),
    [
        (7, [6, 3, 5, 0, 1, 2, 4]),
        (300, [174, 10, 276, 44, 142]),
        (1_000_000, [857974, 778905, 661574, 527351, 123498]),
    ],
)
def test_known_orders(size: int, first: list[int]) -> None:
    assert list(islice(order(SEED, size), len(first))) == first


def literally(seed: bytes, size: int) -> list[int]:
    stream, rows = words(seed), list(range(size))
    for i in range(size):
        j = i + uniform(stream, size - i)
        rows[i], rows[j] = rows[j], rows[i]
    return rows


@given(st.binary(min_size=32, max_size=32), st.integers(0, 200))
def test_order_is_the_exchange_of_positions(seed: bytes, size: int) -> None:
    found = list(order(seed, size))
    assert found == literally(seed, size)
    assert sorted(found) == list(range(size))


def test_words_are_big_endian_parts_of_numbered_blocks() -> None:
    blocks = b"".join(hashlib.sha256(SEED + bytes(7) + bytes([i])).digest() for i in range(3))
    expected = [int.from_bytes(blocks[n : n + 4], "big") for n in range(0, len(blocks), 4)]
    assert list(islice(words(SEED), len(expected))) == expected


def counted(values: list[int], taken: list[int]) -> Iterator[int]:
    for value in values:
        taken.append(value)
        yield value


@pytest.mark.parametrize(
    ("below", "stream", "value", "taken"),
    [
        (1, [5], 0, 0),
        (2**32, [2**32 - 1], 2**32 - 1, 1),
        (3_000_000_000, [3_000_000_000, 2**32 - 1, 2_999_999_999], 2_999_999_999, 3),
        (10, [4_294_967_290, 4_294_967_289], 9, 2),
        (2**31 + 1, [2**31 + 1, 2**31], 2**31, 2),
    ],
)
def test_words_from_the_limit_on_are_rejected(
    below: int, stream: list[int], value: int, taken: int
) -> None:
    used: list[int] = []
    assert uniform(counted(stream, used), below) == value
    assert len(used) == taken
