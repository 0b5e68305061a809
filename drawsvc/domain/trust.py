"""The trust file: which keys belong to whom, signed by the supervising body (SPEC §11.2)."""

from __future__ import annotations

from typing import Any

from drawseeds import CanonicalError, H, parse, serialise

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import TrustError
from drawsvc.domain.shapes import (
    CODE,
    COUNT,
    FLAG,
    HEX,
    HEX32,
    HEX64,
    ID,
    ORIGIN,
    POSITIVE,
    TEXT,
    TIME,
    Shape,
    ShapeError,
    either,
    list_of,
    members,
    one_of,
    vkey,
)
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import PublicKey, SigningKey, verify

VERSION = "drawsvc/v1 trust"
FOREVER = "9999-12-31T23:59:59Z"
MAX_BYTES = 1024 * 1024  # SPEC §11.2
NEVER_INDEPENDENT = ("operator", "pool_office", "organiser")  # SPEC §11.2

_VALIDITY = {"from": TIME, "until": TIME}
_CONTENT: dict[str, Shape] = {
    "beacons": list_of(
        members(
            chain=HEX32,
            genesis=COUNT,
            key=HEX,
            period=POSITIVE,
            scheme=TEXT,
        )
    ),
    "cosigners": list_of(
        members(checks=one_of("consistency", "replay", "replay_history"), vkey=vkey(0x04))
    ),
    "issued": TIME,
    "issuer": TEXT,
    "origins": list_of(members(keys=list_of(members(**_VALIDITY, vkey=vkey(0x01))), origin=ORIGIN)),
    "pools": list_of(members(origin=ORIGIN, pool=ID)),
    "roles": list_of(
        members(**_VALIDITY, independent=FLAG, key=HEX32, name=TEXT, pool=ID, role=CODE)
    ),
    "v": one_of(VERSION),
}
_SHAPE = members(**_CONTENT, key=HEX32, signature=HEX64, version=POSITIVE)
_UNSIGNED = one_of("")
_DRAFT = members(
    **_CONTENT, key=either(HEX32, _UNSIGNED), signature=either(HEX64, _UNSIGNED), version=COUNT
)


def empty_trust(issuer: str, issued: str) -> Body:
    """A trust file that trusts nobody yet, unsigned."""
    return {
        "beacons": [],
        "cosigners": [],
        "issued": issued,
        "issuer": issuer,
        "key": "",
        "origins": [],
        "pools": [],
        "roles": [],
        "signature": "",
        "v": VERSION,
        "version": 0,
    }


def sign_trust(trust: Body, key: SigningKey, issued: str) -> Body:
    """The next version of a trust file, signed.

    Args:
        trust: its content; `key`, `signature`, `version` and `issued` are set here.
        key: the supervising body's.
        issued: time text.

    Raises:
        TrustError: the content is malformed, or calls the pool office or the organiser independent.
    """
    draft = check_draft(trust)
    draft |= {"issued": issued, "key": key.public.to_hex(), "version": draft["version"] + 1}
    return _check(draft | {"signature": key.sign(_message(draft)).hex()})


def parse_trust(data: bytes) -> Body:
    """Read a trust file and check its signature by its own key.

    Whether that key is the supervising body's is for whoever was handed the file to know.

    Raises:
        TrustError: with what was expected.
    """
    trust = _check(_parse(data))
    try:
        key = PublicKey.from_hex(trust["key"])
        verify(key, bytes.fromhex(trust["signature"]), _message(trust))
    except LogFormatError:
        raise TrustError("trust_signature", got=trust["key"]) from None
    return trust


def parse_draft(data: bytes) -> Body:
    """Read a trust file that may not be signed yet; a signature in it is not checked.

    Raises:
        TrustError: with what was expected.
    """
    return check_draft(_parse(data))


def check_draft(value: Any) -> Body:
    """Refuse what no trust file can hold, signed or not."""
    return _check(value, _DRAFT)


def _parse(data: bytes) -> Any:
    if len(data) > MAX_BYTES:
        raise TrustError("trust_too_large", expected=MAX_BYTES, got=len(data))
    try:
        return parse(data)
    except CanonicalError as error:
        raise TrustError("trust_not_canonical", found=str(error)) from None


def _check(value: Any, shape: Shape = _SHAPE) -> Body:
    try:
        shape(value, "")
    except ShapeError as error:
        raise TrustError("trust_shape", path=error.path, expected=error.expected) from None
    for role in value["roles"]:
        if role["independent"] and role["role"] in NEVER_INDEPENDENT:
            raise TrustError("never_independent", got=role["role"])
    return dict(value)


def _message(trust: Body) -> bytes:
    """What is signed: all but the signature (SPEC §11.2)."""
    unsigned = {name: value for name, value in trust.items() if name != "signature"}
    try:
        return bytes.fromhex(H("trust", unsigned))
    except CanonicalError as error:
        raise TrustError("trust_not_canonical", found=str(error)) from None


def trust_bytes(trust: Body) -> bytes:
    """The file's bytes."""
    return serialise(trust)
