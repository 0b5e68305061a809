"""Signatures by people and bodies: statements, SPEC §7.1."""

from __future__ import annotations

from typing import Any

from . import ed25519
from .errors import require, require_equal
from .strict import digest, same


def check_statement(
    statement: dict[str, Any], *, kind: str, leaf: str, value: object, where: str
) -> None:
    """Checks kind, leaf, value and signature. Whose key it must be is the caller's to check.

    Raises:
        FailedError: one of them is wrong.
    """
    require_equal(statement["kind"], kind, f"{where}.kind")
    require_equal(statement["leaf"], leaf, f"{where}.leaf")
    got = statement["value"]
    require(same(got, value), f"{where}.value", expected=value, got=got)
    check_signature(statement, where)


def check_signature(statement: dict[str, Any], where: str) -> None:
    """Checks that the signature is over H("statement", leaf, kind, value) by the key."""
    message = digest("statement", statement["leaf"], statement["kind"], statement["value"])
    valid = is_signed(statement["key"], message, statement["signature"])
    require(valid, f"{where}.signature", expected="valid_signature", got=statement["signature"])


def is_signed(key: str, message: str, signature: str) -> bool:
    """Tells whether a signature of the bytes of a digest is by a key; all are hex."""
    return ed25519.is_signature(
        bytes.fromhex(key), bytes.fromhex(message), bytes.fromhex(signature)
    )
