"""Keys and signatures under the strict rules of SPEC §3.4, vkey strings of §4.2."""

import hashlib
from collections.abc import Callable

import pytest

from drawsvc.log.base64_text import to_base64
from drawsvc.log.errors import PublicKeyError, SignatureError
from drawsvc.log.keys import (
    COSIGNATURE,
    ED25519,
    NamedKey,
    PublicKey,
    SigningKey,
    VerifierKey,
    parse_vkey,
    verify,
)
from tests.unit.log import edwards as ed
from tests.unit.log.worked_example import Example

# RFC 8032 §7.1, tests 1 to 3 and SHA(abc): seed, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        b"",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        b"\x72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        b"\xaf\x82",
        (
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ),
    (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        hashlib.sha512(b"abc").digest(),
        (
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
            "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
        ),
    ),
]

SECRET = 2**200 + 7  # a scalar; unlike a seed it lets a test solve the equation of §3.4 itself
SMALL = sorted(ed.small_order_points())


def forged(r: bytes, key: bytes, message: bytes) -> bytes:
    """A signature with S = k · SECRET: right if R counts for nothing."""
    s = ed.challenge(r, key, message) * SECRET % ed.L
    return r + s.to_bytes(32, "little")


def altered(data: bytes, index: int, mask: int) -> bytes:
    return data[:index] + bytes([data[index] ^ mask]) + data[index + 1 :]


@pytest.mark.parametrize(("seed", "public", "message", "signature"), RFC_8032)
def test_rfc_8032(seed: str, public: str, message: bytes, signature: str) -> None:
    key = SigningKey(bytes.fromhex(seed))
    assert key.public == PublicKey.from_hex(public)
    assert key.public.to_hex() == public
    assert key.sign(message).hex() == signature
    verify(key.public, bytes.fromhex(signature), message)


@pytest.mark.parametrize("index", range(64))
def test_changed_signature_is_refused(index: int) -> None:
    key = SigningKey(bytes(32))
    with pytest.raises(SignatureError):
        verify(key.public, altered(key.sign(b"x"), index, 1), b"x")


def test_other_message_or_key_is_refused() -> None:
    key, other = SigningKey(bytes(32)), SigningKey(bytes(31) + b"\x01")
    with pytest.raises(SignatureError, match="expected a signature by"):
        verify(key.public, key.sign(b"x"), b"y")
    with pytest.raises(SignatureError, match="expected a signature by"):
        verify(other.public, key.sign(b"x"), b"x")


@pytest.mark.parametrize("length", [0, 63, 65])
def test_signature_of_other_length_is_refused(length: int) -> None:
    with pytest.raises(SignatureError, match="expected 64 bytes"):
        verify(SigningKey(bytes(32)).public, bytes(length), b"")


def test_signature_with_s_beyond_the_order_is_refused() -> None:
    key = SigningKey(bytes(32))
    signature = key.sign(b"x")
    s = int.from_bytes(signature[32:], "little") + ed.L
    with pytest.raises(SignatureError, match="group order"):
        verify(key.public, signature[:32] + s.to_bytes(32, "little"), b"x")


def test_r_of_small_order_is_no_reason_to_refuse() -> None:
    key = ed.encode(ed.multiply(SECRET, ed.BASE))
    verify(PublicKey(key), forged(ed.encode(ed.IDENTITY), key, b"x"), b"x")


@pytest.mark.parametrize(
    "r",
    [
        (ed.P + 1).to_bytes(32, "little"),
        (1 | 1 << 255).to_bytes(32, "little"),
        (ed.P + 1 | 1 << 255).to_bytes(32, "little"),
    ],
)
def test_other_encoding_of_r_is_refused(r: bytes) -> None:
    key = ed.encode(ed.multiply(SECRET, ed.BASE))
    with pytest.raises(SignatureError):
        verify(PublicKey(key), forged(r, key, b"x"), b"x")


def test_cofactor_is_not_multiplied() -> None:
    """With a key that has a part of order 8, the equation holds only where that part cancels."""
    torsion = next(p for p in SMALL if ed.multiply(4, p) != ed.IDENTITY)
    key = ed.encode(ed.add(ed.multiply(SECRET, ed.BASE), torsion))
    r = ed.encode(ed.multiply(5, ed.BASE))
    refused = 0
    for i in range(64):
        message = bytes([i])
        k = ed.challenge(r, key, message)
        signature = r + ((5 + k * SECRET) % ed.L).to_bytes(32, "little")
        if k % 8 == 0:
            verify(PublicKey(key), signature, message)
        else:
            refused += 1
            with pytest.raises(SignatureError):
                verify(PublicKey(key), signature, message)
    assert 0 < refused < 64


@pytest.mark.parametrize("point", SMALL, ids=lambda p: ed.encode(p).hex()[:8])
def test_key_of_small_order_is_refused(point: ed.Point) -> None:
    assert ed.multiply(8, point) == ed.IDENTITY
    with pytest.raises(PublicKeyError, match="small order"):
        PublicKey(ed.encode(point))


@pytest.mark.parametrize("y", [1, ed.P - 1])
def test_negative_zero_is_refused(y: int) -> None:
    with pytest.raises(PublicKeyError):
        PublicKey((y | 1 << 255).to_bytes(32, "little"))


@pytest.mark.parametrize("y", range(19))
@pytest.mark.parametrize("sign", [0, 1])
def test_key_with_y_beyond_the_field_is_refused(y: int, sign: int) -> None:
    with pytest.raises(PublicKeyError, match="canonical"):
        PublicKey((ed.P + y | sign << 255).to_bytes(32, "little"))


@pytest.mark.parametrize("y", range(2, 60))
def test_key_is_accepted_if_it_is_a_point(y: int) -> None:
    for sign in (0, 1):
        data = (y | sign << 255).to_bytes(32, "little")
        if ed.point(y):
            assert PublicKey(data).data == data
        else:
            with pytest.raises(PublicKeyError, match="point of the curve"):
                PublicKey(data)


@pytest.mark.parametrize("length", [0, 31, 33])
def test_key_of_other_length_is_refused(length: int) -> None:
    with pytest.raises(PublicKeyError, match="expected a key of 32 bytes"):
        PublicKey(b"\x09" * length)


@pytest.mark.parametrize("change", [str.upper, lambda x: x[:-1], lambda x: x + "\n", lambda _: ""])
def test_key_in_other_hex_is_refused(change: Callable[[str], str]) -> None:
    with pytest.raises(PublicKeyError, match="hexadecimal"):
        PublicKey.from_hex(change(RFC_8032[0][1]))


@pytest.mark.parametrize("length", [0, 31, 33])
def test_seed_of_other_length_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match="32"):
        SigningKey(bytes(length))


def test_printed_key_does_not_show_the_secret() -> None:
    key = NamedKey("a", SigningKey(b"\xab" * 32))
    assert "ab" * 32 not in repr(key)
    assert key.key.public.to_hex() in repr(key)


def test_vkeys_of_the_worked_example(example: Example) -> None:
    for key, text in (
        (example.log.verifier(ED25519), example.facts["log_vkey"]),
        (example.cosigner.verifier(COSIGNATURE), example.facts["cosigner_vkey"]),
    ):
        assert key.to_text() == text
        assert parse_vkey(text) == key


def test_key_id_depends_on_name_and_type(example: Example) -> None:
    public = example.log.key.public
    keys = [VerifierKey(name, type_, public) for name in ("a", "b") for type_ in (1, 4)]
    assert len({key.key_id for key in keys}) == 4


@pytest.mark.parametrize(
    "bad", ["", " ", "a b", "a\n", "a+b", "\u3000", "\u00a0", "\x00", "\ud800"]
)
def test_other_names_are_refused(bad: str, example: Example) -> None:
    with pytest.raises(PublicKeyError, match="name"):
        VerifierKey(bad, ED25519, example.log.key.public)
    with pytest.raises(PublicKeyError, match="name"):
        NamedKey(bad, example.log.key)


@pytest.mark.parametrize("type_", [0, 2, 3, 5, 255])
def test_other_types_are_refused(type_: int, example: Example) -> None:
    with pytest.raises(PublicKeyError, match="type"):
        VerifierKey("a", type_, example.log.key.public)


def vkey_of(data: bytes) -> str:
    key_id = hashlib.sha256(b"a\n" + data).hexdigest()[:8]
    return f"a+{key_id}+{to_base64(data)}"


@pytest.mark.parametrize(
    "change",
    [
        lambda _: "",
        lambda text: text + "\n",
        lambda text: " " + text,
        lambda text: text.replace("+", " ", 1),
        lambda text: text.replace("e0079f50", "e0079f51"),
        lambda text: text.replace("e0079f50", "E0079F50"),
        lambda text: text.replace("e0079f50", "0e0079f5"),
        lambda text: text.replace("log1", "log2"),
        lambda text: text.replace("+AQ", "+\u0410Q"),
        lambda text: text[:-1],
        lambda text: text + "====",
        lambda text: text + "+",
        lambda _: vkey_of(b"\x01"),
        lambda _: vkey_of(b"\x01" + bytes(32)),
        lambda _: vkey_of(b"\x01" + b"\x09" + bytes(32)),
        lambda _: vkey_of(b"\x02" + bytes.fromhex(RFC_8032[0][1])),
    ],
)
def test_other_vkey_is_refused(change: Callable[[str], str], example: Example) -> None:
    with pytest.raises(PublicKeyError):
        parse_vkey(change(example.facts["log_vkey"]))


def test_made_up_vkeys_fail_for_their_key_only() -> None:
    data = b"\x01" + bytes.fromhex(RFC_8032[0][1])
    assert parse_vkey(vkey_of(data)).key.data == data[1:]
