"""Changes to a trust file before it is signed: who is added, and what would contradict what is there (SPEC §11.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from drawseeds import CanonicalError, Chain

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import TrustError
from drawsvc.domain.statements import OPERATOR
from drawsvc.domain.trust import (
    FOREVER,
    NEVER_INDEPENDENT,
    check_draft,
    empty_trust,
    trust_bytes,
)
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import COSIGNATURE, ED25519, PublicKey, VerifierKey, parse_vkey


@dataclass(frozen=True)
class Validity:
    """From when until when a key is valid, time texts, both included."""

    start: str
    end: str = FOREVER

    def to_object(self) -> Body:
        """As it stands in a trust file."""
        if self.start > self.end:
            raise TrustError("trust_validity", start=self.start, end=self.end)
        return {"from": self.start, "until": self.end}


@dataclass(frozen=True)
class RoleKey:
    """A person or body with a key of its own.

    Args:
        pool: for which pool.
        role: as which.
        key: hex32.
        name: for people.
        independent: whether it counts towards a grade (SPEC §12).
    """

    pool: str
    role: str
    key: str
    name: str
    independent: bool


def new_draft(issuer: str, issued: str) -> Body:
    """A trust file that trusts nobody yet.

    Args:
        issuer: name of the supervising body.
        issued: time text.

    Raises:
        TrustError: the name is not acceptable.
    """
    return _with(empty_trust(issuer, issued))


def add_log(trust: Body, vkey: str, valid: Validity) -> Body:
    """Add a log key; its name is the origin.

    Raises:
        TrustError: no such key string, it is there already, or it is an independent person's.
    """
    key = _vkey(vkey, ED25519)
    listed = [item for origin in trust["origins"] for item in origin["keys"]]
    _check_new(listed, "trust_log_twice", vkey=vkey)
    if key.key.to_hex() in [role["key"] for role in trust["roles"] if role["independent"]]:
        raise TrustError("never_independent", got=OPERATOR)
    item = valid.to_object() | {"vkey": vkey}
    before = [k for o in trust["origins"] if o["origin"] == key.name for k in o["keys"]]
    rest = [o for o in trust["origins"] if o["origin"] != key.name]
    return _with(trust, origins=[*rest, {"keys": [*before, item], "origin": key.name}])


def add_pool(trust: Body, pool: str, origin: str) -> Body:
    """Say which log a pool is in.

    Raises:
        TrustError: the log is not listed, or this is said already.
    """
    if origin not in [item["origin"] for item in trust["origins"]]:
        raise TrustError("trust_log_unknown", got=origin)
    _check_new(trust["pools"], "trust_pool_twice", origin=origin, pool=pool)
    return _with(trust, pools=[*trust["pools"], {"origin": origin, "pool": pool}])


def add_role(trust: Body, role: RoleKey, valid: Validity) -> Body:
    """Say whose key it is that signs in a role.

    Raises:
        TrustError: the pool is not listed, the key is not acceptable or there already, or it would
            be independent although it belongs to somebody who never is.
    """
    if role.pool not in [item["pool"] for item in trust["pools"]]:
        raise TrustError("trust_pool_unknown", got=role.pool)
    try:
        PublicKey.from_hex(role.key)
    except LogFormatError as error:
        raise TrustError("trust_key", found=str(error)) from None
    _check_new(trust["roles"], "trust_role_twice", pool=role.pool, role=role.role, key=role.key)
    _check_independence(trust["roles"], role)
    if role.independent and role.key in _log_keys(trust):
        raise TrustError("never_independent", got=OPERATOR)
    item = valid.to_object() | {
        "independent": role.independent,
        "key": role.key,
        "name": role.name,
        "pool": role.pool,
        "role": role.role,
    }
    return _with(trust, roles=[*trust["roles"], item])


def add_cosigner(trust: Body, vkey: str, checks: str) -> Body:
    """Add a cosigner. `checks`: `consistency`, `replay` or `replay_history`.

    Raises:
        TrustError: no such key string, it is there already, or it is a log's own key.
    """
    key = _vkey(vkey, COSIGNATURE)
    _check_new(trust["cosigners"], "trust_cosigner_twice", vkey=vkey)
    if key.key.to_hex() in _log_keys(trust):
        raise TrustError("trust_cosigner_is_log", got=key.name)
    return _with(trust, cosigners=[*trust["cosigners"], {"checks": checks, "vkey": vkey}])


def add_beacon(trust: Body, chain: Chain) -> Body:
    """Add a beacon chain whose rounds are good for a draw; quicknet always is (SPEC §8.2).

    Raises:
        TrustError: it is there already.
    """
    _check_new(trust["beacons"], "trust_beacon_twice", chain=chain.hash)
    item = {
        "chain": chain.hash,
        "genesis": chain.genesis,
        "key": chain.key,
        "period": chain.period,
        "scheme": chain.scheme,
    }
    return _with(trust, beacons=[*trust["beacons"], item])


def _log_keys(trust: Body) -> list[str]:
    """The public keys of all logs, hex32: they are the operators'."""
    return [parse_vkey(k["vkey"]).key.to_hex() for o in trust["origins"] for k in o["keys"]]


def _vkey(text: str, signature_type: int) -> VerifierKey:
    try:
        key = parse_vkey(text)
    except LogFormatError as error:
        raise TrustError("trust_vkey", found=str(error)) from None
    if key.type != signature_type:
        raise TrustError("trust_vkey_type", expected=signature_type, got=key.type)
    return key


def _check_new(items: Sequence[Body], code: str, **members: str) -> None:
    if any(all(item[name] == value for name, value in members.items()) for item in items):
        raise TrustError(code, **members)


def _check_independence(roles: Sequence[Body], new: RoleKey) -> None:
    """Under whatever role a key signs, the same person holds it."""
    if new.independent and new.role in NEVER_INDEPENDENT:
        raise TrustError("never_independent", got=new.role)
    for item in roles:
        dependent = item["role"] if item["role"] in NEVER_INDEPENDENT else ""
        if item["key"] == new.key and new.independent and dependent:
            raise TrustError("never_independent", got=dependent)
        if item["key"] == new.key and item["independent"] and new.role in NEVER_INDEPENDENT:
            raise TrustError("never_independent", got=new.role)


def _with(trust: Body, **changed: Any) -> Body:
    draft = check_draft(trust | changed)
    try:
        trust_bytes(draft)
    except CanonicalError as error:
        raise TrustError("trust_not_canonical", found=str(error)) from None
    return draft
