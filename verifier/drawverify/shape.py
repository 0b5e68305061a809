"""What a shape is: a function that returns nothing for values that fit and fails for others.

Shapes are put together from smaller ones; `schema.py` holds those of SPEC §5, §6 and §11.
A failure carries the path of members and indexes that leads to it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

from .errors import FailedError
from .strict import to_bytes

Shape = Callable[[Any], None]


def no_fit(expected: object, got: object) -> FailedError:
    """Returns the failure of a value that does not fit."""
    return FailedError("", expected=expected, got=got)


def anything(value: object) -> None:
    """Fits every canonical value."""


def string(value: object) -> None:
    """Fits every string."""
    if not isinstance(value, str):
        raise no_fit("string", value)


def boolean(value: object) -> None:
    """Fits true and false."""
    if not isinstance(value, bool):
        raise no_fit("boolean", value)


def integer(low: int | None = None, high: int | None = None) -> Shape:
    """Returns the shape of integers from `low` to `high`."""

    def check(value: object) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            raise no_fit("integer", value)
        if (low is not None and value < low) or (high is not None and value > high):
            raise no_fit(f"{low} ≤ integer ≤ {high}", value)

    return check


def pattern(expression: str) -> Shape:
    """Returns the shape of strings that match a regular expression as a whole."""
    fits: Callable[[str], object] | None = None

    def check(value: object) -> None:
        nonlocal fits
        if fits is None:
            # Compiled when first used: to start quickly.
            fits = re.compile(expression).fullmatch
        if not isinstance(value, str) or not fits(value):
            raise no_fit({"pattern": expression}, value)

    return check


def parsed(parse: Callable[[str], object], expected: object) -> Shape:
    """Returns the shape of strings that a function accepts without a ValueError."""

    def check(value: object) -> None:
        string(value)
        try:
            parse(value)  # type: ignore[arg-type]
        except ValueError:
            raise no_fit(expected, value) from None

    return check


def one_of(*values: str) -> Shape:
    """Returns the shape of these strings."""
    known = frozenset(values)

    def check(value: object) -> None:
        if not isinstance(value, str) or value not in known:
            raise no_fit({"one_of": values}, value)

    return check


def either(value: str, shape: Shape) -> Shape:
    """Returns a shape widened by one string."""

    def check(got: object) -> None:
        if got != value:
            shape(got)

    return check


def members(**shapes: Shape) -> Shape:
    """Returns the shape of objects with exactly these members."""
    names = shapes.keys()
    checks = tuple(shapes.items())

    def check(value: object) -> None:
        if not isinstance(value, dict):
            raise no_fit("object", value)
        if value.keys() != names:
            raise no_fit({"members": sorted(names)}, sorted(value))
        name = ""
        try:
            for name, shape in checks:
                shape(value[name])
        except FailedError as error:
            raise error.at(name) from None

    return check


def by_kind(**kinds: Shape) -> Shape:
    """Returns the shape of objects whose member `kind` says which shape they have."""

    def check(value: object) -> None:
        kind = value.get("kind") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in kinds:
            raise no_fit({"one_of": sorted(kinds)}, value)
        kinds[kind](value)

    return check


def counted(names: Collection[str], shape: Shape) -> Shape:
    """Returns the shape of objects with any of these members, all of one shape."""

    def check(value: object) -> None:
        if not isinstance(value, dict) or not value.keys() <= set(names):
            raise no_fit({"one_of": sorted(names)}, value)
        for name, item in value.items():
            try:
                shape(item)
            except FailedError as error:  # noqa: PERF203 - few members
                raise error.at(name) from None

    return check


def array(shape: Shape, *, least: int = 0, most: int | None = None) -> Shape:
    """Returns the shape of arrays of items of one shape, with bounds on their number."""

    def check(value: object) -> None:
        if not isinstance(value, list):
            raise no_fit("array", value)
        if len(value) < least or (most is not None and len(value) > most):
            expected = f"≥ {least}" if most is None else f"{least}–{most}"
            raise no_fit({"items": expected}, len(value))
        position = 0
        try:
            for position, item in enumerate(value):  # noqa: B007 - the failure needs it
                shape(item)
        except FailedError as error:
            raise error.at(f"[{position}]") from None

    return check


def ascending(shape: Shape, *, least: int = 0, by: str = "") -> Shape:
    """Returns the shape of arrays in strictly ascending order, of themselves or of a member."""
    items = array(shape, least=least)

    def check(value: Any) -> None:
        items(value)
        keys = [item[by] for item in value] if by else value
        for position in range(1, len(keys)):
            if keys[position - 1] >= keys[position]:
                raise no_fit("ascending", keys[position]).at(f"[{position}]")

    return check


def also(shape: Shape, condition: Callable[[Any], bool], expected: object) -> Shape:
    """Returns a shape narrowed by a condition on the whole value."""

    def check(value: Any) -> None:
        shape(value)
        if not condition(value):
            raise no_fit(expected, value)

    return check


def at_most_bytes(limit: int, shape: Shape) -> Shape:
    """Returns a shape narrowed to values whose canonical JSON is not longer."""
    return also(shape, lambda value: len(to_bytes(value)) <= limit, {"bytes": f"≤ {limit}"})
