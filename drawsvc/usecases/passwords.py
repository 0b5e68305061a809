"""Passwords as they are kept: argon2id (RFC 9106), with the parameters of argon2-cffi's default profile."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from drawsvc.domain.errors import AccessError

MIN_CHARACTERS = 12

_HASHER = PasswordHasher()
_NOBODYS = (
    "$argon2id$v=19$m=65536,t=3,p=4$x9YRpXtOCV2iTTD+3gwDmg$"
    "WukegVJExWAd3CrHpqpHHSpxMyCk5H+av6rU1kyjQ5U"
)


def kept_form(password: str) -> str:
    """What is kept of a password: parameters, salt and hash."""
    return _HASHER.hash(password)


def check_password(kept: str, password: str) -> None:
    """Refuse another password than the one that is kept.

    Args:
        kept: as `kept_form` gives it; "" for an account that does not exist, which takes as long to refuse.
        password: what was typed.

    Raises:
        AccessError: `sign_in_refused`.
    """
    try:
        _HASHER.verify(kept or _NOBODYS, password)
    except (VerificationError, InvalidHashError):
        raise AccessError("sign_in_refused") from None
    if not kept:
        raise AccessError("sign_in_refused")
