"""Canonical JSON for any value and any bytes (SPEC §3.1)."""

import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from drawseeds import CanonicalError, parse, serialise
from drawseeds.canonical import MAX_DEPTH, MAX_INTEGER
from drawverify.strict import unassigned_in
from hypothesis import given
from hypothesis import strategies as st

# Newer characters than this Python knows are of category Cn; the verifier tells of those it does know.
texts = (
    st.text(st.characters(exclude_characters="\x7f", exclude_categories=["Cs", "Cc", "Cn"]))
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: not unassigned_in(text))
)
names = st.from_regex(r"[a-z][a-z0-9_]{0,63}", fullmatch=True)
scalars = st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | texts | st.just("\n")
values: st.SearchStrategy[Any] = st.recursive(
    scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner), max_leaves=20
)
# Anything at all, canonical or not.
wild: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: (
        st.lists(inner) | st.tuples(inner) | st.dictionaries(st.text() | st.integers(), inner)
    ),
    max_leaves=10,
)


def depth(value: Any) -> int:
    if isinstance(value, dict):
        return 1 + max(map(depth, value.values()), default=0)
    return 1 + max(map(depth, value), default=0) if isinstance(value, list) else 1


def alike(one: Any, other: Any) -> bool:
    """Equal, with True no 1 at any depth."""
    return bool(one == other) and repr(one) == repr(other)


canonical_values = values.filter(lambda value: depth(value) <= MAX_DEPTH)


@given(canonical_values)
def test_value_comes_back(value: Any) -> None:
    data = serialise(value)
    read = parse(data)
    assert serialise(read) == data
    assert alike(read, json.loads(data))


@given(canonical_values)
def test_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert serialise(value) == rfc8785.dumps(value)


@given(wild)
def test_any_value_is_written_or_refused(value: Any) -> None:
    try:
        data = serialise(value)
    except CanonicalError:
        return
    assert serialise(parse(data)) == data == rfc8785.dumps(value)


@given(st.binary())
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = parse(data)
    except CanonicalError:
        return
    assert serialise(value) == data


@given(canonical_values, st.data())
def test_other_spelling_is_refused(value: Any, data: st.DataObject) -> None:
    """What json.dumps makes with other settings has the same meaning, and is no canonical JSON."""
    spaces = data.draw(st.sampled_from([None, 0, 1, "\t"]))
    spelling = json.dumps(value, indent=spaces).encode()
    if spelling == serialise(value):
        assert alike(parse(spelling), value)
    else:
        with pytest.raises(CanonicalError):
            parse(spelling)


@given(canonical_values, st.data())
def test_different_values_have_different_bytes(value: Any, data: st.DataObject) -> None:
    other = data.draw(canonical_values)
    assert (serialise(value) == serialise(other)) == alike(
        json.loads(serialise(value)), json.loads(serialise(other))
    )


odd_texts = st.text(
    'a\n\\"/\t\x7fe\u0300\u0316\u0301é<\u0338\ud800\u1100\u1161가\u11a8', max_size=6
)


@given(st.lists(odd_texts, max_size=4))
def test_texts_are_canonical_together_if_each_is(found: list[str]) -> None:
    """Escapes and marks that combine: what stands beside a text changes nothing."""
    fit = all(
        unicodedata.is_normalized("NFC", text) and not set(text) & set("\t\x7f\ud800")
        for text in found
    )
    try:
        data = serialise(found)
    except CanonicalError:
        assert not fit
        return
    assert fit
    assert parse(data) == found
