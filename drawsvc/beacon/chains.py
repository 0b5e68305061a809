"""The chain info that drand publishes at /{chain}/info."""

from __future__ import annotations

import hashlib
from typing import Any

from drawseeds import Chain

from drawsvc.beacon.foreign_json import parse_object
from drawsvc.beacon.verify import check_chain
from drawsvc.domain.errors import BeaconError
from drawsvc.domain.shapes import HEX, HEX32, TEXT, ShapeError, whole

DEFAULT_ID = "default"
_BEACON = "beaconID"
_SHAPES = {
    "genesis_time": whole(0),
    "groupHash": HEX,  # drand's name for the seed of the genesis
    "hash": HEX32,
    "period": whole(1, 2**32 - 1),
    "public_key": HEX,
    "schemeID": TEXT,
}


def parse_info(data: bytes) -> Chain:
    """The chain of an info file; whether it is the one to trust is for whoever got the file to know.

    Raises:
        BeaconError: `chain_info`, malformed; `chain_hash`, its hash is not that of its content;
            else as for `check_chain`.
    """
    info = _parse(data)
    chain = Chain(
        hash=info["hash"],
        key=info["public_key"],
        genesis=info["genesis_time"],
        period=info["period"],
        scheme=info["schemeID"],
    )
    check_chain(chain)
    expected = _hash(chain, bytes.fromhex(info["groupHash"]), info["metadata"][_BEACON])
    if expected != chain.hash:
        raise BeaconError("chain_hash", expected=expected, got=chain.hash)
    return chain


def _parse(data: bytes) -> dict[str, Any]:
    try:
        info = parse_object(data, (*_SHAPES, "metadata"))
    except ValueError as error:
        raise BeaconError("chain_info", path="—", expected=str(error)) from None
    metadata = info.get("metadata")
    named = metadata.get(_BEACON) if isinstance(metadata, dict) else None
    try:
        for name, shape in _SHAPES.items():
            shape(info.get(name), name)
        TEXT(named, f"metadata.{_BEACON}")
        str(named).encode()
    except ShapeError as error:
        raise BeaconError("chain_info", path=error.path, expected=error.expected) from None
    except UnicodeEncodeError:
        path = f"metadata.{_BEACON}"
        raise BeaconError("chain_info", path=path, expected="a name in UTF-8") from None
    return info


def _hash(chain: Chain, genesis_seed: bytes, beacon_id: str) -> str:
    """The hash that drand gives a chain (chain.Info.Hash of its source)."""
    hashed = hashlib.sha256(chain.period.to_bytes(4, "big"))
    hashed.update(chain.genesis.to_bytes(8, "big"))
    hashed.update(bytes.fromhex(chain.key) + genesis_seed)
    if beacon_id != DEFAULT_ID:
        hashed.update(beacon_id.encode())
    return hashed.hexdigest()
