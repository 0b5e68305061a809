"""Trees and proofs: a published log, and the definition of RFC 6962 taken literally."""

import base64
import hashlib

import pytest
from drawverify.errors import FailedError
from drawverify.merkle import check_inclusion, root_of
from drawverify.strict import leaf_hash
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.verifier.build import path, root

# A log of five entries that an independent Go implementation accepts.
LOG = [leaf_hash(b"draw-%d" % number) for number in range(5)]
LEAVES = {
    0: "c0635b5a66bae0acdb360acd6bf749c6fc469e7cb4706673e896ad1f50957a18",
    4: "76155003b4361f429087321b77a25d43055d87e6d0ecc5df0d497e0f5d84f894",
}
ROOT = "390843cd25c72efe0cbc597a79fadf4a43d32934ee5f7785765c8adaa1adbbc5"
PROOF_OF_2 = [
    "JoiCiX4G3a9xU7dnCuLB8Z632FaoY/K0qe6xNPgHWyU=",
    "X38MxI+BvnevNNBRNbj7piP9lw4I27+dkhr2mjJrRWg=",
    "dhVQA7Q2H0KQhzIbd6JdQwVdh+bQ7MXfDUl+D12E+JQ=",
]


def test_leaves_and_root_of_a_published_log() -> None:
    for index, expected in LEAVES.items():
        assert LOG[index].hex() == expected
    assert root_of(LOG).hex() == ROOT


def test_proof_of_a_published_log() -> None:
    proof = [base64.b64decode(step) for step in PROOF_OF_2]
    check_inclusion(LOG[2], proof, index=2, size=5, root=bytes.fromhex(ROOT))


def test_empty_tree_is_the_hash_of_nothing() -> None:
    assert root_of([]) == hashlib.sha256(b"").digest()


@given(st.integers(1, 70))
def test_root_and_proofs_follow_the_definition(size: int) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    top = root(leaves)
    assert root_of(leaves) == top
    for index, leaf in enumerate(leaves):
        check_inclusion(leaf, path(leaves, index), index=index, size=size, root=top)


@given(st.integers(2, 40), st.data())
def test_another_index_size_or_proof_is_refused(size: int, data: st.DataObject) -> None:
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size + 1).filter(lambda value: value != index))
    proof, top = path(leaves, index), root(leaves)
    changed = [bytes(32), *proof[1:]]
    for steps, position in ((proof, other), (proof[1:], index), (changed, index)):
        with pytest.raises(FailedError):
            check_inclusion(leaves[index], steps, index=position, size=size, root=top)
    with pytest.raises(FailedError):
        check_inclusion(leaves[index], [*proof, bytes(32)], index=index, size=size, root=top)
