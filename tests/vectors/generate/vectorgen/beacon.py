"""SPEC §8.2: signatures of beacon rounds by a chain of our own, and points to forge some with."""

from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from vectorgen.encoding import secret, sha256

DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
INFINITY = (0xC0 << 8 * 47).to_bytes(48, "big").hex()
INFINITY_KEY = (0xC0 << 8 * 95).to_bytes(96, "big").hex()
SIGN_BIT = 1 << 381
X_BITS = 381

_SECRET = Scalar.from_be_bytes_mod_order(secret("key beacon"))
CHAIN = "ef" * 32
KEY = (G2Point() * _SECRET).to_compressed_bytes().hex()


def sign(number: int) -> str:
    """The signature of a round by our chain."""
    hashed = G1Point.hash_to_curve(sha256(number.to_bytes(8, "big")), DOMAIN)
    return (hashed * _SECRET).to_compressed_bytes().hex()


def negated(signature: str) -> str:
    """The same x with the other y."""
    return f"{int(signature, 16) ^ SIGN_BIT:096x}"


def shifted(signature: str) -> str:
    """Another point of the subgroup."""
    point = G1Point.from_compressed_bytes(bytes.fromhex(signature)) + G1Point()
    return point.to_compressed_bytes().hex()


def has_second_spelling(signature: str) -> bool:
    """Whether x + p has no more bits than there is room for."""
    return int(signature, 16) % SIGN_BIT + P < 1 << X_BITS


def respelled(signature: str) -> str:
    """The same point, x written as x + p."""
    return f"{int(signature, 16) + P:096x}"
