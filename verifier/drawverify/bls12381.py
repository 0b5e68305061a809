"""BLS signatures of drand's scheme bls-unchained-g1-rfc9380, SPEC §8.2.

Signatures are points of G1, keys of G2. The pairing e is the optimal ate pairing, computed for
both sides of the equation at once.
"""

from __future__ import annotations

from operator import mul
from typing import TYPE_CHECKING

from .bls_curve import G1, G2, Fp2, P, Point, R, decode, negated, slope, third
from .bls_hash import hash_to_g1

if TYPE_CHECKING:
    from collections.abc import Sequence

DOMAIN = b"BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_"
# |x| of the family of curves that BLS12-381 is one of: the length of the Miller loop.
X = 0xD201000000010000
# An element of F_p¹² = F_p[w]/(w¹² − 2w⁶ + 2), lowest coefficient first; i of F_p² is w⁶ − 1.
Fp12 = list[int]
DEGREE = 12
# w^(p² − 1), a sixth root of unity in F_p: (Σ c_k w^k)^(p²) = Σ c_k ROOT_OF_UNITY^k w^k.
ROOT_OF_UNITY = pow(2, (P - 1) // 6, P)


def is_signature(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tells whether a 48-byte signature of a message is by a 96-byte key."""
    public, signed = decode(key, G2), decode(signature, G1)
    hashed = hash_to_g1(message, DOMAIN)
    if public is None or signed is None or hashed is None:
        return False
    # e(signature, generator) = e(hash, key)
    return is_product_one([(negated(signed), GENERATOR), (hashed, public)])


def is_product_one(pairs: Sequence[tuple[Point, Point]]) -> bool:
    """Tells whether the product of e(A, B) over pairs of A in G1 and B in G2 is 1."""
    value = one()
    moving = [other for _, other in pairs]
    for bit in f"{X:b}"[1:]:
        value = times(value, value)
        for number, (place, start) in enumerate(pairs):
            for other in [moving[number], start][: 1 + (bit == "1")]:
                incline = slope(moving[number], other)
                value = times(value, line(incline, moving[number], place))
                moving[number] = third(moving[number], other, incline)
    # That x is negative inverts the product, which does not matter here.
    return is_final_power_one(value)


def line(incline: Fp2, through: Point, place: Point) -> Fp12:
    """Returns the line through a point of G2 at a place of G1, times w³.

    A point (x, y) of the twist is (x/w², y/w³) on the curve over F_p¹², and a slope s is s/w. The
    factor w³ is in F_p⁴: the final power makes it 1.
    """
    value = [0] * DEGREE
    constant = incline * through[0] - through[1]
    for k, part in ((0, constant), (2, Fp2(P - 1) * incline * place[0]), (3, place[1])):
        value[k], value[k + 6] = part.real - part.imaginary, part.imaginary
    return value


def is_final_power_one(value: Fp12) -> bool:
    """Tells whether the power (p¹² − 1)/r of a value other than 0 is 1.

    (p¹² − 1)/r = (p⁶ − 1) · (p² + 1) · (p⁴ − p² + 1)/r, and a power p⁶ − 1 is 1 exactly in F_p⁶,
    where the odd powers of w are absent.
    """
    frobenius = [c * pow(ROOT_OF_UNITY, k, P) % P for k, c in enumerate(value)]
    base, result = times(frobenius, value), one()
    for bit in f"{(P**4 - P**2 + 1) // R:b}":
        result = times(result, result)
        if bit == "1":
            result = times(result, base)
    return not any(result[1::2])


def one() -> Fp12:
    """Returns 1."""
    return [1] + [0] * (DEGREE - 1)


def times(a: Fp12, b: Fp12) -> Fp12:
    """Returns the product of two elements."""
    backwards = b[::-1]
    product = [
        sum(map(mul, a[max(0, k - 11) : k + 1], backwards[max(0, 11 - k) :])) for k in range(23)
    ]
    for k in range(22, 11, -1):
        product[k - 6] += 2 * product[k]
        product[k - 12] -= 2 * product[k]
    return [c % P for c in product[:DEGREE]]


GENERATOR: Point = (
    Fp2(
        0x024AA2B2F08F0A91260805272DC51051C6E47AD4FA403B02B4510B647AE3D1770BAC0326A805BBEFD48056C8C121BDB8,
        0x13E02B6052719F607DACD3A088274F65596BD0D09920B61AB5DA61BBDC7F5049334CF11213945D57E5AC7D055D042B7E,
    ),
    Fp2(
        0x0CE5D527727D6E118CC9CDC6DA2E351AADFD9BAA8CBDD3A76D429A695160D12C923AC9CC3BACA289E193548608B82801,
        0x0606C4A02EA734CC32ACD2B02BC28B99CB3E287E85A763AF267492AB572E99AB3F370D275CEC1DA1AAA9075FF05F79BE,
    ),
)
