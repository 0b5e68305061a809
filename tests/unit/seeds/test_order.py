"""Orders (SPEC §8.3), against fixed examples and a second way to compute them."""

import hashlib
import itertools
import time

import pytest
from drawseeds import HexError, Words, order, uniform

SEED = hashlib.sha256(b"seed-a").hexdigest()


def first(count: int, n: int, seed: str = SEED) -> list[int]:
    return list(itertools.islice(order(seed, n), count))


def shuffled(seed: str, n: int) -> list[int]:
    """The order by moving whole rows about, all words at hand, nothing lazy."""
    blocks = b"".join(
        hashlib.sha256(bytes.fromhex(seed) + i.to_bytes(8, "big")).digest() for i in range(n)
    )
    words = [int.from_bytes(blocks[i : i + 4], "big") for i in range(0, len(blocks), 4)]
    rows = list(range(n))
    for i in range(n - 1):
        m = n - i
        while (word := words.pop(0)) >= 2**32 // m * m:
            pass
        j = i + word % m
        rows[i], rows[j] = rows[j], rows[i]
    return rows


def test_examples() -> None:
    assert first(7, 7) == [6, 3, 5, 0, 1, 2, 4]
    assert first(5, 300) == [174, 10, 276, 44, 142]
    assert first(5, 1_000_000) == [857974, 778905, 661574, 527351, 123498]


@pytest.mark.parametrize("n", [0, 1, 2, 3, 8, 9, 64, 65, 300])
def test_order_is_the_one_of_moving_rows(n: int) -> None:
    assert list(order(SEED, n)) == shuffled(SEED, n)


def test_words_are_those_of_the_blocks_in_sequence() -> None:
    seed = bytes(range(32))
    blocks = [hashlib.sha256(seed + bytes(7) + bytes([i])).digest() for i in range(3)]
    expected = [int(block.hex()[i : i + 8], 16) for block in blocks for i in range(0, 64, 8)]
    assert list(itertools.islice(Words(seed), 24)) == expected


def test_rejected_words_are_passed_over() -> None:
    limit = 3_000_000_000  # floor(2^32 / m) is 1, so three words in ten are refused
    assert uniform(iter([limit, 2**32 - 1, limit - 1, 0]), limit) == limit - 1
    assert uniform(iter([2**32 - 1, 5]), 3) == 5 % 3  # 2^32 mod 3 is 1: the last word only
    assert uniform(iter([2**32 - 2]), 3) == (2**32 - 2) % 3


def test_order_of_many_rows_meets_rejections() -> None:
    n = 3_000_000_000
    words = list(itertools.islice(Words(bytes.fromhex(SEED)), 40))
    assert any(word >= n for word in words)
    taken = iter(words)
    expected = [i + next(word for word in taken if word < n - i) for i in range(10)]
    assert first(10, n) == expected  # rows this far apart never meet, so each is where it began


def test_uniform_of_one_takes_no_word() -> None:
    assert uniform(iter([]), 1) == 0


def test_uniform_of_the_largest_range_is_the_word() -> None:
    assert uniform(iter([2**32 - 1]), 2**32) == 2**32 - 1


@pytest.mark.parametrize("m", [0, -1, 2**32 + 1])
def test_range_without_numbers_is_refused(m: int) -> None:
    with pytest.raises(ValueError, match="from 1 to"):
        uniform(iter([0]), m)


@pytest.mark.parametrize("n", [-1, 2**32 + 1])
def test_number_of_rows_is_checked_before_the_first_is_taken(n: int) -> None:
    with pytest.raises(ValueError, match="rows"):
        order(SEED, n)


@pytest.mark.parametrize("seed", ["", SEED.upper(), SEED[:-1], SEED + "0", SEED[:-1] + "g"])
def test_seed_that_is_not_hex32_is_refused(seed: str) -> None:
    with pytest.raises(HexError):
        order(seed, 7)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_stream_of_a_short_or_long_seed_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        Words(bytes(length))


def test_first_rows_of_very_many_take_no_time() -> None:
    began = time.process_time()
    for _ in range(100):
        first(10, 2**32)
    assert time.process_time() - began < 1  # seconds; about 2 ms, whatever the number of rows
