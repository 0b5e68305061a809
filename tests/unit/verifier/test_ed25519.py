"""Signatures: published vectors, an implementation that is not ours, and inputs made to deceive."""

import hashlib
from typing import NamedTuple

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from drawverify import ed25519
from hypothesis import given
from hypothesis import strategies as st

L, P = ed25519.L, ed25519.P

# RFC 8032 §7.1: key, message, signature
RFC_8032 = {
    "test 1": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    "test 2": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    "test 3": (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    "test SHA(abc)": (
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        (
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
}
# All points of small order, RFC 8032 encodings and those with y ≥ p
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


class Signed(NamedTuple):
    key: bytes
    message: bytes
    signature: bytes


def signed(seed: bytes, message: bytes) -> Signed:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    key = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Signed(key, message, private.sign(message))


SAMPLE = signed(bytes(32), b"sample")


@pytest.mark.parametrize("name", RFC_8032)
def test_rfc_8032(name: str) -> None:
    key, message, signature = map(bytes.fromhex, RFC_8032[name])
    assert ed25519.is_signature(key, message, signature)
    assert not ed25519.is_signature(key, message + b"\x00", signature)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_signatures_of_openssl_are_accepted(seed: bytes, message: bytes) -> None:
    assert ed25519.is_signature(*signed(seed, message))


@given(st.integers(0, 511))
def test_every_flipped_bit_of_a_signature_is_seen(bit: int) -> None:
    number = int.from_bytes(SAMPLE.signature, "little") ^ 1 << bit
    assert not ed25519.is_signature(SAMPLE.key, SAMPLE.message, number.to_bytes(64, "little"))


@given(st.integers(0, 255))
def test_every_flipped_bit_of_a_key_is_seen(bit: int) -> None:
    key = (int.from_bytes(SAMPLE.key, "little") ^ 1 << bit).to_bytes(32, "little")
    assert not ed25519.is_signature(key, SAMPLE.message, SAMPLE.signature)


def test_malleated_scalar_is_refused() -> None:
    s = int.from_bytes(SAMPLE.signature[32:], "little") + L
    malleated = SAMPLE.signature[:32] + s.to_bytes(32, "little")
    assert not ed25519.is_signature(SAMPLE.key, SAMPLE.message, malleated)


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_key_of_small_order_is_refused(key: str) -> None:
    # With such a key, R = [S]B − [k]A has few values: try all that hold for k mod 8.
    for r in SMALL_ORDER:
        forged = bytes.fromhex(r) + bytes(32)
        assert not ed25519.is_signature(bytes.fromhex(key), b"anything", forged)


def test_signature_with_zero_scalar_and_identity_is_refused() -> None:
    identity = bytes.fromhex(SMALL_ORDER[0])
    assert not ed25519.is_signature(identity, b"anything", identity + bytes(32))


@pytest.mark.parametrize("y", [P, P + 1, P + 18])
def test_coordinate_not_below_p_is_refused(y: int) -> None:
    assert ed25519.decode(y.to_bytes(32, "little")) is None


def test_negative_zero_is_refused() -> None:
    assert ed25519.decode((1 | 1 << 255).to_bytes(32, "little")) is None


def test_coordinate_off_the_curve_is_refused() -> None:
    assert ed25519.decode((2).to_bytes(32, "little")) is None


@given(st.binary(min_size=32, max_size=32))
def test_what_is_decoded_encodes_to_the_same_bytes(data: bytes) -> None:
    point = ed25519.decode(data)
    assert point is None or ed25519.encode(point) == data


def test_base_point_is_that_of_rfc_8032() -> None:
    assert ed25519.encode(ed25519.BASE) == bytes.fromhex("58" + "66" * 31)
    assert ed25519.decode(bytes.fromhex("58" + "66" * 31)) == ed25519.BASE


def test_a_mixed_order_key_is_held_to_the_equation_without_cofactor() -> None:
    """A key A + T, T of order 8: [8] of both sides would agree, the equation itself does not."""
    seed = hashlib.sha512(bytes(32)).digest()
    a = int.from_bytes(seed[:32], "little") & (1 << 254) - 8 | 1 << 254
    torsion = ed25519.decode(bytes.fromhex(SMALL_ORDER[4]))
    honest = ed25519.decode(SAMPLE.key)
    assert torsion is not None
    assert honest is not None
    key = ed25519.encode(ed25519.add(honest, torsion))
    accepted = 0
    for nonce in range(1, 17):
        r = ed25519.encode(times(nonce, ed25519.BASE))
        k = int.from_bytes(hashlib.sha512(r + key + b"m").digest(), "little") % L
        signature = r + ((nonce + k * a) % L).to_bytes(32, "little")
        valid = ed25519.is_signature(key, b"m", signature)
        assert valid == (k % 8 == 0)
        accepted += valid
    assert accepted < 16


def times(scalar: int, point: ed25519.Point) -> ed25519.Point:
    total = ed25519.IDENTITY
    for bit in f"{scalar:b}":
        total = ed25519.double(total)
        if bit == "1":
            total = ed25519.add(total, point)
    return total


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_key_of_another_length_is_refused(length: int) -> None:
    assert not ed25519.is_signature(bytes(length), b"", bytes(64))


@pytest.mark.parametrize("length", [0, 63, 65])
def test_signature_of_another_length_is_refused(length: int) -> None:
    signature = (SAMPLE.signature + bytes(2))[:length]
    assert not ed25519.is_signature(SAMPLE.key, SAMPLE.message, signature)
