"""The two curves of BLS12-381, and the strict encodings of their points.

y² = x³ + 4 over F_p holds the group G1, of signatures; its twist y² = x³ + 4(1 + i) over
F_p² = F_p[i]/(i² + 1) holds G2, of keys. As F_p lies in F_p², coordinates of both are `Fp2`, and
one arithmetic serves both. Slow against a compiled library and not constant in time; it sees
public data only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple, Optional

P = 0x1A0111EA397FE69A4B1BA7B6434BACD764774B84F38512BF6730D2A0F6B0F6241EABFFFEB153FFFFB9FEFFFFFFFFAAAB
# The prime order of G1 and G2.
R = 0x73EDA753299D7D483339D80809A1D80553BDA402FFFE5BFEFFFFFFFF00000001
COORDINATE_BYTES = 48
X_BITS = 381
# The three bits before x: compressed, not infinity, and which of y and −y is larger.
SMALLER_Y, LARGER_Y = 0b100, 0b101


@dataclass
class Fp2:
    """The element real + imaginary · i of F_p², both from 0 to p − 1."""

    real: int
    imaginary: int = 0

    def __add__(self, other: Fp2) -> Fp2:
        return Fp2((self.real + other.real) % P, (self.imaginary + other.imaginary) % P)

    def __sub__(self, other: Fp2) -> Fp2:
        return Fp2((self.real - other.real) % P, (self.imaginary - other.imaginary) % P)

    def __mul__(self, other: Fp2) -> Fp2:
        a, b, c, d = self.real, self.imaginary, other.real, other.imaginary
        return Fp2((a * c - b * d) % P, (a * d + b * c) % P)

    def __pow__(self, exponent: int) -> Fp2:
        result = ONE
        for bit in f"{exponent:b}":
            result = result * result
            if bit == "1":
                result = result * self
        return result

    def inverse(self) -> Fp2:
        """Returns 1 / self. Zero has no inverse: ValueError."""
        a, b = self.real, self.imaginary
        scale = pow(a * a + b * b, -1, P)
        return Fp2(a * scale % P, -b * scale % P)

    def square_root(self) -> Fp2 | None:
        """Returns a root, None if there is none (Adj and Rodríguez-Henríquez, algorithm 9)."""
        power = self ** ((P - 3) // 4)
        root = power * self
        residue = power * root
        root = root * (IMAGINARY if residue == MINUS_ONE else (ONE + residue) ** ((P - 1) // 2))
        return root if root * root == self else None


ZERO, ONE, MINUS_ONE, IMAGINARY = Fp2(0), Fp2(1), Fp2(P - 1), Fp2(0, 1)
Point = tuple[Fp2, Fp2]  # x, y
PointOrInfinity = Optional[Point]  # None is the point at infinity, the zero of the group


class Group(NamedTuple):
    """One of the two groups: the bytes of an encoding, b of y² = x³ + b."""

    size: int
    b: Fp2


G1 = Group(COORDINATE_BYTES, Fp2(4))
G2 = Group(2 * COORDINATE_BYTES, Fp2(4, 4))


def negated(point: Point) -> Point:
    """Returns −A."""
    return point[0], ZERO - point[1]


def slope(one: Point, other: Point) -> Fp2:
    """Returns the slope of the line through two points, the tangent if they are the same.

    They must not be each other's negative.
    """
    (x, y), (u, v) = one, other
    if one == other:
        return Fp2(3) * x * x * (y + y).inverse()
    return (v - y) * (u - x).inverse()


def third(one: Point, other: Point, incline: Fp2) -> Point:
    """Returns A + B, given the slope of the line through both."""
    x = incline * incline - one[0] - other[0]
    return x, incline * (one[0] - x) - one[1]


def add(one: PointOrInfinity, other: PointOrInfinity) -> PointOrInfinity:
    """Returns A + B."""
    if one is None:
        return other
    if other is None:
        return one
    if one == negated(other):
        return None
    return third(one, other, slope(one, other))


def multiply(scalar: int, point: Point) -> PointOrInfinity:
    """Returns [scalar]A."""
    total: PointOrInfinity = None
    for bit in f"{scalar:b}":
        total = add(total, total)
        if bit == "1":
            total = add(total, point)
    return total


def decode(data: bytes, group: Group) -> Point | None:
    """Returns the point of a group that a compressed encoding names, None for anything else.

    So for another length, other flags than compressed (infinity among them), a coordinate not
    below p, an x without y, and a point of the curve outside the subgroup of order R.
    """
    if len(data) != group.size or data[0] >> 5 not in (SMALLER_Y, LARGER_Y):
        return None
    # Of an element of F_p² the imaginary part comes first.
    parts = [data[at : at + COORDINATE_BYTES] for at in range(0, group.size, COORDINATE_BYTES)]
    numbers = [int.from_bytes(part, "big") for part in parts]
    numbers[0] %= 1 << X_BITS
    if max(numbers) >= P:
        return None
    x = Fp2(*reversed(numbers))
    y = (x * x * x + group.b).square_root()
    # A number of F_p may have its root outside F_p, that is not on the curve of G1.
    if y is None or (group is G1 and y.imaginary):
        return None
    wanted = data[0] >> 5 == LARGER_Y
    point = (x, y) if is_larger(y) == wanted else negated((x, y))
    return point if multiply(R, point) is None else None


def is_larger(y: Fp2) -> bool:
    """Tells whether y > −y, the imaginary parts compared first."""
    minus = ZERO - y
    return (y.imaginary, y.real) > (minus.imaginary, minus.real)
