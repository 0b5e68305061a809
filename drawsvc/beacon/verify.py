"""Rounds of a beacon, checked against the key of their chain (SPEC §8.2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TypeVar

from drawseeds import SCHEME, Chain
from py_arkworks_bls12381 import GT, G1Point, G2Point

from drawsvc.domain.errors import BeaconError

DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"

_Point = TypeVar("_Point", G1Point, G2Point)


@dataclass(frozen=True, slots=True)
class Round:
    """A round whose signature is valid: `verify_round` makes it.

    Args:
        chain: hash of the chain, hex32.
        number: from 1.
        signature: hex.
    """

    chain: str
    number: int
    signature: str


def verify_round(chain: Chain, number: int, signature: str) -> Round:
    """The round, if this is its signature; whether its time has come is not checked.

    Args:
        chain: the chain it is claimed to be of.
        number: from 1.
        signature: hex of 48 bytes.

    Raises:
        BeaconError: `beacon_signature`, it is another; else as for `check_chain`.
    """
    key, point = check_chain(chain), _decode(G1Point, signature)
    hashed = G1Point.hash_to_curve(_message(number), DOMAIN)
    if point is None or not GT.pairing_check([-point, hashed], [G2Point(), key]):
        raise BeaconError("beacon_signature", chain=chain.hash, round=number)
    return Round(chain.hash, number, signature)


def check_chain(chain: Chain) -> G2Point:
    """The key of a chain.

    Raises:
        BeaconError: `beacon_scheme`, it signs in another way; `beacon_key`, its key is none.
    """
    if chain.scheme != SCHEME:
        raise BeaconError("beacon_scheme", chain=chain.hash, expected=SCHEME, got=chain.scheme)
    key = _decode(G2Point, chain.key)
    if key is None:
        raise BeaconError("beacon_key", chain=chain.hash)
    return key


def _message(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


def _decode(kind: type[_Point], text: str) -> _Point | None:
    """The point of a subgroup that a canonical encoding names, None for anything else."""
    try:
        point = kind.from_compressed_bytes(bytes.fromhex(text))
    except ValueError:
        return None
    # The library takes infinity too, and hexadecimal digits have more than one spelling.
    sound = point != kind.identity() and point.to_compressed_bytes().hex() == text
    return point if sound else None
