"""Shapes of canonical JSON values (SPEC §3.2): what a member must look like, said once and checked before use.

A shape is a function that takes a value and the path to it and raises ShapeError where the value does not fit. Shapes
check form only; what values mean to each other is checked where they are used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from drawsvc.domain import times
from drawsvc.log.keys import parse_vkey

MAX_INTEGER = 2**53 - 1  # SPEC §3.1

Shape = Callable[[Any, str], None]


@dataclass(frozen=True)
class Form:
    """What a shape asks for. As text it is in the words of SPEC §3.2.

    Args:
        code: key of its wording in web/locales, table `shapes`.
        text: the words of SPEC §3.2.
        values: what the wording needs, by name.
    """

    code: str
    text: str
    values: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


class ShapeError(ValueError):
    """A value does not have the shape asked for.

    Args:
        path: where in the value, as `body.groups[0].seats`.
        expected: the shape.
    """

    def __init__(self, path: str, expected: Form) -> None:
        self.path = path
        self.expected = expected
        super().__init__(f"{path or 'value'}: expected {expected}")


ASCENDING = Form("ascending", "distinct values in ascending order")
TWO_DIFFERENT = Form("two_different", "two different values")
OBJECT = Form("object", "an object")
TRUE_OR_FALSE = Form("flag", "true or false")


def _at(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def matching(pattern: str, expected: Form) -> Shape:
    """A string that matches the whole of `pattern`."""
    compiled = re.compile(pattern)

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or compiled.fullmatch(value) is None:
            raise ShapeError(path, expected)

    return check


def one_of(*choices: object) -> Shape:
    """One of a closed set of strings."""
    listed = ", ".join(str(choice) or "nothing" for choice in choices)
    expected = Form("one_of", f"one of {listed}", {"choices": listed})

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str) or value not in choices:
            raise ShapeError(path, expected)

    return check


def whole(low: int, high: int = MAX_INTEGER) -> Shape:
    """An integer from `low` to `high`."""
    values = {"low": low, "high": high}
    expected = Form("whole", f"an integer from {low} to {high}", values)
    if high == MAX_INTEGER:
        expected = Form("whole_from", str(expected), values)

    def check(value: Any, path: str) -> None:
        if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
            raise ShapeError(path, expected)

    return check


def members(**shapes: Shape) -> Shape:
    """An object with exactly these members."""
    names = set(shapes)
    listed = ", ".join(sorted(names))
    expected = Form("members", f"an object with members {listed}", {"members": listed})

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict) or set(value) != names:
            raise ShapeError(path, expected)
        for name, shape in shapes.items():
            shape(value[name], _at(path, name))

    return check


def list_of(shape: Shape, low: int = 0, high: int | None = None) -> Shape:
    """An array of `low` to `high` values of one shape."""
    size = Form("list_from", f"an array of at least {low}", {"low": low})
    if high is not None:
        size = Form("list", f"an array of {low} to {high}", {"low": low, "high": high})

    def check(value: Any, path: str) -> None:
        if (
            not isinstance(value, list)
            or len(value) < low
            or (high is not None and len(value) > high)
        ):
            raise ShapeError(path, size)
        for index, item in enumerate(value):
            shape(item, f"{path}[{index}]")

    return check


def ascending(shape: Shape, low: int = 0) -> Shape:
    """An array of distinct values in ascending order."""
    listed = list_of(shape, low)

    def check(value: Any, path: str) -> None:
        listed(value, path)
        if any(a >= b for a, b in pairwise(value)):
            raise ShapeError(path, ASCENDING)

    return check


def ascending_by(name: str, shape: Shape) -> Shape:
    """An array of objects in ascending order of a member, whose values are distinct."""
    listed = list_of(shape)
    expected = Form("ascending_by", f"distinct values of {name} in ascending order", {"name": name})

    def check(value: Any, path: str) -> None:
        listed(value, path)
        if any(a[name] >= b[name] for a, b in pairwise(value)):
            raise ShapeError(path, expected)

    return check


def two_different(shape: Shape) -> Shape:
    """An array of two values that differ."""
    listed = list_of(shape, 2, 2)

    def check(value: Any, path: str) -> None:
        listed(value, path)
        if value[0] == value[1]:
            raise ShapeError(path, TWO_DIFFERENT)

    return check


def mapping_of(keys: Shape, values: Shape) -> Shape:
    """An object whose member names and values have these shapes."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(path, OBJECT)
        for name, item in value.items():
            keys(name, _at(path, name))
            values(item, _at(path, name))

    return check


def either(*shapes: Shape) -> Shape:
    """A string that fits the first or another of several shapes."""

    def check(value: Any, path: str) -> None:
        expected: list[Form] = []
        for shape in shapes:
            try:
                return shape(value, path)
            except ShapeError as error:
                expected.append(error.expected)
        raise ShapeError(path, _any_of(expected))

    return check


def _any_of(forms: Sequence[Form]) -> Form:
    return Form("either", ", or ".join(map(str, forms)), {"forms": list(forms)})


def by_member(member: str, shapes: Mapping[str, Shape]) -> Shape:
    """An object whose shape depends on one of its members."""
    choice = one_of(*shapes)

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise ShapeError(path, OBJECT)
        choice(value.get(member), _at(path, member))
        shapes[value[member]](value, path)

    return check


def parsed(parse: Callable[[str], object], expected: Form) -> Shape:
    """A string that `parse` accepts."""

    def check(value: Any, path: str) -> None:
        if not isinstance(value, str):
            raise ShapeError(path, expected)
        try:
            parse(value)
        except ValueError:
            raise ShapeError(path, expected) from None

    return check


def anything(value: Any, path: str) -> None:
    """Any canonical value."""


HEX32 = matching("[0-9a-f]{64}", Form("hex32", "64 lower-case hexadecimal digits"))
HEX64 = matching("[0-9a-f]{128}", Form("hex64", "128 lower-case hexadecimal digits"))
HEX = matching("([0-9a-f]{2})+", Form("hex", "an even number of lower-case hexadecimal digits"))
CODE = matching("[a-z][a-z0-9_]{0,63}", Form("code", "a code of a-z, 0-9 and _"))
ID = matching(
    "[A-Za-z0-9][A-Za-z0-9._-]{0,63}",
    Form("id", "an identifier of A-Z, a-z, 0-9, '.', '_' and '-'"),
)
SPECIALTY = matching(
    "[A-Za-z0-9][A-Za-z0-9._-]{0,31}", Form("specialty", "a specialty code, as text")
)
SERIAL = matching("[0-9]{1,9}|", Form("serial", "a serial number of 1 to 9 digits, or nothing"))
EMPTY = matching("", Form("empty", "nothing"))
TEXT = matching(r"[^\n]{1,500}", Form("text", "a text of 1 to 500 characters on one line"))
ORIGIN = matching(
    "[a-z0-9](?:[a-z0-9.:/-]{0,253}[a-z0-9])?",
    Form("origin", "an origin: a URL without scheme, not ending in a slash"),
)
TIME = parsed(times.parse_time, Form("time", "a time YYYY-MM-DDTHH:MM:SSZ"))
DATE = parsed(times.parse_date, Form("date", "a date YYYY-MM-DD"))
COUNT = whole(0)
POSITIVE = whole(1)


def FLAG(value: Any, path: str) -> None:  # noqa: N802 - a shape like its neighbours
    """True or false."""
    if not isinstance(value, bool):
        raise ShapeError(path, TRUE_OR_FALSE)


def vkey(signature_type: int) -> Shape:
    """A verifier key string of SPEC §4.2 with the right key id and this signature type."""

    def check(value: Any, path: str) -> None:
        expected = Form("vkey", f"a verifier key string of type {signature_type:#04x}")
        if not isinstance(value, str):
            raise ShapeError(path, expected)
        try:
            found = parse_vkey(value)
        except ValueError:
            raise ShapeError(path, expected) from None
        if found.type != signature_type:
            raise ShapeError(path, expected)

    return check
