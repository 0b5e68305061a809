"""Seeds and the check code (SPEC §8.2, §8.3, §9.7, §14)."""

import hashlib
from collections.abc import Callable

import pytest
from drawseeds import (
    CanonicalError,
    H,
    HexError,
    beacon_randomness,
    check_code,
    derive_seed,
    fresh_seed,
    group_seed,
)

LEAF, SEED, RANDOMNESS = ("1" * 64, "2" * 64, "3" * 64)


def test_seeds_are_h_of_what_the_specification_names() -> None:
    assert derive_seed(LEAF, ["6" * 20]) == H("seed", LEAF, ["6" * 20])
    assert derive_seed(LEAF, []) == H("seed", LEAF, [])
    assert group_seed(SEED, 3) == H("group", SEED, 3)
    assert fresh_seed(SEED, 3, 0, RANDOMNESS) == H("fresh", SEED, 3, 0, RANDOMNESS)


def test_order_of_values_counts() -> None:
    assert derive_seed(LEAF, ["a", "b"]) != derive_seed(LEAF, ["b", "a"])


def test_beacon_randomness_is_the_digest_of_the_signature_bytes() -> None:
    assert beacon_randomness(b"\x01\x02") == hashlib.sha256(b"\x01\x02").hexdigest()


def test_check_code_spells_the_first_40_bits() -> None:
    bits = int(H("check code", LEAF)[:10], 16)
    written = check_code(LEAF)
    assert len(written) == 9
    assert written[4] == "-"
    read = 0
    for digit in written.replace("-", ""):
        read = read * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(digit)
    assert read == bits


@pytest.mark.parametrize(
    "derive",
    [
        lambda bad: derive_seed(bad, []),
        lambda bad: group_seed(bad, 0),
        lambda bad: fresh_seed(bad, 0, 0, RANDOMNESS),
        lambda bad: fresh_seed(SEED, 0, 0, bad),
        check_code,
    ],
)
@pytest.mark.parametrize("bad", ["", "A" * 64, "0" * 63, " " + "0" * 63])
def test_what_is_not_hex32_is_refused(derive: Callable[[str], str], bad: str) -> None:
    with pytest.raises(HexError):
        derive(bad)


def test_value_that_is_no_text_is_refused() -> None:
    with pytest.raises(CanonicalError):
        derive_seed(LEAF, ["\x00"])
