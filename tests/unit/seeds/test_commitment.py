"""Commitments (SPEC §7.3): bound to value, witness and draw."""

import pytest
from drawseeds import CommitmentError, H, HexError, check_commitment, commit

LEAF, KEY, VALUE, OTHER = ("1" * 64, "2" * 64, "3" * 64, "4" * 64)


def test_commitment_is_h_of_leaf_key_and_value() -> None:
    assert commit(LEAF, KEY, VALUE) == H("commit", LEAF, KEY, VALUE)


def test_commitment_opens() -> None:
    check_commitment(commit(LEAF, KEY, VALUE), freeze_leaf=LEAF, key=KEY, value=VALUE)


@pytest.mark.parametrize(
    "changed",
    [{"freeze_leaf": OTHER}, {"key": OTHER}, {"value": OTHER}],
    ids=lambda x: next(iter(x)),
)
def test_commitment_opens_for_nothing_else(changed: dict[str, str]) -> None:
    opened = {"freeze_leaf": LEAF, "key": KEY, "value": VALUE} | changed
    with pytest.raises(CommitmentError, match="expected the commitment"):
        check_commitment(commit(LEAF, KEY, VALUE), **opened)


@pytest.mark.parametrize("value", ["", "3" * 63, "3" * 65, "A" * 64, "3" * 63 + "\n", "３" * 64])
def test_value_that_is_not_hex32_is_refused(value: str) -> None:
    with pytest.raises(HexError):
        commit(LEAF, KEY, value)
    with pytest.raises(CommitmentError, match="hex32"):
        check_commitment(OTHER, freeze_leaf=LEAF, key=KEY, value=value)
