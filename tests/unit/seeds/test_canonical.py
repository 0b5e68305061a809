"""Canonical JSON (SPEC §3.1): one spelling for each value, everything else refused."""

import enum
import math
import time
import unicodedata
from functools import partial
from typing import Any

import pytest
import rfc8785
from drawseeds import CanonicalError, parse, serialise
from drawseeds.canonical import MAX_DEPTH, MAX_INTEGER

SPELLINGS: list[tuple[Any, bytes]] = [
    (True, b"true"),
    (False, b"false"),
    (0, b"0"),
    (-1, b"-1"),
    (MAX_INTEGER, b"9007199254740991"),
    (-MAX_INTEGER, b"-9007199254740991"),
    ("", b'""'),
    ('"\\\n/', b'"\\"\\\\\\n/"'),
    ("专家库", '"专家库"'.encode()),
    ("\u0080\u2028\ufeff\ufffd\U0001f600", '"\u0080\u2028\ufeff\ufffd\U0001f600"'.encode()),
    ([], b"[]"),
    ({}, b"{}"),
    ([1, "1", [True]], b'[1,"1",[true]]'),
    ({"b": 1, "a_9": {}, "a": 2}, b'{"a":2,"a_9":{},"b":1}'),
    ({"n" * 64: 1}, b'{"' + b"n" * 64 + b'":1}'),
]


def nested(levels: int) -> Any:
    """Returns lists in lists; the innermost is empty."""
    value: Any = []
    for _ in range(levels - 1):
        value = [value]
    return value


@pytest.mark.parametrize(("value", "data"), SPELLINGS, ids=lambda x: repr(x)[:40])
def test_value_has_one_spelling(value: Any, data: bytes) -> None:
    assert serialise(value) == data
    assert rfc8785.dumps(value) == data
    read = parse(data)
    assert read == value
    assert type(read) is type(value)


def test_tuple_is_written_like_a_list() -> None:
    assert serialise({"a": (1, (2,))}) == b'{"a":[1,[2]]}'


def test_depth_of_16_is_allowed() -> None:
    value = nested(MAX_DEPTH)
    assert parse(serialise(value)) == value


def test_only_containers_count_as_levels() -> None:
    within = b"[" * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH
    assert serialise(parse(within)) == within


def test_a_container_within_16_lists_is_a_17th_level() -> None:
    with pytest.raises(CanonicalError, match="16 levels"):
        serialise(nested(MAX_DEPTH + 1))
    with pytest.raises(CanonicalError, match="16 levels"):
        parse(b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1))


class Text(str):
    __slots__ = ()


class Number(enum.IntEnum):
    ONE = 1


def endless() -> list[Any]:
    value: list[Any] = []
    value.append(value)
    return value


@pytest.mark.parametrize(
    ("value", "got"),
    [
        (None, "NoneType"),
        (1.0, "float"),
        (math.nan, "float"),
        (b"00", "bytes"),
        ({1, 2}, "set"),
        (Text("a"), "Text"),
        (Number.ONE, "Number"),
        (range(2), "range"),
        ([{"a": [None]}], "NoneType"),
        (MAX_INTEGER + 1, "beyond"),
        (-MAX_INTEGER - 1, "beyond"),
        (10**4000, "beyond"),
        ("\x00", r"U\+0000 at 0"),
        ("a\tb", r"U\+0009 at 1"),
        ("\r\n", r"U\+000D at 0"),
        ("\x7f", r"U\+007F at 0"),
        ("\ud800", r"U\+D800 at 0"),
        ("\udfff", r"U\+DFFF at 0"),
        ("e\u0301", "NFC"),
        ("\u212b", "NFC"),
        ("\uac00\u11a7\u11a8\u1100\u1161", "NFC"),
        ({"": 1}, "member name"),
        ({"A": 1}, "member name"),
        ({"9a": 1}, "member name"),
        ({"a-b": 1}, "member name"),
        ({"a\n": 1}, "member name"),
        ({"é": 1}, "member name"),
        ({"n" * 65: 1}, "member name"),
        ({1: 1}, "member name"),
        ({Text("a"): 1}, "member name"),
        ({True: 1}, "member name"),
        (nested(17), "levels"),
        (nested(900), "levels"),
        (endless(), "levels"),
    ],
    ids=lambda x: ascii(x)[:30],
)
def test_value_without_canonical_form_is_refused(value: Any, got: str) -> None:
    with pytest.raises(CanonicalError, match=got):
        serialise(value)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b" 1",
        b"1 ",
        b"1\n",
        b"1 2",
        b"[1, 2]",
        b'{"a" :1}',
        b"\xef\xbb\xbf1",
        "1".encode("utf-16"),
        b'"\xff"',
        b'"\xc0\x80"',
        b'"\xed\xa0\x80"',
        b'"\xf4\x90\x80\x80"',
        b"null",
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"True",
        b"1.0",
        b"1e3",
        b"1E400",
        b"-0",
        b"+1",
        b"01",
        b"9007199254740992",
        b"-9007199254740992",
        b"99999999999999999",
        b'"\\u0041"',
        b'"\\/"',
        b'"\\t"',
        b'"\t"',
        b'"\n"',
        b'"\\u000a"',
        b'"\\ud800"',
        b'"\\ud83d\\ude00"',
        b'"\x7f"',
        '"e\u0301"'.encode(),
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1,"\\u0061":2}',
        b'{"A":1}',
        b'{"a":1,}',
        b"[1,]",
        b"[1",
        b"'a'",
        b'["a"}',
        b"/**/1",
    ],
)
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(CanonicalError):
        parse(data)


def test_message_says_what_and_where_but_not_whose() -> None:
    with pytest.raises(CanonicalError) as caught:
        serialise({"name": "王小明\x00"})
    assert str(caught.value) == "expected text, got U+0000 at 3"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 1_000_000,
        b'{"a":' * 200_000,
        b"[" * 500_000 + b"]" * 500_000,
        b"1" * 1_000_000,
        b"-" + b"1" * 1_000_000,
        b"1." + b"1" * 1_000_000,
        b"1e" + b"9" * 1_000_000,
        b'"' + b"\\" * 1_000_000,
        b'"a' + "\u0316".encode() * 300_000 + "\u0300".encode() * 300_000 + b'"',
        b'"a' + "\u0300\u0316".encode() * 300_000 + b'"',
        b"\n" * 1_000_000,
    ],
    ids=lambda data: ascii(data[:8]),
)
def test_large_hostile_input_is_refused_in_time(data: bytes) -> None:
    began = time.process_time()
    with pytest.raises(CanonicalError):
        parse(data)
    assert time.process_time() - began < 2  # seconds; quadratic work would take minutes


def test_large_honest_input_is_read_in_time() -> None:
    began = time.process_time()
    data = serialise([{"person": "0" * 64, "text": "\u0316" * 10}] * 20_000)
    assert serialise(parse(data)) == data
    assert time.process_time() - began < 5  # seconds


def test_text_is_in_nfc_if_it_is_between_quotation_marks() -> None:
    """What lets `serialise` look at all strings at once."""
    normalized = partial(unicodedata.is_normalized, "NFC")
    for char in map(chr, range(0x110000)):
        assert normalized(f'"{char}"') == normalized(char)
