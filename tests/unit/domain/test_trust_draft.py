from collections.abc import Callable

import pytest

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import TrustError
from drawsvc.domain.trust import (
    empty_trust,
    parse_draft,
    parse_trust,
    sign_trust,
    trust_bytes,
)
from drawsvc.domain.trust_check import PoolTrust, check_signer, pools_of, valid_log_keys
from drawsvc.domain.trust_draft import (
    RoleKey,
    Validity,
    add_cosigner,
    add_log,
    add_pool,
    add_role,
    new_draft,
)
from drawsvc.log.keys import COSIGNATURE, ED25519, NamedKey, SigningKey

NOW = "2026-03-02T01:00:00Z"
ORIGIN = "example.org/log"
LOG = NamedKey(ORIGIN, SigningKey(b"\x01" * 32))
COSIGNER = NamedKey("cosigner.example.org", SigningKey(b"\x02" * 32))
BODY = SigningKey(b"\x03" * 32)
VKEY = LOG.verifier(ED25519).to_text()
COSIGNER_VKEY = COSIGNER.verifier(COSIGNATURE).to_text()
ALWAYS = Validity("2026-01-01T00:00:00Z")


def key(number: int) -> str:
    return SigningKey(bytes([number]) * 32).public.to_hex()


def role(name: str = "supervisor", *, number: int = 4, independent: bool = True) -> RoleKey:
    return RoleKey("pool-1", name, key(number), "监察机关", independent)


@pytest.fixture
def trust() -> Body:
    trust = add_log(empty_trust("示例市监察机关", NOW), VKEY, ALWAYS)
    return add_role(add_pool(trust, "pool-1", ORIGIN), role(), ALWAYS)


def test_signed_trust_file_is_read_back(trust: Body) -> None:
    trust = add_cosigner(trust, COSIGNER_VKEY, "replay")
    signed = sign_trust(trust, BODY, NOW)
    assert parse_trust(trust_bytes(signed)) == signed
    assert (signed["version"], signed["issued"]) == (1, NOW)
    check_signer(signed, BODY.public.to_hex())


def test_version_rises(trust: Body) -> None:
    once = sign_trust(trust, BODY, NOW)
    assert sign_trust(once, BODY, NOW)["version"] == 2


def test_draft_is_no_trust_file(trust: Body) -> None:
    assert parse_draft(trust_bytes(trust)) == trust
    with pytest.raises(TrustError, match="trust_shape"):
        parse_trust(trust_bytes(trust))


def test_changed_trust_file(trust: Body) -> None:
    signed = sign_trust(trust, BODY, NOW)
    signed["roles"][0]["name"] = "他人"
    with pytest.raises(TrustError, match="trust_signature"):
        parse_trust(trust_bytes(signed))


def test_adding_leaves_the_draft_alone(trust: Body) -> None:
    before = trust_bytes(trust)
    add_role(trust, role("auditor", number=5), ALWAYS)
    assert trust_bytes(trust) == before


def test_second_key_of_a_log(trust: Body) -> None:
    second = NamedKey(ORIGIN, SigningKey(b"\x05" * 32)).verifier(ED25519).to_text()
    later = Validity("2027-01-01T00:00:00Z")
    trust = add_log(trust, second, later)
    assert len(trust["origins"]) == 1
    assert valid_log_keys(trust, ORIGIN, NOW) == [VKEY]
    assert valid_log_keys(trust, ORIGIN, later.start) == [VKEY, second]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda t: add_log(t, VKEY, ALWAYS), "trust_log_twice"),
        (lambda t: add_log(t, "log", ALWAYS), "trust_vkey"),
        (lambda t: add_log(t, COSIGNER_VKEY, ALWAYS), "trust_vkey_type"),
        (lambda t: add_pool(t, "pool-1", ORIGIN), "trust_pool_twice"),
        (lambda t: add_pool(t, "pool-2", "other.org/log"), "trust_log_unknown"),
        (lambda t: add_pool(t, "一号", ORIGIN), "trust_shape"),
        (lambda t: add_role(t, role(), ALWAYS), "trust_role_twice"),
        (
            lambda t: add_role(t, RoleKey("pool-2", "auditor", key(5), "甲", True), ALWAYS),  # noqa: FBT003
            "trust_pool_unknown",
        ),
        (
            lambda t: add_role(t, RoleKey("pool-1", "auditor", "0" * 64, "甲", True), ALWAYS),  # noqa: FBT003
            "trust_key",
        ),
        (lambda t: add_role(t, role("pool_office", number=5), ALWAYS), "never_independent"),
        (
            lambda t: add_role(t, role("organiser", independent=False), ALWAYS),
            "never_independent",
        ),
        (
            lambda t: add_role(t, role("auditor", number=5), Validity(NOW, "2025-01-01T00:00:00Z")),
            "trust_validity",
        ),
        (lambda t: add_cosigner(t, VKEY, "replay"), "trust_vkey_type"),
        (lambda t: add_cosigner(t, COSIGNER_VKEY, "everything"), "trust_shape"),
        (
            lambda t: add_cosigner(
                add_cosigner(t, COSIGNER_VKEY, "replay"), COSIGNER_VKEY, "consistency"
            ),
            "trust_cosigner_twice",
        ),
        (
            lambda t: add_cosigner(
                t, NamedKey("c", LOG.key).verifier(COSIGNATURE).to_text(), "replay"
            ),
            "trust_cosigner_is_log",
        ),
    ],
)
def test_what_cannot_be_added(trust: Body, change: Callable[[Body], Body], code: str) -> None:
    with pytest.raises(TrustError) as caught:
        change(trust)
    assert caught.value.code == code


def test_key_of_the_pool_office_never_becomes_independent(trust: Body) -> None:
    trust = add_role(trust, role("pool_office", number=5, independent=False), ALWAYS)
    with pytest.raises(TrustError, match="never_independent"):
        add_role(trust, role("auditor", number=5), ALWAYS)


def test_key_of_the_log_is_never_independent(trust: Body) -> None:
    operator = RoleKey("pool-1", "auditor", LOG.key.public.to_hex(), "甲", independent=True)
    with pytest.raises(TrustError, match="never_independent"):
        add_role(trust, operator, ALWAYS)
    witness = NamedKey("other.org/log", SigningKey(b"\x04" * 32)).verifier(ED25519).to_text()
    with pytest.raises(TrustError, match="never_independent"):
        add_log(trust, witness, ALWAYS)


@pytest.mark.parametrize("issuer", ["", "甲\x07", "e\u0301"])
def test_name_that_no_file_can_hold(issuer: str) -> None:
    with pytest.raises(TrustError):
        new_draft(issuer, NOW)


def test_who_is_independent_now(trust: Body) -> None:
    trust = add_role(trust, role("pool_office", number=5, independent=False), ALWAYS)
    ended = Validity("2025-01-01T00:00:00Z", "2025-12-31T23:59:59Z")
    trust = add_role(trust, role("auditor", number=6), ended)
    found = list(pools_of(trust, ORIGIN, NOW))
    assert found == [PoolTrust("pool-1", ("pool_office", "supervisor"), ("supervisor",))]


def test_log_without_a_valid_key(trust: Body) -> None:
    with pytest.raises(TrustError, match="trust_log_expired"):
        valid_log_keys(trust, ORIGIN, "2025-12-31T23:59:59Z")
    with pytest.raises(TrustError, match="trust_log_unknown"):
        valid_log_keys(trust, "other.org/log", NOW)


def test_trust_file_of_another_issuer(trust: Body) -> None:
    with pytest.raises(TrustError, match="trust_signer"):
        check_signer(sign_trust(trust, BODY, NOW), key(9))
