"""What a trust file says about one pool and one origin, SPEC §11.2, and beacon chains, §8.2."""

from __future__ import annotations

from collections.abc import Container
from hashlib import sha256
from typing import Any, NamedTuple

from .deadline import seconds_of
from .note import COSIGNER_KEY, LOG_KEY, VerifierKey, parse_vkey

# What a cosigner checks before he signs, SPEC §11.2, and what lets a cosignature count, §12.
REPLAYING = ("replay", "replay_history")
CHECKS = ("consistency", *REPLAYING)
# SPEC §8.2
SCHEME = "bls-unchained-g1-rfc9380"
QUICKNET = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"


QUICKNET_KEY = (
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c"
    "8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb"
    "5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a"
)


class Chain(NamedTuple):
    """A drand chain."""

    genesis: int
    period: int
    key: str
    scheme: str

    def time_of(self, number: int) -> int:
        """Returns the time of a round in Unix seconds, SPEC §8.2."""
        return self.genesis + (number - 1) * self.period

    def first_from(self, time: int) -> int:
        """Returns the first round whose time is not before a time in Unix seconds."""
        return max(1, 1 - (self.genesis - time) // self.period)

    def has_signed(self, number: int, signature: str) -> bool:
        """Tells whether a signature is that of a round; only for chains of `SCHEME`."""
        from .bls12381 import is_signature  # noqa: PLC0415 - much code, for beacons only

        message = sha256(number.to_bytes(8, "big")).digest()
        return is_signature(bytes.fromhex(self.key), message, bytes.fromhex(signature))


class Trust:
    """A trust file, seen from the record's pool and origin. Its signature is checked elsewhere."""

    def __init__(self, data: dict[str, Any], pool: str, origin: str) -> None:
        self.data = data
        self._origin = origin
        self._roles = [role for role in data["roles"] if role["pool"] == pool]
        self.pool_origins = [item["origin"] for item in data["pools"] if item["pool"] == pool]

    def log_keys(self) -> list[dict[str, Any]]:
        """Returns the listed keys of the origin, whenever they are valid."""
        origins = (item for item in self.data["origins"] if item["origin"] == self._origin)
        return [key for item in origins for key in item["keys"]]

    def knows_log(self) -> bool:
        """Tells whether the pool is listed with this origin, and the origin with keys."""
        return self._origin in self.pool_origins and bool(self.log_keys())

    def log_keys_at(self, time: int) -> list[VerifierKey]:
        """Returns the keys of the origin that are named like it and valid at a time."""
        keys = [parse_vkey(k["vkey"], LOG_KEY) for k in self.log_keys() if _is_valid(k, time)]
        return [key for key in keys if key.name == self._origin]

    def cosigners(self, checks: Container[str] = CHECKS) -> list[VerifierKey]:
        """Returns the keys of the cosigners whose `checks` is one of these."""
        found = (item for item in self.data["cosigners"] if item["checks"] in checks)
        return [parse_vkey(item["vkey"], COSIGNER_KEY) for item in found]

    def lists_role(self, role: str) -> bool:
        """Tells whether the pool has keys of a role, whenever they are valid."""
        return any(item["role"] == role for item in self._roles)

    def listed(self, role: str, key: str) -> list[dict[str, Any]]:
        """Returns what the file says of a key in a role of the pool, whenever it is valid."""
        return [item for item in self._roles if item["role"] == role and item["key"] == key]

    def holders(self, role: str, key: str, time: int) -> list[dict[str, Any]]:
        """Returns what the file says of a key in a role of the pool at a time."""
        return [item for item in self.listed(role, key) if _is_valid(item, time)]

    def chain(self, chain: str) -> Chain | None:
        """Returns a listed beacon chain."""
        found = (item for item in self.data["beacons"] if item["chain"] == chain)
        listed = ("genesis", "period", "key", "scheme")
        return next((Chain(*(item[name] for name in listed)) for item in found), None)


def _is_valid(span: dict[str, Any], time: int) -> bool:
    return seconds_of(span["from"]) <= time <= seconds_of(span["until"])


def spans(listed: list[dict[str, Any]]) -> list[str]:
    """Returns when keys are valid, for a report."""
    return [f"{item['from']} – {item['until']}" for item in listed]


def acceptable_chain(trust: Trust | None, chain: str) -> Chain | None:
    """Returns a beacon chain that is quicknet or in the trust file, SPEC §8.2."""
    if chain == QUICKNET:
        return Chain(genesis=1_692_803_367, period=3, key=QUICKNET_KEY, scheme=SCHEME)
    return trust.chain(chain) if trust else None
