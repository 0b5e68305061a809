"""Orders for any seed and any number of rows (SPEC §8.3)."""

import itertools

from drawseeds import Words, order, uniform
from hypothesis import given
from hypothesis import strategies as st

seeds = st.binary(min_size=32, max_size=32)


@given(seeds, st.integers(0, 500))
def test_order_is_a_permutation(seed: bytes, n: int) -> None:
    assert sorted(order(seed.hex(), n)) == list(range(n))


@given(seeds, st.integers(1, 2**32), st.integers(1, 20))
def test_first_rows_are_distinct_and_exist(seed: bytes, n: int, count: int) -> None:
    rows = list(itertools.islice(order(seed.hex(), n), count))
    assert len(rows) == len(set(rows)) == min(n, count)
    assert all(0 <= row < n for row in rows)


@given(seeds, st.integers(1, 300), st.integers(0, 300))
def test_taking_fewer_does_not_change_which(seed: bytes, n: int, count: int) -> None:
    assert list(itertools.islice(order(seed.hex(), n), count)) == list(order(seed.hex(), n))[:count]


@given(seeds, st.integers(1, 2**32))
def test_uniform_is_below_m_and_takes_the_first_word_that_fits(seed: bytes, m: int) -> None:
    got = uniform(Words(seed), m)
    limit = 2**32 // m * m
    expected = 0 if m == 1 else next(word for word in Words(seed) if word < limit) % m
    assert got == expected < m


@given(st.integers(2, 2**10), st.integers(0, 2**10 - 1))
def test_every_number_has_as_many_words(m: int, number: int) -> None:
    """Counted at the two ends of the range that is used: no remainder is one word ahead."""
    number %= m
    limit = 2**32 // m * m
    lowest, highest = number, limit - m + number
    assert uniform(iter([lowest]), m) == uniform(iter([highest]), m) == number
    assert highest < limit <= 2**32 < limit + m
