"""Who may call the service: callers, their roles, and what the store keeps about them."""

from __future__ import annotations

import hmac
import json
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from drawsvc.domain.errors import AccessError, InputError
from drawsvc.domain.shapes import ID, ShapeError

PUBLIC = "public"
"""Whoever shows nothing. Everybody may do what the public may."""

ROLES = ("administrator", "approver", "auditor", "organiser", "pool_office", "supervisor")
"""Roles of keys and accounts. An expert has none: his link speaks for one invitation."""


@dataclass(frozen=True)
class Caller:
    """Who calls.

    Args:
        name: of the key or the account; "" for the public.
        role: one of ROLES, or PUBLIC.
        pools: what the caller may act in; () for all.
    """

    name: str
    role: str
    pools: tuple[str, ...] = ()

    @property
    def authority(self) -> str:
        """Name, role and pools in one text: two callers share it only if they may do the same."""
        return json.dumps([self.role, self.pools, self.name], ensure_ascii=False)

    def check_pool(self, pool: str) -> None:
        """Refuse a pool that is not the caller's.

        Raises:
            AccessError: `other_pool`.
        """
        if self.pools and pool not in self.pools:
            raise AccessError("pool_not_allowed", expected=", ".join(self.pools), got=pool)


ANYBODY = Caller("", PUBLIC)


@dataclass(frozen=True)
class ApiKey:
    """A key of another program, as it is kept: its secret only as a digest.

    Args:
        id: public part, 16 hexadecimal digits.
        digest: SHA-256 of the secret, 32 bytes.
        caller: whom it makes of who shows it.
        expires, revoked: from when on it is of no use; `revoked` None while it is not.
    """

    id: str
    digest: bytes = field(repr=False)
    caller: Caller
    expires: datetime
    revoked: datetime | None = None

    def check(self, secret: str, now: datetime) -> None:
        """Refuse another secret, and a key that is no longer of use.

        Raises:
            AccessError: `key_unknown`, `key_revoked`, `key_expired`.
        """
        if not hmac.compare_digest(self.digest, digest_of(secret)):
            raise AccessError("key_unknown")
        if self.revoked is not None and self.revoked <= now:
            raise AccessError("key_revoked", got=self.id)
        if self.expires <= now:
            raise AccessError("key_expired", got=self.id)


@dataclass(frozen=True)
class Account:
    """Somebody who signs in with a password.

    Args:
        caller: whom it makes of who signs in; its name is the account's.
        password: as `passwords.kept_form` gives it.
        failures: wrong passwords in a row.
        pause_until: until when no password is tried.
        closed: nobody signs in any more.
    """

    caller: Caller
    password: str = field(repr=False)
    failures: int = 0
    pause_until: datetime | None = None
    closed: bool = False


@dataclass(frozen=True)
class Pin:
    """What a supervisor types where a handler works; apart from his password.

    Args:
        account: whose.
        kept: as `passwords.kept_form` gives it.
        failures: tries in a row that nobody knows to have been right.
    """

    account: str
    kept: str = field(repr=False)
    failures: int = 0


@dataclass(frozen=True)
class Session:
    """A browser that somebody has signed in with.

    Args:
        digest: SHA-256 of the token that the browser shows, 32 bytes.
        account: its name.
        expires: from when on it is of no use.
    """

    digest: bytes = field(repr=False)
    account: str
    expires: datetime


@dataclass(frozen=True)
class Answered:
    """A call that has been answered, so that its repetition has the same answer and no effect.

    Args:
        caller, key: who called, and his Idempotency-Key.
        request: SHA-256 of what was asked for, 32 bytes.
        answer: what was answered; may hold personal data.
    """

    caller: str
    key: str
    request: bytes
    answer: bytes = field(repr=False)


def digest_of(secret: str) -> bytes:
    """What is kept of a secret of full entropy: one SHA-256 is enough where nothing can be guessed."""
    return sha256(secret.encode()).digest()


def check_id(name: str) -> None:
    """Refuse a name that the log cannot hold (SPEC §3.2 id).

    Raises:
        InputError: `account_id`.
    """
    try:
        ID(name, "name")
    except ShapeError:
        raise InputError("account_id", got=name) from None
