"""Beacon chains: which round is published when (SPEC §8.2)."""

from dataclasses import dataclass

SCHEME = "bls-unchained-g1-rfc9380"  # SPEC §8.2: the only one described


@dataclass(frozen=True, slots=True)
class Chain:
    """A drand chain.

    Args:
        hash: names the chain, hex32.
        key: its public key, hex.
        genesis: time of round 1 in Unix seconds.
        period: seconds from one round to the next.
        scheme: how rounds are signed; see `SCHEME`.

    Raises:
        ValueError: the genesis is negative or the period not positive.
    """

    hash: str
    key: str
    genesis: int
    period: int
    scheme: str = SCHEME

    def __post_init__(self) -> None:
        if self.genesis < 0 or self.period < 1:
            got = f"{self.genesis} and {self.period}"
            raise ValueError(f"expected a genesis from 0 and a period from 1 second, got {got}")

    def time_of(self, number: int) -> int:
        """Returns the time of a round in Unix seconds (SPEC §8.2).

        Raises:
            ValueError: rounds count from 1.
        """
        if number < 1:
            raise ValueError(f"expected a round from 1, got {number}")
        return self.genesis + (number - 1) * self.period

    def first_from(self, time: int) -> int:
        """Returns the first round at or after a time in Unix seconds."""
        periods = -((self.genesis - time) // self.period)  # rounded up
        return max(periods, 0) + 1


# SPEC §8.2
QUICKNET = Chain(
    hash="52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
    key=(
        "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
        "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
        "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
    ),
    genesis=1_692_803_367,
    period=3,
)
