"""What a trust file is good for at a moment: log keys, pools, and who is independent there (SPEC §11.2, §12)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import TrustError


@dataclass(frozen=True)
class PoolTrust:
    """How far a pool's draws can be trusted.

    Args:
        pool: its id.
        roles: that have a valid key.
        independent: those of them that count towards grade B.
    """

    pool: str
    roles: tuple[str, ...]
    independent: tuple[str, ...]


def valid_log_keys(trust: Body, origin: str, at: str) -> list[str]:
    """The vkeys of a log that are valid at a time (time text).

    Raises:
        TrustError: the log is not listed, or has no valid key then.
    """
    listed = [item for item in trust["origins"] if item["origin"] == origin]
    if not listed:
        raise TrustError("trust_log_unknown", got=origin)
    keys = [key["vkey"] for item in listed for key in item["keys"] if _is_valid(key, at)]
    if not keys:
        raise TrustError("trust_log_expired", got=origin, at=at)
    return keys


def pools_of(trust: Body, origin: str, at: str) -> Iterator[PoolTrust]:
    """The pools of a log, in the order of the file."""
    for item in trust["pools"]:
        if item["origin"] == origin:
            valid = [r for r in trust["roles"] if r["pool"] == item["pool"] and _is_valid(r, at)]
            yield PoolTrust(
                item["pool"],
                tuple(sorted({role["role"] for role in valid})),
                tuple(sorted({role["role"] for role in valid if role["independent"]})),
            )


def check_signer(trust: Body, key: str) -> None:
    """Refuse a trust file signed by another than the supervising body's key (hex32).

    Raises:
        TrustError: it is another's.
    """
    if trust["key"] != key:
        raise TrustError("trust_signer", expected=key, got=trust["key"])


def _is_valid(item: Body, at: str) -> bool:
    """SPEC §11.2: both ends included."""
    return bool(item["from"] <= at <= item["until"])
