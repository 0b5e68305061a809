"""BLS12-381: published vectors, an implementation that is not ours, and inputs made to deceive."""

from itertools import count

import pytest
from drawverify import bls_hash
from drawverify.bls12381 import DOMAIN, GENERATOR, is_product_one, is_signature
from drawverify.bls_curve import (
    G1,
    G2,
    ONE,
    ZERO,
    Fp2,
    Group,
    P,
    Point,
    PointOrInfinity,
    R,
    add,
    decode,
    multiply,
    negated,
)
from hypothesis import given, settings
from hypothesis import strategies as st
from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from tests.beacon_chain import DRAND, QUICKNET, QUICKNET_ROUNDS, OwnChain, message_of

KEY = bytes.fromhex(QUICKNET["public_key"])
SIGNATURE = bytes.fromhex(QUICKNET_ROUNDS[1000])
MESSAGE = message_of(1000)
COMPRESSED, INFINITE, LARGER = 1 << 7, 1 << 6, 1 << 5
elements = st.builds(Fp2, st.integers(0, P - 1), st.integers(0, P - 1))
scalars = st.integers(1, R - 1)
Q128, A512 = "q128_" + "q" * 128, "a512_" + "a" * 512

# RFC 9380 §K.1: message, length, digest of the uniform bytes where they are long
EXPANDER = b"QUUX-V01-CS02-with-expander-SHA256-128"
EXPANDED = {
    ("", 32): "68a985b87eb6b46952128911f2a4412bbc302a9d759667f87f7a21d803f07235",
    ("abc", 32): "d8ccab23b5985ccea865c6c97b6e5b8350e794e603b4b97902f53a8a0d605615",
    ("abcdef0123456789", 32): "eff31487c770a893cfb36f912fbfcbff40d5661771ca4b2cb4eafe524333f5c1",
    (Q128, 32): "b23a1d2b4d97b2ef7785562a7e8bac7eed54ed6e97e29aa51bfe3f12ddad1ff9",
    (A512, 32): "4623227bcc01293b8c130bf771da8c298dede7383243dc0993d2d94823958c4c",
    ("", 128): (
        "af84c27ccfd45d41914fdff5df25293e221afc53d8ad2ac06d5e3e29485dadbe"
        "e0d121587713a3e0dd4d5e69e93eb7cd4f5df4cd103e188cf60cb02edc3edf18"
        "eda8576c412b18ffb658e3dd6ec849469b979d444cf7b26911a08e63cf31f9dc"
        "c541708d3491184472c2c29bb749d4286b004ceb5ee6b9a7fa5b646c993f0ced"
    ),
    ("abc", 128): (
        "abba86a6129e366fc877aab32fc4ffc70120d8996c88aee2fe4b32d6c7b6437a"
        "647e6c3163d40b76a73cf6a5674ef1d890f95b664ee0afa5359a5c4e07985635"
        "bbecbac65d747d3d2da7ec2b8221b17b0ca9dc8a1ac1c07ea6a1e60583e2cb00"
        "058e77b7b72a298425cd1b941ad4ec65e8afc50303a22c0f99b0509b4c895f40"
    ),
    ("abcdef0123456789", 128): (
        "ef904a29bffc4cf9ee82832451c946ac3c8f8058ae97d8d629831a74c6572bd9"
        "ebd0df635cd1f208e2038e760c4994984ce73f0d55ea9f22af83ba4734569d4b"
        "c95e18350f740c07eef653cbb9f87910d833751825f0ebefa1abe5420bb52be1"
        "4cf489b37fe1a72f7de2d10be453b2c9d9eb20c7e3f6edc5a60629178d9478df"
    ),
    (Q128, 128): (
        "80be107d0884f0d881bb460322f0443d38bd222db8bd0b0a5312a6fedb49c1bb"
        "d88fd75d8b9a09486c60123dfa1d73c1cc3169761b17476d3c6b7cbbd727acd0"
        "e2c942f4dd96ae3da5de368d26b32286e32de7e5a8cb2949f866a0b80c58116b"
        "29fa7fabb3ea7d520ee603e0c25bcaf0b9a5e92ec6a1fe4e0391d1cdbce8c68a"
    ),
    (A512, 128): (
        "546aff5444b5b79aa6148bd81728704c32decb73a3ba76e9e75885cad9def1d0"
        "6d6792f8a7d12794e90efed817d96920d728896a4510864370c207f99bd4a608"
        "ea121700ef01ed879745ee3e4ceef777eda6d9e5e38b90c86ea6fb0b36504ba4"
        "a45d22e86f6db5dd43d98a294bebb9125d5b794e9d2a81181066eb954966a487"
    ),
}
# RFC 9380 §J.9.1: message, x and y of the point
SUITE = b"QUUX-V01-CS02-with-BLS12381G1_XMD:SHA-256_SSWU_RO_"
HASHED = {
    "": (
        0x052926ADD2207B76CA4FA57A8734416C8DC95E24501772C814278700EED6D1E4E8CF62D9C09DB0FAC349612B759E79A1,
        0x08BA738453BFED09CB546DBB0783DBB3A5F1F566ED67BB6BE0E8C67E2E81A4CC68EE29813BB7994998F3EAE0C9C6A265,
    ),
    "abc": (
        0x03567BC5EF9C690C2AB2ECDF6A96EF1C139CC0B2F284DCA0A9A7943388A49A3AEE664BA5379A7655D3C68900BE2F6903,
        0x0B9C15F3FE6E5CF4211F346271D7B01C8F3B28BE689C8429C85B67AF215533311F0B8DFAAA154FA6B88176C229F2885D,
    ),
    "abcdef0123456789": (
        0x11E0B079DEA29A68F0383EE94FED1B940995272407E3BB916BBF268C263DDD57A6A27200A784CBC248E84F357CE82D98,
        0x03A87AE2CAF14E8EE52E51FA2ED8EEFE80F02457004BA4D486D6AA1F517C0889501DC7413753F9599B099EBCBBD2D709,
    ),
    Q128: (
        0x15F68EAA693B95CCB85215DC65FA81038D69629F70AEEE0D0F677CF22285E7BF58D7CB86EEFE8F2E9BC3F8CB84FAC488,
        0x1807A1D50C29F430B8CAFC4F8638DFEEADF51211E1602A5F184443076715F91BB90A48BA1E370EDCE6AE1062F5E6DD38,
    ),
    A512: (
        0x082AABAE8B7DEDB0E78AEB619AD3BFD9277A2F77BA7FAD20EF6AABDC6C31D19BA5A6D12283553294C1825C4B3CA2DCFE,
        0x05B84AE5A942248EEA39E1D91030458C40153F3B654AB7872D779AD1E942856A20C438E8D99BC8ABFBF74729CE1F7AC8,
    ),
}
# The steps for the empty message: u[0], u[1], and Q0, to which u[0] is mapped.
EMPTY_U = (
    0x0BA14BD907AD64A016293EE7C2D276B8EAE71F25A4B941EECE7B0D89F17F75CB3AE5438A614FB61D6835AD59F29C564F,
    0x019B9BD7979F12657976DE2884C7CCE192B82C177C80E0EC604436A7F538D231552F0D96D9F7BABE5FA3B19B3FF25AC9,
)
EMPTY_Q0 = (
    0x11A3CCE7E1D90975990066B2F2643B9540FA40D6137780DF4E753A8054D07580DB3B7F1F03396333D4A359D1FE3766FE,
    0x0EEAF6D794E479E270DA10FDAF768DB4C96B650A74518FC67B04B03927754BAC66F3AC720404F339ECDCC028AFA091B7,
)


def point_of(point: G1Point) -> PointOrInfinity:
    return decode(point.to_compressed_bytes(), G1)


def flagged(flags: int, data: bytes) -> bytes:
    """The encoding with other flags."""
    return bytes([flags | data[0] & 0x1F]) + data[1:]


def with_x(x: int, size: int = 48) -> bytes:
    return flagged(COMPRESSED, x.to_bytes(size, "big"))


# --- signatures


@pytest.mark.parametrize("number", QUICKNET_ROUNDS)
def test_published_rounds_are_signed_by_quicknet(number: int) -> None:
    assert is_signature(KEY, message_of(number), bytes.fromhex(QUICKNET_ROUNDS[number]))


def test_signature_of_another_round_is_refused() -> None:
    assert not is_signature(KEY, message_of(1001), SIGNATURE)


def test_signature_by_another_key_is_refused() -> None:
    assert not is_signature(bytes.fromhex(OwnChain().key), MESSAGE, SIGNATURE)


def test_signature_plus_a_point_of_the_cofactor_is_refused() -> None:
    (forged,) = DRAND["forged"]
    signature = bytes.fromhex(forged["signature"])
    assert on_curve(signature, G1)
    assert not is_signature(KEY, message_of(forged["round"]), signature)


def test_the_pairing_alone_would_accept_it() -> None:
    """Why the subgroup is checked: what it refuses satisfies the equation."""
    (forged,) = DRAND["forged"]
    found, public = on_curve(bytes.fromhex(forged["signature"]), G1), decode(KEY, G2)
    hashed = bls_hash.hash_to_g1(message_of(forged["round"]), DOMAIN)
    assert found
    assert public
    assert hashed
    assert is_product_one([(negated(found), GENERATOR), (hashed, public)])


@settings(max_examples=8, deadline=None)
@given(scalars, st.integers(1, 2**53 - 1))
def test_signatures_of_arkworks_are_accepted(secret: int, number: int) -> None:
    chain = OwnChain(secret)
    signature = bytes.fromhex(chain.sign(number))
    assert is_signature(bytes.fromhex(chain.key), message_of(number), signature)
    assert not is_signature(bytes.fromhex(chain.key), message_of(number + 1), signature)


@settings(deadline=None)
@given(st.integers(0, 383))
def test_every_flipped_bit_of_a_signature_is_seen(bit: int) -> None:
    changed = (int.from_bytes(SIGNATURE, "big") ^ 1 << bit).to_bytes(48, "big")
    assert not is_signature(KEY, MESSAGE, changed)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 767))
def test_every_flipped_bit_of_a_key_is_seen(bit: int) -> None:
    changed = (int.from_bytes(KEY, "big") ^ 1 << bit).to_bytes(96, "big")
    assert not is_signature(changed, MESSAGE, SIGNATURE)


def test_infinity_as_key_and_signature_is_refused() -> None:
    """With it both sides of the equation are 1 for every message."""
    infinite = G2Point.identity().to_compressed_bytes(), G1Point.identity().to_compressed_bytes()
    assert not is_signature(infinite[0], MESSAGE, infinite[1])
    assert not is_signature(KEY, MESSAGE, infinite[1])


@pytest.mark.parametrize("length", [0, 1, 47, 49, 96])
def test_signature_of_another_length_is_refused(length: int) -> None:
    assert not is_signature(KEY, MESSAGE, (SIGNATURE + bytes(48))[:length])


@pytest.mark.parametrize("length", [0, 48, 95, 97])
def test_key_of_another_length_is_refused(length: int) -> None:
    assert not is_signature((KEY + bytes(1))[:length], MESSAGE, SIGNATURE)


# --- encodings


def on_curve(data: bytes, group: Group) -> Point | None:
    """The point of an encoding, whether it is in the subgroup or not, by arkworks."""
    parse = (G1Point if group is G1 else G2Point).from_compressed_bytes_unchecked
    numbers = parse(data).to_xy_bytes_be()
    parts = [int.from_bytes(numbers[at : at + 48], "big") for at in range(0, len(numbers), 48)]
    half = len(parts) // 2
    return Fp2(*parts[:half]), Fp2(*parts[half:])


@settings(max_examples=30, deadline=None)
@given(scalars)
def test_points_of_arkworks_are_decoded(scalar: int) -> None:
    for encoded, group in [
        ((G1Point() * Scalar(scalar)).to_compressed_bytes(), G1),
        ((G2Point() * Scalar(scalar)).to_compressed_bytes(), G2),
    ]:
        assert decode(encoded, group) == on_curve(encoded, group)
        other = flagged(encoded[0] & 0xE0 ^ LARGER, encoded)
        point = decode(encoded, group)
        assert point
        assert decode(other, group) == negated(point)


@settings(max_examples=200, deadline=None)
@given(st.binary(min_size=48, max_size=48) | st.just(SIGNATURE), st.integers(0, 7))
def test_arkworks_decodes_the_same_points(data: bytes, flags: int) -> None:
    encoded = flagged(flags << 5, data)
    try:
        found = G1Point.from_compressed_bytes(encoded) != G1Point.identity()
    except ValueError:
        found = False
    assert (decode(encoded, G1) is not None) == found


@pytest.mark.parametrize(
    "flags",
    [0, LARGER, INFINITE, INFINITE | LARGER, COMPRESSED | INFINITE, COMPRESSED | INFINITE | LARGER],
)
def test_other_flags_are_refused(flags: int) -> None:
    assert decode(SIGNATURE, G1)
    assert decode(flagged(flags, SIGNATURE), G1) is None
    assert decode(flagged(flags, KEY), G2) is None


def test_coordinate_not_below_p_is_refused() -> None:
    numbers = count(1)
    signatures = (int(OwnChain().sign(number), 16) for number in numbers)
    signature = next(s for s in signatures if s % (1 << 381) + P < 1 << 381)
    assert decode(signature.to_bytes(48, "big"), G1)
    assert decode((signature + P).to_bytes(48, "big"), G1) is None
    assert decode(with_x(P), G1) is None


@pytest.mark.parametrize("part", [0, 1])
def test_either_coordinate_of_a_key_not_below_p_is_refused(part: int) -> None:
    imaginary, real = KEY[:48], KEY[48:]
    beyond = flagged(COMPRESSED, P.to_bytes(48, "big")) if part else P.to_bytes(48, "big")
    assert decode(beyond + real if part else imaginary + beyond, G2) is None


def test_x_without_y_is_refused() -> None:
    """Of G1 also where x³ + 4 has its root outside F_p."""
    refused = {x for x in range(1, 60) if decode_anything(with_x(x), G1) is None}
    assert 20 < len(refused) < 40
    assert all(pow(x**3 + 4, (P - 1) // 2, P) == P - 1 for x in refused)
    refused = {x for x in range(1, 60) if decode_anything(with_x(x, 96), G2) is None}
    assert 20 < len(refused) < 40


def decode_anything(data: bytes, group: Group) -> Point | None:
    """What arkworks finds on the curve; ours must find nothing, as it is outside the subgroup."""
    assert decode(data, group) is None
    try:
        return on_curve(data, group)
    except ValueError:
        return None


@pytest.mark.parametrize("group", [G1, G2], ids=["G1", "G2"])
def test_point_outside_the_subgroup_is_refused(group: Group) -> None:
    encodings = (with_x(x, group.size) for x in count(1))
    data = next(data for data in encodings if decode_anything(data, group))
    outside = on_curve(data, group)
    assert outside
    assert outside[1] * outside[1] == outside[0] * outside[0] * outside[0] + group.b
    assert multiply(R, outside) is not None
    assert decode(data, group) is None


# --- arithmetic


@settings(max_examples=30, deadline=None)
@given(elements)
def test_square_roots(element: Fp2) -> None:
    square = element * element
    assert square.square_root() in (element, ZERO - element)
    root = element.square_root()
    norm = element.real**2 + element.imaginary**2
    assert (root is None) == (pow(norm, (P - 1) // 2, P) == P - 1)


@pytest.mark.parametrize("element", [ZERO, ONE, Fp2(P - 1), Fp2(2), Fp2(0, 1), Fp2(P - 2)])
def test_square_roots_of_particular_elements(element: Fp2) -> None:
    root = element.square_root()
    assert root
    assert root * root == element


@settings(max_examples=20, deadline=None)
@given(elements.filter(lambda element: element != ZERO))
def test_inverses(element: Fp2) -> None:
    assert element * element.inverse() == ONE


@settings(max_examples=15, deadline=None)
@given(scalars, scalars)
def test_sums_and_multiples_are_those_of_arkworks(one: int, other: int) -> None:
    a, b = G1Point() * Scalar(one), G1Point() * Scalar(other)
    assert add(point_of(a), point_of(b)) == point_of(a + b)
    base = point_of(G1Point())
    assert base
    assert multiply(one, base) == point_of(a)
    assert add(base, negated(base)) is None
    assert add(None, base) == add(base, None) == base


def test_generator_is_that_of_arkworks() -> None:
    assert decode(G2Point().to_compressed_bytes(), G2) == GENERATOR


def test_pairing_is_bilinear_and_not_constant() -> None:
    base = point_of(G1Point())
    assert base
    five, seven = multiply(5, base), multiply(7, GENERATOR)
    other = multiply(35, base)
    assert five
    assert seven
    assert other
    assert is_product_one([(five, seven), (negated(other), GENERATOR)])
    assert not is_product_one([(five, seven), (other, GENERATOR)])
    assert not is_product_one([(base, GENERATOR)])
    assert is_product_one([])


# --- hashing


@pytest.mark.parametrize(("message", "length"), EXPANDED)
def test_rfc_9380_expand_message(message: str, length: int) -> None:
    expanded = bls_hash.expand_message(message.encode(), EXPANDER, length)
    assert expanded.hex() == EXPANDED[message, length]


@pytest.mark.parametrize("message", HASHED)
def test_rfc_9380_hash_to_curve(message: str) -> None:
    x, y = HASHED[message]
    assert bls_hash.hash_to_g1(message.encode(), SUITE) == (Fp2(x), Fp2(y))


def test_rfc_9380_steps_of_the_empty_message() -> None:
    assert bls_hash.hash_to_field(b"", SUITE) == EMPTY_U
    mapped = bls_hash.to_curve(*bls_hash.to_isogenous(EMPTY_U[0]))
    assert mapped == (Fp2(EMPTY_Q0[0]), Fp2(EMPTY_Q0[1]))


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=200), st.binary(min_size=1, max_size=80))
def test_hashes_are_those_of_arkworks(message: bytes, domain: bytes) -> None:
    hashed = bls_hash.hash_to_g1(message, domain)
    assert hashed == point_of(G1Point.hash_to_curve(message, domain))


def minus_one_by_z() -> int:
    """An element for which SWU divides by zero: Z u² = −1, if −1/Z is a square."""
    square = -pow(bls_hash.Z, -1, P) % P
    return pow(square, (P + 1) // 4, P)


@pytest.mark.parametrize("u", [0, 1, P - 1, minus_one_by_z(), 2**380])
def test_particular_elements_are_mapped_as_by_arkworks(u: int) -> None:
    mapped = bls_hash.to_curve(*bls_hash.to_isogenous(u))
    assert mapped
    expected = point_of(G1Point.map_from_fp_be(u.to_bytes(48, "big")))
    assert multiply(bls_hash.EFFECTIVE_COFACTOR, mapped) == expected


def isogenous_multiple(scalar: int, x: int, y: int) -> tuple[int, int] | None:
    """Double and add on y² = x³ + Ax + B."""
    total = None
    for bit in f"{scalar:b}":
        for term in [total, (x, y)][: 1 + (bit == "1")]:
            total = isogenous_sum(total, term)
    return total


def isogenous_sum(
    one: tuple[int, int] | None, other: tuple[int, int] | None
) -> tuple[int, int] | None:
    if one is None or other is None:
        return one or other
    (x, y), (u, v) = one, other
    if x == u and (y + v) % P == 0:
        return None
    incline = (
        (3 * x * x + bls_hash.A) * pow(2 * y, -1, P) if x == u else (v - y) * pow(u - x, -1, P)
    )
    third = (incline * incline - x - u) % P
    return third, (incline * (x - third) - y) % P


def test_points_of_order_11_go_to_infinity() -> None:
    """RFC 9380 §4.3: the kernel of the isogeny, which no message is known to lead to."""
    cofactor = 0x396C8C005555E1568C00AAAB0000AAAB
    images = []
    for u in range(2, 12):
        point = isogenous_multiple(cofactor * R // 121, *bls_hash.to_isogenous(u))
        while point:
            images.append(bls_hash.to_curve(*point))
            point = isogenous_multiple(11, *point)
    assert None in images
