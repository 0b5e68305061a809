"""Round arithmetic of beacon chains (SPEC §8.2)."""

import re
from dataclasses import replace

import pytest
from drawseeds import QUICKNET, Chain
from hypothesis import example, given
from hypothesis import strategies as st

from tests import beacon_chain

SLOW = Chain(hash="ab" * 32, key="cd" * 96, genesis=1000, period=30)
chains = st.builds(
    Chain, st.just("ab" * 32), st.just("cd"), st.integers(0, 2**53 - 1), st.integers(1, 10**6)
)


def test_quicknet_is_as_published() -> None:
    published = beacon_chain.QUICKNET
    assert (
        Chain(
            hash=published["hash"],
            key=published["public_key"],
            genesis=published["genesis_time"],
            period=published["period"],
            scheme=published["scheme"],
        )
        == QUICKNET
    )


@pytest.mark.parametrize(("number", "time"), [(1, 1000), (2, 1030), (101, 4000)])
def test_time_of_a_round(number: int, time: int) -> None:
    assert SLOW.time_of(number) == time


@pytest.mark.parametrize(
    ("time", "number"),
    [(0, 1), (999, 1), (1000, 1), (1001, 2), (1030, 2), (1031, 3), (4000, 101), (4001, 102)],
)
def test_first_round_from_a_time(time: int, number: int) -> None:
    assert SLOW.first_from(time) == number


@given(chains, st.integers(0, 2**53 - 1))
@example(SLOW, 1000)
def test_first_round_is_not_before_the_time_and_the_one_before_it_is(
    chain: Chain, time: int
) -> None:
    number = chain.first_from(time)
    assert chain.time_of(number) >= time
    assert number == 1 or chain.time_of(number - 1) < time


@given(chains, st.integers(1, 2**53 - 1))
def test_first_round_from_the_time_of_a_round_is_that_round(chain: Chain, number: int) -> None:
    assert chain.first_from(chain.time_of(number)) == number


@pytest.mark.parametrize("number", [0, -1])
def test_rounds_count_from_one(number: int) -> None:
    with pytest.raises(ValueError, match=f"expected a round from 1, got {number}"):
        SLOW.time_of(number)


@pytest.mark.parametrize(("genesis", "period"), [(-1, 30), (0, 0), (0, -3)])
def test_chain_without_schedule_is_refused(genesis: int, period: int) -> None:
    with pytest.raises(ValueError, match=re.escape(f"got {genesis} and {period}")):
        replace(SLOW, genesis=genesis, period=period)
