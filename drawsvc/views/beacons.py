"""Whose rounds are taken."""

from __future__ import annotations

from drawseeds import Value

from drawsvc.domain.beacons import Beacons


def chains_view(beacons: Beacons) -> list[Value]:
    """The chains of beacons whose rounds are taken; the first is pinned."""
    return [
        {
            "chain": chain.hash,
            "genesis": chain.genesis,
            "key": chain.key,
            "period": chain.period,
            "scheme": chain.scheme,
        }
        for chain in beacons.chains.values()
    ]
