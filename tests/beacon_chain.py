"""A beacon chain of our own and its private key; drand's published chain and rounds.

Signatures are made by another implementation than the verifier's.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from py_arkworks_bls12381 import G1Point, G2Point, Scalar

DRAND: dict[str, Any] = json.loads(
    (Path(__file__).parent / "vectors" / "drand.json").read_text("utf-8")
)
QUICKNET: dict[str, Any] = DRAND["chains"]["quicknet"]
QUICKNET_ROUNDS = {
    item["round"]: item["signature"] for item in DRAND["rounds"] if item["chain"] == "quicknet"
}
DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
GENESIS_SEED = "5e" * 32
SCHEME = "bls-unchained-g1-rfc9380"


def message_of(number: int) -> bytes:
    return hashlib.sha256(number.to_bytes(8, "big")).digest()


@dataclass(frozen=True)
class OwnChain:
    """Genesis in Unix seconds, period in seconds."""

    secret: int = 7
    genesis: int = 1_700_000_000
    period: int = 30

    @cached_property
    def hash(self) -> str:
        times = self.period.to_bytes(4, "big") + self.genesis.to_bytes(8, "big")
        return hashlib.sha256(times + bytes.fromhex(self.key + GENESIS_SEED) + b"own").hexdigest()

    @cached_property
    def key(self) -> str:
        return (G2Point() * Scalar(self.secret)).to_compressed_bytes().hex()

    def sign(self, number: int) -> str:
        hashed = G1Point.hash_to_curve(message_of(number), DOMAIN)
        return (hashed * Scalar(self.secret)).to_compressed_bytes().hex()

    def info(self) -> dict[str, Any]:
        """What drand publishes at /{chain}/info."""
        return {
            "public_key": self.key,
            "period": self.period,
            "genesis_time": self.genesis,
            "hash": self.hash,
            "groupHash": GENESIS_SEED,
            "schemeID": SCHEME,
            "metadata": {"beaconID": "own"},
        }

    def trusted(self) -> dict[str, Any]:
        """The chain as it stands in a trust file (SPEC §11.2)."""
        return {
            "chain": self.hash,
            "genesis": self.genesis,
            "key": self.key,
            "period": self.period,
            "scheme": SCHEME,
        }
