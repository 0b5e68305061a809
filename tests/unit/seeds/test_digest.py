"""H (SPEC §3.3)."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from drawseeds import LABELS, CanonicalError, H, HexError, salted, serialise

SPEC = Path(__file__).parents[3] / "docs" / "SPEC.md"


def test_h_is_the_digest_of_the_labelled_array() -> None:
    expected = hashlib.sha256('["drawsvc/v1 matter","某局","(2026)1"]'.encode()).hexdigest()
    assert H("matter", "某局", "(2026)1") == expected


def test_labels_are_those_of_the_specification() -> None:
    section = SPEC.read_text("utf-8").split("\n### 3.3 ")[1].split("\n### ")[0]
    assert set(re.findall(r"^\| `([a-z ]+)` \|", section, re.MULTILINE)) == LABELS


@pytest.mark.parametrize("label", ["", "Seed", "drawsvc/v1 seed", "seed ", "leaf"])
def test_other_label_is_refused(label: str) -> None:
    with pytest.raises(ValueError, match="label"):
        H(label, "x")


def test_arguments_cannot_run_together() -> None:
    assert len({H("basis", "ab", "c"), H("basis", "a", "bc"), H("basis", ["ab", "c"])}) == 3
    assert len({H("basis", "1"), H("basis", 1), H("basis", [True]), H("basis", ["1"])}) == 4


@pytest.mark.parametrize("value", ["", "某局", {"b": ["\n"], "a": {}}, [], True])
def test_salted_is_h_of_the_same_value(value: Any) -> None:
    assert salted("basis", "5a" * 32, serialise(value)) == H("basis", "5a" * 32, value)


def test_salt_and_label_of_salted_are_checked() -> None:
    with pytest.raises(HexError):
        salted("basis", '","', b'""')
    with pytest.raises(ValueError, match="label"):
        salted("leaf", "5a" * 32, b'""')


def test_value_without_canonical_form_is_refused() -> None:
    with pytest.raises(CanonicalError):
        H("basis", "\x00")
