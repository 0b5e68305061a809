"""Canonical JSON: what is refused, at which step, and that nothing else happens."""

import json
from typing import Any

import pytest
from drawverify.errors import FailedError
from drawverify.strict import check_canonical, decode, digest, parse, same, to_bytes
from hypothesis import given
from hypothesis import strategies as st


def outcome(raw: bytes) -> str:
    """The word the stage vectors use: ok, json (step 2) or canonical (step 3)."""
    try:
        text = decode(raw)
        value = parse(text)
    except FailedError:
        return "json"
    try:
        check_canonical(text, value)
    except FailedError:
        return "canonical"
    assert to_bytes(value) == raw
    return "ok"


@pytest.mark.parametrize(
    "text",
    [
        *("{}", "[]", '""', "0", "-1", "true", "false", '{"a":1,"b":[]}', '["\\n\\"\\\\"]'),
        *("9007199254740991", "-9007199254740991", '"专家"', "[" * 16 + "1" + "]" * 16),
        '{"a1_":{"b":{"c":{"d":{"e":[[],{}]}}}}}',
        '"\\n\u0301"',  # a combining character after a line feed composes with nothing
    ],
)
def test_canonical(text: str) -> None:
    assert outcome(text.encode()) == "ok"


@pytest.mark.parametrize(
    "text",
    [
        *(" 1", "1 ", "1\n", "[1, 2]", '{"b":1,"a":2}', '"\\u0041"', '"\\/"', '{"a": 1}'),
        *('"\\u000a"', '{"\\u0061":1}', "[\n]"),
    ],
)
def test_sound_but_not_canonical(text: str) -> None:
    assert outcome(text.encode()) == "canonical"


@pytest.mark.parametrize(
    "text",
    [
        *("", "nul", "null", "[null]", "[1,]", "{", "}", "1 2", "'a'", "{a:1}", "tru", "\ufeff1"),
        *("-0", "1.0", "1e3", "01", "+1", "NaN", "Infinity", "-Infinity", "9007199254740992"),
        *("-9007199254740992", "1" * 5000, "0x10", "１"),
        *(
            '"\t"',
            '"\\t"',
            '"\\u0000"',
            '"\x7f"',
            '"\\ud800"',
            '"\\udc00\\ud800"',
            '"\x00"',
            '"\\b"',
        ),
        *('"e\u0301"', '"\\u0065\\u0301"', '"\u212b"'),
        *('{"a":1,"a":1}', '{"a":1,"\\u0061":2}', '{"A":1}', '{"":1}', '{"1":1}', '{"é":1}'),
        '{"' + "a" * 65 + '":1}',
        *("[" * 17 + "]" * 17, "[" * 100_000, '{"a":' * 100_000, "[" * 17 + "1" + "]" * 17),
    ],
)
def test_malformed(text: str) -> None:
    assert outcome(text.encode()) == "json"


@pytest.mark.parametrize("raw", [b"\xff", b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"'])
def test_what_is_not_utf_8_is_malformed(raw: bytes) -> None:
    assert outcome(raw) == "json"


@given(st.binary(max_size=200))
def test_any_bytes_have_an_outcome(raw: bytes) -> None:
    assert outcome(raw) in {"ok", "json", "canonical"}


names = st.from_regex(r"[a-z][a-z0-9_]{0,5}", fullmatch=True)
texts = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=5) | st.just("专家")
values = st.recursive(
    st.booleans() | st.integers(1 - 2**53, 2**53 - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=30,
)


@given(values)
def test_what_the_standard_library_writes_is_canonical(value: Any) -> None:
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert outcome(text.encode()) == "ok"
    assert parse(text) == value


@given(values)
def test_another_way_of_writing_is_not_canonical(value: Any) -> None:
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert outcome(text.encode()) == ("ok" if text == plain else "canonical")


def test_long_lists_are_compared_to_their_end() -> None:
    rows = [{"n": number} for number in range(2500)]
    text = to_bytes({"groups": [{"rows": rows}]}).decode()
    assert outcome(text.encode()) == "ok"
    assert outcome(text.replace('{"n":2499}', '{"n": 2499}').encode()) == "canonical"


def test_true_is_not_one() -> None:
    assert same({"a": 1}, {"a": 1})
    assert not same({"a": True}, {"a": 1})


def test_digest_is_of_the_labelled_array() -> None:
    # SPEC §16: the seal of the worked example
    seal = "9a97110ed0bdc16bb4b4d12472856c906618ea04a95b1f97c3fbb23cab3e9a6f"
    values = [
        "6082dc2c70c1d447fb4bf00f972cfeac198b2c2c906d6f4dde969187c8118e92",
        "4965c1a122672aef697371428c1ce61912dcc5649756d3581c3f0f22d22dabec",
    ]
    seed = "05e272b8d4031bf001c3091a378fe484efa8754adab3d2c90ddb3dfbd10bbf65"
    assert digest("seed", seal, values) == seed
