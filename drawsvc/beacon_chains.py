"""Which beacon chains the service pins and takes: quicknet, or one that was set up in its home folder."""

from __future__ import annotations

from collections.abc import Iterable

from drawseeds import QUICKNET, Chain

from drawsvc.config import Home
from drawsvc.domain.beacons import Beacons
from drawsvc.domain.errors import BeaconError, DuplicateError
from drawsvc.durable import write_durably


def beacons_of(home: Home) -> Beacons:
    """The chains of a service: its own, if it has one, is pinned; quicknet's rounds are taken too.

    Raises:
        BeaconError: the file of its chain was changed.
    """
    path = home.beacon_chain
    own = [parse_chain(path.read_bytes())] if path.is_file() else []
    return beacons_with(own)


def beacons_with(own: Iterable[Chain]) -> Beacons:
    """The chains of a service: its own, and quicknet as everybody knows it."""
    return Beacons({**{chain.hash: chain for chain in own}, QUICKNET.hash: QUICKNET}, _verify_round)


def keep_chain(home: Home, data: bytes) -> Chain:
    """Set a chain up, durably, from the info that drand publishes of it. Whether to trust it the trust file says.

    Raises:
        BeaconError: it cannot be used.
        DuplicateError: `chain_set`, there is another one, and draws may have pinned its rounds.
    """
    chain, path = parse_chain(data), home.beacon_chain
    if path.is_file():
        kept = parse_chain(path.read_bytes())
        if kept != chain:
            raise DuplicateError("chain_set", expected=kept.hash, got=chain.hash)
        return chain
    write_durably(path, data)
    return chain


def parse_chain(data: bytes) -> Chain:
    """The chain of an info file (drand's /{chain}/info).

    Raises:
        BeaconError: as for `parse_info`; `chain_hash`, it says that it is quicknet and is not.
    """
    # Only chains of one's own need this, and the library of beacons.
    from drawsvc.beacon.chains import parse_info  # noqa: PLC0415

    chain = parse_info(data)
    if chain.hash == QUICKNET.hash and chain != QUICKNET:
        raise BeaconError("chain_hash", expected=QUICKNET.hash, got=chain.hash)
    return chain


def _verify_round(chain: Chain, number: int, signature: str) -> object:
    # Only draws with a beacon need its library.
    from drawsvc.beacon.verify import verify_round  # noqa: PLC0415

    return verify_round(chain, number, signature)
