"""Ed25519 verification, SPEC §3.4: RFC 8032 without cofactor, canonical encodings only.

Slow against a compiled library and not constant in time; it sees public data only.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha512

Point = tuple[int, int, int, int]  # extended coordinates X, Y, Z, T with x = X/Z, y = Y/Z, xy = T/Z

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
IDENTITY: Point = (0, 1, 1, 0)
SIGN_BIT = 1 << 255
KEY_BYTES, SIGNATURE_BYTES = 32, 64
# Widths of the sliding windows: wider for the base point, whose table is made only once.
WIDTH_OF_BASE = 7
WIDTH_OF_KEY = 5


def is_signature(key: bytes, message: bytes, signature: bytes) -> bool:
    """Tells whether a 64-byte signature of a message is by a 32-byte key."""
    if len(signature) != SIGNATURE_BYTES:
        return False
    point = decode(key)
    s = int.from_bytes(signature[32:], "little")
    # SPEC §3.4: refuse keys off the curve, of small order, not canonical; S ≥ L.
    if point is None or is_small(point) or s >= L:
        return False
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % L
    # [S]B − [k]A must encode to R: so R is checked to be canonical by the same comparison.
    return encode(_sum(s, k, negated(point))) == signature[:32]


def decode(data: bytes) -> Point | None:
    """Returns the point of a canonical encoding, None for anything else."""
    number = int.from_bytes(data, "little")
    y, odd = number & (SIGN_BIT - 1), number >> 255
    if len(data) != KEY_BYTES or y >= P:
        return None
    u, v = (y * y - 1) % P, (D * y * y + 1) % P
    # RFC 8032 §5.1.3: the candidate root of u/v.
    x = u * pow(v, 3, P) * pow(u * pow(v, 7, P), (P - 5) // 8, P) % P
    if v * x * x % P == -u % P:
        x = x * SQRT_MINUS_1 % P
    if v * x * x % P != u or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return (x, y, 1, x * y % P)


def encode(point: Point) -> bytes:
    """Returns the 32 bytes of a point."""
    x, y, z, _ = point
    inverse = pow(z, P - 2, P)
    x, y = x * inverse % P, y * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_small(point: Point) -> bool:
    """Tells whether [8] of a point is the identity."""
    for _ in range(3):
        point = double(point)
    return point[0] == 0 and point[1] == point[2]


def negated(point: Point) -> Point:
    """Returns −A."""
    x, y, z, t = point
    return (P - x, y, z, P - t)


def double(point: Point) -> Point:
    """Returns A + A (RFC 8032 §5.1.4)."""
    x, y, z, _ = point
    a, b = x * x % P, y * y % P
    h = a + b
    e = h - (x + y) * (x + y) % P
    g = a - b
    f = 2 * z * z % P + g
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def add(one: Point, other: Point) -> Point:
    """Returns A + B (RFC 8032 §5.1.4)."""
    x, y, z, t = one
    p, q, r, s = other
    a, b = (y - x) * (q - p) % P, (y + x) * (q + p) % P
    c, d = 2 * D * t * s % P, 2 * z * r % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def _window(scalar: int, width: int) -> list[int]:
    """Returns the digits of a scalar, lowest first: 0 or odd below 2^(width − 1), few not 0."""
    digits = []
    while scalar:
        digit = 0
        if scalar & 1:
            digit = scalar & (1 << width) - 1
            digit -= (digit >> width - 1) << width
        digits.append(digit)
        scalar = scalar - digit >> 1
    return digits


def _odd_multiples(point: Point, width: int) -> list[Point]:
    """Returns A, 3A, 5A, … up to (2^(width − 1) − 1)A."""
    twice, multiples = double(point), [point]
    for _ in range((1 << width - 2) - 1):
        multiples.append(add(multiples[-1], twice))
    return multiples


def _times(digit: int, multiples: Sequence[Point]) -> Point:
    multiple = multiples[abs(digit) >> 1]
    return multiple if digit > 0 else negated(multiple)


def _sum(s: int, k: int, point: Point) -> Point:
    """Returns [s]B + [k]A by running down both scalars at once."""
    of_base, of_key = _window(s, WIDTH_OF_BASE), _window(k, WIDTH_OF_KEY)
    if not BASE_MULTIPLES:
        BASE_MULTIPLES.extend(_odd_multiples(BASE, WIDTH_OF_BASE))
    multiples, total = _odd_multiples(point, WIDTH_OF_KEY), IDENTITY
    length = max(len(of_base), len(of_key))
    of_base += [0] * (length - len(of_base))
    of_key += [0] * (length - len(of_key))
    for base_digit, key_digit in zip(reversed(of_base), reversed(of_key)):
        total = double(total)
        if base_digit:
            total = add(total, _times(base_digit, BASE_MULTIPLES))
        if key_digit:
            total = add(total, _times(key_digit, multiples))
    return total


BASE: Point = (
    15112221349535400772501151409588531511454012693041857206046113283949847762202,
    46316835694926478169428394003475163141307993866256225615783033603165251855960,
    1,
    46827403850823179245072216630277197565144205554125654976674165829533817101731,
)
BASE_MULTIPLES: list[Point] = []
