"""Rounds of public beacons that a draw pins before they are published (SPEC §8.1, §8.2, §9.7)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from drawseeds import Chain

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import BeaconError, InputError
from drawsvc.domain.times import format_time

SEAL_LEAD = timedelta(seconds=900)  # SPEC §8.1
FRESH_LEAD = timedelta(seconds=60)  # SPEC §9.7

_EPOCH, _SECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(seconds=1)

VerifyRound = Callable[[Chain, int, str], object]
"""Refuses a signature (hex) that is not the one of a chain's round, with a BeaconError."""


@dataclass(frozen=True)
class Pin:
    """A round that an entry names: hash of its chain (hex32) and number."""

    chain: str
    round: int

    def to_body(self) -> Body:
        """As in CLOSED `next`."""
        return {"chain": self.chain, "round": self.round}


def _refuse(chain: Chain, number: int, _signature: str) -> None:
    raise BeaconError("beacon_chain", expected="none", got=chain.hash, round=number)


@dataclass(frozen=True)
class Beacons:
    """The acceptable chains (SPEC §8.2) and how their rounds are checked.

    Args:
        chains: by hash; the first is the one that is pinned.
        verify: see VerifyRound.
    """

    chains: Mapping[str, Chain] = field(default_factory=dict)
    verify: VerifyRound = _refuse

    def only(self, chain: str) -> Beacons:
        """Those of one chain (its hash); all while it is ""."""
        kept = {name: known for name, known in self.chains.items() if chain in ("", name)}
        return Beacons(kept, self.verify)

    def pin(self, earliest: datetime) -> Pin:
        """The first round of the preferred chain that is published at a time or later.

        Raises:
            InputError: `no_beacon`, no chain is known.
        """
        for chain in self.chains.values():
            return Pin(chain.hash, chain.first_from((earliest - _EPOCH) // _SECOND))
        raise InputError("no_beacon")

    def time_of(self, pin: Pin) -> datetime:
        """When a pinned round is published.

        Raises:
            BeaconError: `beacon_chain`, it is of a chain that is not acceptable.
        """
        chain = self.chains.get(pin.chain)
        if chain is None:
            expected = ", ".join(self.chains) or "none"
            raise BeaconError("beacon_chain", expected=expected, got=pin.chain, round=pin.round)
        return _EPOCH + chain.time_of(pin.round) * _SECOND

    def check_pin(self, pin: Pin, earliest: datetime) -> None:
        """Refuse a round whose time comes before `earliest`.

        Raises:
            BeaconError: `round_too_soon`; `beacon_chain`.
        """
        if self.time_of(pin) < earliest:
            expected, got = format_time(earliest), format_time(self.time_of(pin))
            raise BeaconError("round_too_soon", round=pin.round, expected=expected, got=got)

    def check_first(self, pin: Pin, earliest: datetime) -> None:
        """Refuse a round that is not the first of its chain from `earliest` on: there is no choice among rounds.

        Raises:
            BeaconError: `round_too_soon`, `round_not_first`; `beacon_chain`.
        """
        self.check_pin(pin, earliest)
        first = self.chains[pin.chain].first_from((earliest - _EPOCH) // _SECOND)
        if pin.round != first:
            raise BeaconError("round_not_first", expected=first, got=pin.round)

    def check_time(self, pin: Pin, now: datetime) -> None:
        """Refuse to look for a round before its time.

        Raises:
            BeaconError: `round_not_yet`; `beacon_chain`.
        """
        if now < self.time_of(pin):
            expected, got = format_time(self.time_of(pin)), format_time(now)
            raise BeaconError("round_not_yet", round=pin.round, expected=expected, got=got)

    def check_round(self, pin: Pin, signature: str, now: datetime) -> None:
        """Refuse a signature before its round's time, or one that is not the round's.

        Raises:
            BeaconError: `round_not_yet`; `beacon_chain`; what `verify` finds.
        """
        self.check_time(pin, now)
        self.verify(self.chains[pin.chain], pin.round, signature)
