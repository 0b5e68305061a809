"""Shapes of canonical values: SPEC §3.2."""

from typing import Any

import pytest

from drawsvc.domain import shapes
from drawsvc.domain.shapes import Shape, ShapeError
from drawsvc.log.keys import COSIGNATURE, ED25519, NamedKey, SigningKey

KEY = NamedKey("example.org/log", SigningKey(bytes(32)))
LOG_VKEY = KEY.verifier(ED25519).to_text()
COSIGNER_VKEY = KEY.verifier(COSIGNATURE).to_text()

LARGEST = 2**53 - 1


def fits(shape: Shape, value: Any) -> bool:
    try:
        shape(value, "here")
    except ShapeError as error:
        return not (error.path.startswith("here") and error.expected)
    return True


@pytest.mark.parametrize(
    ("shape", "good", "bad"),
    [
        (shapes.HEX32, ["0" * 64, "9af" + "0" * 61], ["A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n", 0]),
        (shapes.HEX64, ["0" * 128], ["0" * 64, "g" * 128, None]),
        (shapes.HEX, ["00", "aabb"], ["", "0", "0g", "AA", 1]),
        (shapes.CODE, ["a", "a_1", "a" * 64], ["", "A", "1a", "_a", "a-b", "a" * 65, "a\n", "ａ"]),
        (shapes.ID, ["a", "2026-1_A.b", "0" * 64], ["", "-a", ".a", "a b", "0" * 65, "a\n", "é"]),
        (shapes.SPECIALTY, ["1.10", "X1", "a" * 32], ["", ".1", "a" * 33, "1,1", 1, "１"]),
        (shapes.SERIAL, ["", "0", "007", "9" * 9], ["9" * 10, "-1", "1a", "１", 7, "1\n"]),
        (shapes.TEXT, ["a", "王 \t", "好" * 500], ["", "a\nb", "a" * 501, "a\n", 5]),
        (shapes.ORIGIN, ["a", "example.org/log:1-a", "0" * 255], ["", "A", "/a", "a/", "a_b", "0" * 256]),
        (shapes.TIME, ["2000-01-01T00:00:00Z"], ["1999-12-31T23:59:59Z", "2026-02-30T00:00:00Z", 7]),
        (shapes.DATE, ["1900-01-01", "9999-12-31"], ["1899-12-31", "2026-2-1", "2026-02-29", 20260101]),
        (shapes.COUNT, [0, LARGEST], [-1, LARGEST + 1, True, False, "1", 1.0, None]),
        (shapes.POSITIVE, [1, LARGEST], [0, True]),
        (shapes.FLAG, [True, False], [0, 1, "true", None]),
        (shapes.EMPTY, [""], [" ", "a", 0, None]),
        (shapes.one_of("a", "b"), ["a", "b"], ["", "c", 1, None, ["a"]]),
        (shapes.whole(-2, 2), [-2, 0, 2], [-3, 3, True]),
        (shapes.list_of(shapes.COUNT), [[], [0, 0]], [[-1], (0,), {}, "", None]),
        (shapes.list_of(shapes.COUNT, 1, 2), [[1], [1, 2]], [[], [1, 2, 3]]),
        (shapes.list_of(shapes.COUNT, 2), [[1, 2], [1] * 9], [[1]]),
        (shapes.ascending(shapes.COUNT), [[], [0], [0, 7]], [[7, 0], [1, 1], [-1, 2]]),
        (shapes.ascending(shapes.TEXT, 1), [["1", "10", "2"]], [[], ["2", "10"], ["a", "a"]]),
        (shapes.members(a=shapes.COUNT), [{"a": 1}], [{}, {"a": 1, "b": 1}, {"b": 1}, {"a": ""}, []]),
        (shapes.members(), [{}], [{"a": 1}, [], None]),
        (
            shapes.mapping_of(shapes.CODE, shapes.POSITIVE),
            [{}, {"a": 1, "b": 2}],
            [{"A": 1}, {"a": 0}, [], None],
        ),
        (shapes.either(shapes.COUNT, shapes.EMPTY), [3, ""], [-1, "a", None]),
        (
            shapes.by_member("kind", {"x": shapes.members(kind=shapes.CODE, n=shapes.COUNT)}),
            [{"kind": "x", "n": 1}],
            [{"kind": "y", "n": 1}, {"n": 1}, {"kind": "x"}, {"kind": ["x"]}, [], "x"],
        ),
        (shapes.anything, [None, 1, "x", [], {}], []),
        (shapes.vkey(ED25519), [LOG_VKEY], [COSIGNER_VKEY, LOG_VKEY[:-4] + "AAAA", "", 1, "a+b+c"]),
        (shapes.vkey(COSIGNATURE), [COSIGNER_VKEY], [LOG_VKEY]),
    ],
)  # fmt: skip
def test_shape(shape: Shape, good: list[Any], bad: list[Any]) -> None:
    assert [value for value in good if not fits(shape, value)] == []
    assert [value for value in bad if fits(shape, value)] == []


@pytest.mark.parametrize(
    ("shape", "value", "path", "expected"),
    [
        (shapes.members(a=shapes.COUNT), {"a": -1}, "a", f"an integer from 0 to {LARGEST}"),
        (shapes.members(b=shapes.COUNT, a=shapes.COUNT), {}, "", "an object with members a, b"),
        (
            shapes.members(a=shapes.list_of(shapes.members(b=shapes.one_of("", "x")))),
            {"a": [{"b": ""}, {"b": "y"}]},
            "a[1].b",
            "one of nothing, x",
        ),
        (shapes.list_of(shapes.COUNT, 1, 2), [], "", "an array of 1 to 2"),
        (shapes.list_of(shapes.COUNT, 1), [], "", "an array of at least 1"),
        (shapes.ascending(shapes.COUNT), [2, 1], "", "distinct values in ascending order"),
        (
            shapes.ascending_by("a", shapes.members(a=shapes.COUNT)),
            [{"a": 1}, {"a": 1}],
            "",
            "distinct values of a in ascending order",
        ),
        (shapes.two_different(shapes.COUNT), [1, 1], "", "two different values"),
        (shapes.two_different(shapes.COUNT), [1], "", "an array of 2 to 2"),
        (
            shapes.either(shapes.HEX32, shapes.EMPTY),
            "x",
            "",
            "64 lower-case hexadecimal digits, or nothing",
        ),
        (shapes.mapping_of(shapes.CODE, shapes.POSITIVE), {"a": 0}, "a", f"an integer from 1 to {LARGEST}"),
    ],
)  # fmt: skip
def test_error_says_where_and_what(shape: Shape, value: Any, path: str, expected: str) -> None:
    with pytest.raises(ShapeError) as caught:
        shape(value, "")
    assert (caught.value.path, str(caught.value.expected)) == (path, expected)
    assert str(caught.value) == f"{path or 'value'}: expected {expected}"
