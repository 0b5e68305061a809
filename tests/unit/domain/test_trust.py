"""Trust files: SPEC §11.2. How they are drafted: test_trust_draft."""

from typing import Any

import pytest
from drawseeds import H, serialise

from drawsvc.domain.errors import TrustError
from drawsvc.domain.trust import (
    FOREVER,
    MAX_BYTES,
    empty_trust,
    parse_draft,
    parse_trust,
    sign_trust,
    trust_bytes,
)
from drawsvc.log.keys import COSIGNATURE, NamedKey, PublicKey, SigningKey, verify
from tests.refusing import refused
from tests.unit.domain.sample import LEAF, LOG_VKEY, ORIGIN

KEY = SigningKey(b"supervising body".ljust(32))
ISSUED = "2026-03-01T00:00:00Z"
VALID = {"from": "2026-01-01T00:00:00Z", "until": FOREVER}
COSIGNER = NamedKey("cosigner.example", SigningKey(bytes(32))).verifier(COSIGNATURE).to_text()
ROLE = {
    "independent": True,
    "key": LEAF,
    "name": "监督室",
    "pool": "water",
    "role": "discipline",
    **VALID,
}
CONTENT: dict[str, Any] = empty_trust("示例市纪委", ISSUED) | {
    "beacons": [{"chain": LEAF, "genesis": 1, "key": "ab" * 96, "period": 3, "scheme": "s"}],
    "cosigners": [{"checks": "replay", "vkey": COSIGNER}],
    "origins": [{"keys": [{"vkey": LOG_VKEY, **VALID}], "origin": ORIGIN}],
    "pools": [{"origin": ORIGIN, "pool": "water"}],
    "roles": [ROLE],
}
SIGNED = sign_trust(CONTENT, KEY, ISSUED)


def test_signed_file_is_read_back() -> None:
    assert parse_trust(trust_bytes(SIGNED)) == SIGNED
    assert (SIGNED["version"], SIGNED["key"]) == (1, KEY.public.to_hex())


def test_signature_is_over_everything_else() -> None:
    unsigned = {name: value for name, value in SIGNED.items() if name != "signature"}
    message = bytes.fromhex(H("trust", unsigned))
    verify(PublicKey.from_hex(SIGNED["key"]), bytes.fromhex(SIGNED["signature"]), message)


def test_next_version_may_be_signed_by_another_key() -> None:
    successor = SigningKey(b"another".ljust(32))
    following = sign_trust(SIGNED, successor, "2026-04-01T00:00:00Z")
    assert (following["version"], following["issued"]) == (2, "2026-04-01T00:00:00Z")
    assert parse_trust(trust_bytes(following))["key"] == successor.public.to_hex()
    assert SIGNED["version"] == 1, "the argument stays as it was"


@pytest.mark.parametrize("name", sorted(set(SIGNED) - {"v", "key", "signature"}))
def test_every_member_is_signed(name: str) -> None:
    changed: dict[str, Any] = {"issued": FOREVER, "issuer": "另一单位", "version": 9}
    with refused(TrustError, "trust_signature"):
        parse_trust(serialise(SIGNED | {name: changed.get(name, [])}))


@pytest.mark.parametrize(
    "changed",
    [
        {"signature": "00" * 64},
        {"key": SigningKey(bytes(32)).public.to_hex()},
        {"key": "01" + "00" * 31},
    ],
)
def test_wrong_signature_or_key_is_refused(changed: dict[str, Any]) -> None:
    with refused(TrustError, "trust_signature"):
        parse_trust(serialise(SIGNED | changed))


@pytest.mark.parametrize(
    ("changed", "path"),
    [
        ({"v": "drawsvc/v2 trust"}, "v"),
        ({"version": 0}, "version"),
        ({"issued": "2026-03-01"}, "issued"),
        ({"more": 1}, ""),
        ({"cosigners": [{"checks": "replay", "vkey": LOG_VKEY}]}, "cosigners[0].vkey"),
        ({"cosigners": [{"checks": "all", "vkey": COSIGNER}]}, "cosigners[0].checks"),
        ({"origins": [{"keys": [], "origin": "A"}]}, "origins[0].origin"),
        ({"roles": [ROLE | {"independent": 1}]}, "roles[0].independent"),
        ({"beacons": [CONTENT["beacons"][0] | {"period": 0}]}, "beacons[0].period"),
    ],
)
def test_file_out_of_shape_is_refused(changed: dict[str, Any], path: str) -> None:
    with refused(TrustError, "trust_shape", path=path):
        parse_trust(serialise(SIGNED | changed))


@pytest.mark.parametrize("role", ["operator", "pool_office", "organiser"])
def test_parties_of_a_draw_are_never_independent(role: str) -> None:
    with refused(TrustError, "never_independent", got=role):
        sign_trust(CONTENT | {"roles": [ROLE | {"role": role}]}, KEY, ISSUED)
    sign_trust(CONTENT | {"roles": [ROLE | {"role": role, "independent": False}]}, KEY, ISSUED)


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"version": "1"}, "trust_shape"),
        ({"roles": [{}]}, "trust_shape"),
        ({"issuer": "cafe\u0301"}, "trust_not_canonical"),
    ],
)
def test_malformed_content_is_not_signed(changed: dict[str, Any], code: str) -> None:
    with refused(TrustError, code):
        sign_trust(CONTENT | changed, KEY, ISSUED)


def test_content_without_a_member_is_not_signed() -> None:
    with refused(TrustError, "trust_shape"):
        sign_trust({}, KEY, ISSUED)
    with refused(TrustError, "trust_shape", path="issued"):
        sign_trust(CONTENT, KEY, "soon")


@pytest.mark.parametrize("data", [b"", b"{", trust_bytes(SIGNED) + b"\n", b"null"])
def test_bytes_that_are_not_canonical_are_refused(data: bytes) -> None:
    with refused(TrustError, "trust_not_canonical"):
        parse_trust(data)


def test_larger_file_is_refused() -> None:
    with refused(TrustError, "trust_too_large", expected=MAX_BYTES):
        parse_trust(b" " * (MAX_BYTES + 1))


def test_draft_needs_no_signature() -> None:
    assert parse_draft(serialise(CONTENT)) == CONTENT
    with refused(TrustError, "trust_shape"):
        parse_trust(serialise(CONTENT))
