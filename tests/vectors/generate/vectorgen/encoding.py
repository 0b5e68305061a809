"""SPEC §3: canonical JSON, H, times."""

import hashlib
from datetime import UTC, datetime
from typing import Any

import rfc8785

PROTOCOL = "drawsvc/v1"
ZEROS = "0" * 64

Obj = dict[str, Any]


def canonical(value: Any) -> bytes:
    """SPEC §3.1, by an RFC 8785 implementation that is not ours."""
    return rfc8785.dumps(value)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def digest(label: str, *arguments: Any) -> str:
    """H of SPEC §3.3."""
    return sha256(canonical([f"{PROTOCOL} {label}", *arguments])).hex()


def secret(label: str) -> bytes:
    """32 bytes that look random and never change."""
    return sha256(f"drawsvc test vectors {label}".encode())


def to_time(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def from_time(text: str) -> int:
    return int(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp())


def shifted(time: str, seconds: int) -> str:
    return to_time(from_time(time) + seconds)
