"""The curve of Ed25519 by its definition (RFC 8032 §5.1), slow and short.

Makes keys and signatures that no honest program makes. Shares nothing with what it tests.
"""

import hashlib

P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
L = 2**252 + 27742317777372353535851937790883648493

Point = tuple[int, int]

IDENTITY: Point = (0, 1)


def add(a: Point, b: Point) -> Point:
    (x1, y1), (x2, y2) = a, b
    t = D * x1 * x2 * y1 * y2 % P
    x = (x1 * y2 + x2 * y1) * pow(1 + t, -1, P) % P
    y = (y1 * y2 + x1 * x2) * pow(1 - t, -1, P) % P
    return x, y


def multiply(k: int, a: Point) -> Point:
    result = IDENTITY
    while k:
        if k & 1:
            result = add(result, a)
        a, k = add(a, a), k >> 1
    return result


def encode(a: Point) -> bytes:
    return (a[1] | (a[0] & 1) << 255).to_bytes(32, "little")


def square_root(n: int) -> int | None:
    """A root of n modulo P, if there is one."""
    root = pow(n, (P + 3) // 8, P)
    for candidate in (root, root * pow(2, (P - 1) // 4, P) % P):
        if candidate * candidate % P == n % P:
            return candidate
    return None


def point(y: int) -> Point | None:
    """The point with this y and an even x, if there is one."""
    x = square_root((y * y - 1) * pow(D * y * y + 1, -1, P))
    return None if x is None else (x if x % 2 == 0 else P - x, y)


def on_curve(first_y: int) -> Point:
    """The first point with this y or a larger one."""
    found = point(first_y)
    return found or on_curve(first_y + 1)


BASE = on_curve(4 * pow(5, -1, P) % P)


def small_order_points() -> set[Point]:
    """The eight points of order 1, 2, 4 and 8."""
    found = {IDENTITY}
    y = 2
    while len(found) < 8:
        torsion = multiply(L, on_curve(y))
        found |= {multiply(k, torsion) for k in range(8)}
        y += 1
    return found


def challenge(r: bytes, key: bytes, message: bytes) -> int:
    return int.from_bytes(hashlib.sha512(r + key + message).digest(), "little") % L
