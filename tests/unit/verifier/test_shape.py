"""Shapes of values: what fits and what does not, with the path that leads there."""

from typing import Any

import pytest
from drawverify.errors import FailedError
from drawverify.schema import RECORD, TRUST
from drawverify.shape import (
    Shape,
    anything,
    array,
    ascending,
    at_most_bytes,
    boolean,
    by_kind,
    counted,
    integer,
    members,
    one_of,
    pattern,
    string,
)
from drawverify.values import TYPES

from tests.unit.verifier.build import LOG, Draw, trust

code, date, hash_base64, identifier, log_key, origin, serial, text, time = (
    TYPES[name]
    for name in ("code", "date", "base64", "id", "vkey", "origin", "serial", "text", "time")
)
POINT = members(x=integer(), y=integer(0, 9))


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        *((anything, None), (string, ""), (boolean, False), (integer(0), 0), (integer(-1, 1), 1)),
        *((pattern("a+"), "aa"), (one_of("a", "b"), "b"), (POINT, {"y": 9, "x": -5})),
        *((array(integer()), []), (ascending(integer()), [1, 2]), (ascending(string), ["a", "é"])),
        *((by_kind(a=members(kind=string)), {"kind": "a"}), (at_most_bytes(4, string), "ab")),
        *((counted(("a", "b"), integer(1)), {"a": 1}), (array(string, most=1), ["a"])),
        *((time, "2000-01-01T00:00:00Z"), (date, "1900-01-01"), (serial, ""), (serial, "007")),
        *((code, "a_1"), (identifier, "1.10-a_B"), (origin, "demo"), (log_key, LOG.vkey())),
        *((text, "𠀀" * 500), (ascending(members(n=string), by="n"), [{"n": "1"}, {"n": "2"}])),
    ],
)
def test_fits(shape: Shape, value: Any) -> None:
    shape(value)


@pytest.mark.parametrize(
    ("shape", "value", "where"),
    [
        *((string, 1, ""), (boolean, 1, ""), (integer(), True, ""), (integer(0), -1, "")),
        *((integer(0, 9), 10, ""), (integer(), "1", ""), (pattern("a+"), "aab", "")),
        *((pattern("a+"), "a\n", ""), (pattern("a"), 1, ""), (one_of("a"), "b", "")),
        *((one_of("a"), ["a"], ""), (POINT, [], ""), (POINT, {"x": 1}, "")),
        *((POINT, {"x": 1, "y": 1, "z": 1}, ""), (POINT, {"x": 1, "y": 10}, "y")),
        *((array(POINT), [{"x": 1, "y": 1}, {"x": 1, "y": ""}], "[1].y"), (array(string), {}, "")),
        *((array(string, least=1), [], ""), (array(string, most=1), ["a", "b"], "")),
        *((ascending(integer()), [1, 1], "[1]"), (ascending(string), ["b", "a"], "[1]")),
        *((by_kind(a=POINT), {"kind": "b"}, ""), (by_kind(a=POINT), {"kind": []}, "")),
        *((by_kind(a=POINT), "a", ""), (counted(("a",), integer(1)), {"b": 1}, "")),
        *((counted(("a",), integer(1)), {"a": 0}, "a"), (counted(("a",), integer(1)), [], "")),
        *((at_most_bytes(4, string), "abc", ""), (time, "1999-12-31T23:59:59Z", "")),
        *((time, 0, ""), (date, "1899-12-31", ""), (date, "2026-02-29", ""), (text, "", "")),
        *((text, "a\nb", ""), (text, "a" * 501, ""), (serial, "1" * 10, ""), (serial, "１", "")),
        *((code, "A", ""), (code, "a" * 65, ""), (origin, "a/b ", ""), (log_key, "", "")),
        *((log_key, LOG.vkey(kind=4), ""), (hash_base64, "AAAA", ""), (hash_base64, "A", "")),
    ],
)
def test_does_not_fit(shape: Shape, value: Any, where: str) -> None:
    with pytest.raises(FailedError) as failure:
        shape(value)
    assert failure.value.where == where


def test_files_of_the_builder_fit() -> None:
    RECORD.shape(Draw().completed().record())
    TRUST.shape(trust())


def test_ascending_is_by_code_point() -> None:
    # In UTF-16 the second would come first.
    ascending(string)(["\uffe6", "\U00010000"])
