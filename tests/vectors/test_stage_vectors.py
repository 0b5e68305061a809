"""The stage vectors agree with published values and with implementations that are not ours."""

import json
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

STAGES = Path(__file__).resolve().parent / "stages"


def stage(name: str) -> Any:
    return json.loads((STAGES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("size", "first"),
    [
        (7, [6, 3, 5, 0, 1, 2, 4]),
        (300, [174, 10, 276, 44, 142]),
        (1_000_000, [857974, 778905, 661574, 527351, 123498]),
    ],
)
def test_orders_are_those_computed_elsewhere(size: int, first: list[int]) -> None:
    found = next(case for case in stage("order")["orders"] if case["size"] == size)
    assert found["first"][: len(first)] == first


def test_every_order_is_a_permutation() -> None:
    for case in stage("order")["orders"]:
        assert len(set(case["first"])) == len(case["first"])
        assert all(0 <= row < case["size"] for row in case["first"])


def test_rejection_of_words_is_exercised() -> None:
    assert {case["below"] for case in stage("order")["uniform"] if case["rejected"]} >= {
        3_000_000_000,
        2**31 + 1,
    }


def test_signatures_agree_with_openssl() -> None:
    """Except for keys of small order, which OpenSSL lets pass."""
    for case in stage("ed25519")["cases"]:
        key, message, signature = (bytes.fromhex(case[n]) for n in ("key", "message", "signature"))
        if case["result"] == "small_order" or len(key) != 32:
            continue
        try:
            Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
            found = True
        except InvalidSignature:
            found = False
        lenient = case["result"] == "encoding" and case["name"].startswith("key")
        assert found is (case["result"] == "valid") or lenient, case["name"]


def test_accepted_texts_are_canonical_by_the_standard_library() -> None:
    for case in stage("canonical_json")["cases"]:
        if case["result"] == "ok":
            data = bytes.fromhex(case["bytes"])
            value = json.loads(data)
            text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
            assert text.encode() == data
            assert unicodedata.is_normalized("NFC", text)


def test_refused_as_not_canonical_is_json_that_differs_only_in_writing() -> None:
    for case in stage("canonical_json")["cases"]:
        if case["result"] == "canonical":
            data = bytes.fromhex(case["bytes"])
            text = json.dumps(
                json.loads(data), sort_keys=True, separators=(",", ":"), ensure_ascii=False
            )
            assert json.loads(text) == json.loads(data)
            assert text.encode() != data


def test_case_names_are_distinct() -> None:
    for name in ("canonical_json", "ed25519", "notes", "deadlines"):
        names = [case["name"] for case in stage(name)["cases"]]
        assert len(names) == len(set(names)), name
