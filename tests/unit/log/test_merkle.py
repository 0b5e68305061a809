"""Trees and proofs (SPEC §4.1), against the recursive definitions of RFC 6962 and known roots."""

import hashlib
from collections.abc import Callable, Iterator, Sequence

import pytest

from drawsvc.log.base64_text import from_base64
from drawsvc.log.errors import ProofError
from drawsvc.log.merkle import (
    EMPTY_ROOT,
    CompactRange,
    Node,
    append,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    inclusion_proofs,
    leaf_hash,
    node_hash,
    root_of,
    tree_root,
)
from tests.unit.log.worked_example import Example

LARGEST = 40
LEAVES = [leaf_hash(b"entry %d" % i) for i in range(LARGEST)]
SIZES = range(1, LARGEST + 1)

# The tree that other implementations of RFC 6962 test with: leaves, and the root after each.
KNOWN_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657"]
KNOWN_LEAVES += ["606162636465666768696a6b6c6d6e6f"]
KNOWN_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def half(leaves: Sequence[bytes]) -> int:
    """The largest power of two smaller than the number of leaves."""
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return k


def defined_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 §2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256().digest()
    k = half(leaves)
    children = defined_root(leaves[:k]) + defined_root(leaves[k:])
    return hashlib.sha256(b"\x01" + children).digest()


def defined_path(m: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962 §2.1.1."""
    if len(leaves) == 1:
        return []
    k = half(leaves)
    if m < k:
        return [*defined_path(m, leaves[:k]), defined_root(leaves[k:])]
    return [*defined_path(m - k, leaves[k:]), defined_root(leaves[:k])]


def defined_proof(m: int, leaves: Sequence[bytes], *, known: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 6962 §2.1.2."""
    if m == len(leaves):
        return [] if known else [defined_root(leaves)]
    k = half(leaves)
    if m <= k:
        return [*defined_proof(m, leaves[:k], known=known), defined_root(leaves[k:])]
    return [*defined_proof(m - k, leaves[k:], known=False), defined_root(leaves[:k])]


class Store:
    """Nodes as a database keeps them; counts how often it is asked."""

    def __init__(self) -> None:
        self.nodes: dict[Node, bytes] = {}
        self.reads = 0

    def read(self, nodes: Sequence[Node]) -> list[bytes]:
        self.reads += 1
        return [self.nodes[node] for node in nodes]

    def append(self, size: int, leaves: Sequence[bytes]) -> None:
        for node, found in append(size, leaves, self.read):
            assert node not in self.nodes, "a node is written once"
            self.nodes[node] = found


@pytest.fixture(scope="module")
def store() -> Store:
    full = Store()
    full.append(0, LEAVES)
    return full


def changes(hashes: Sequence[bytes], bits: Sequence[int]) -> Iterator[list[bytes]]:
    """The hashes with each of these bits of each hash changed, one at a time."""
    for place, found in enumerate(hashes):
        for bit in bits:
            changed = (int.from_bytes(found, "big") ^ 1 << bit).to_bytes(32, "big")
            yield [*hashes[:place], changed, *hashes[place + 1 :]]


def misshapen(proof: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The proof with hashes missing, too many, too long, too short, or in another order."""
    yield [*proof, EMPTY_ROOT]
    yield [EMPTY_ROOT, *proof]
    yield from ([*proof[:i], *proof[i + 1 :]] for i in range(len(proof)))
    yield from ([*proof[:i], proof[i] + b"\x00", *proof[i + 1 :]] for i in range(len(proof)))
    yield from ([*proof[:i], proof[i][:31], *proof[i + 1 :]] for i in range(len(proof)))
    if len(proof) > 1:
        yield list(reversed(proof))


def bits_for(size: int) -> Sequence[int]:
    """All bits in small trees; in larger ones a bit of each byte, for the sake of time."""
    return range(256) if size <= 12 else range(3, 256, 8)


def test_known_roots() -> None:
    leaves = [leaf_hash(bytes.fromhex(text)) for text in KNOWN_LEAVES]
    for size, root in enumerate(KNOWN_ROOTS):
        assert root_of(leaves[:size]).hex() == root


def test_worked_example(example: Example) -> None:
    facts = example.facts
    leaves = [leaf_hash(entry.encode()) for entry in facts["entries"]]
    assert [leaf.hex() for leaf in leaves] == facts["leaf_hashes"]
    assert root_of(leaves).hex() == facts["root"]
    proof = [from_base64(line) for line in facts["consistency_proof_3_to_5"]]
    assert proof == defined_proof(3, leaves)
    root = bytes.fromhex(facts["root"])
    check_consistency(3, 5, proof=proof, old_root=root_of(leaves[:3]), root=root)


def test_leaf_and_node_of_the_same_bytes_differ() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(left + right) != node_hash(left, right)


@pytest.mark.parametrize("size", range(LARGEST + 1))
def test_root(size: int, store: Store) -> None:
    expected = defined_root(LEAVES[:size])
    assert root_of(iter(LEAVES[:size])) == expected
    assert tree_root(size, store.read) == expected


@pytest.mark.parametrize("batch", [1, 2, 3, 7, 8, 13, LARGEST])
def test_batches_complete_the_same_nodes(batch: int, store: Store) -> None:
    grown = Store()
    for size in range(0, LARGEST, batch):
        grown.append(size, LEAVES[size : size + batch])
    assert grown.nodes == store.nodes


def test_stored_nodes_are_the_complete_subtrees(store: Store) -> None:
    for (level, index), found in store.nodes.items():
        width = 2**level
        assert found == defined_root(LEAVES[index * width : (index + 1) * width])
    assert len(store.nodes) == sum(LARGEST >> level for level in range(6))


def test_appending_nothing_completes_nothing(store: Store) -> None:
    assert append(LARGEST, [], store.read) == []


@pytest.mark.parametrize(
    "ask",
    [
        lambda read: tree_root(39, read),
        lambda read: append(39, LEAVES[:3], read),
        lambda read: inclusion_proof(17, 39, read),
        lambda read: consistency_proof(17, 39, read),
    ],
)
def test_nodes_are_read_in_one_call(ask: Callable[..., object], store: Store) -> None:
    before = store.reads
    ask(store.read)
    assert store.reads == before + 1


@pytest.mark.parametrize("size", SIZES)
def test_inclusion(size: int, store: Store) -> None:
    for index in range(size):
        proof = inclusion_proof(index, size, store.read)
        assert proof == defined_path(index, LEAVES[:size])
        root = tree_root(size, store.read)
        check_inclusion(LEAVES[index], index, size=size, proof=proof, root=root)
        for leaf, *changed, other_root in changes([LEAVES[index], *proof, root], bits_for(size)):
            with pytest.raises(ProofError):
                check_inclusion(leaf, index, size=size, proof=changed, root=other_root)
        for changed in misshapen(proof):
            with pytest.raises(ProofError):
                check_inclusion(LEAVES[index], index, size=size, proof=changed, root=root)


@pytest.mark.parametrize("size", [2, 5, 8, 39])
def test_entry_is_at_no_other_index(size: int, store: Store) -> None:
    root = tree_root(size, store.read)
    for index in range(size):
        proof = inclusion_proof(index, size, store.read)
        for other in set(range(size)) - {index}:
            with pytest.raises(ProofError):
                check_inclusion(LEAVES[index], other, size=size, proof=proof, root=root)


@pytest.mark.parametrize("size", SIZES)
def test_consistency(size: int, store: Store) -> None:
    for old in range(1, size + 1):
        proof = consistency_proof(old, size, store.read)
        assert proof == defined_proof(old, LEAVES[:size])
        old_root, root = tree_root(old, store.read), tree_root(size, store.read)
        check_consistency(old, size, proof=proof, old_root=old_root, root=root)
        for first, *changed, last in changes([old_root, *proof, root], bits_for(size)):
            with pytest.raises(ProofError):
                check_consistency(old, size, proof=changed, old_root=first, root=last)
        for changed in misshapen(proof):
            with pytest.raises(ProofError):
                check_consistency(old, size, proof=changed, old_root=old_root, root=root)


def test_message_says_expected_and_got() -> None:
    with pytest.raises(ProofError, match=f"root {'11' * 32}, got {LEAVES[0].hex()}"):
        check_inclusion(LEAVES[0], 0, size=1, proof=[], root=b"\x11" * 32)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 1), (5, 3), (0, -1)])
def test_index_outside_the_tree_is_refused(index: int, size: int, store: Store) -> None:
    with pytest.raises(ProofError, match="expected an index"):
        inclusion_proof(index, size, store.read)
    with pytest.raises(ProofError, match="expected an index"):
        check_inclusion(LEAVES[0], index, size=size, proof=[], root=LEAVES[0])


@pytest.mark.parametrize(("old", "size"), [(0, 0), (0, 5), (6, 5), (-1, 5), (1, 0), (1, -1)])
def test_old_size_outside_the_tree_is_refused(old: int, size: int, store: Store) -> None:
    with pytest.raises(ProofError, match="expected an old size"):
        consistency_proof(old, size, store.read)
    with pytest.raises(ProofError, match="expected an old size"):
        check_consistency(old, size, proof=[], old_root=EMPTY_ROOT, root=EMPTY_ROOT)


def test_largest_tree_has_proofs_of_53_hashes() -> None:
    """Where every node has the same children, the proof is known without storing the tree."""
    levels = [LEAVES[0]]
    for _ in range(53):
        levels.append(node_hash(levels[-1], levels[-1]))
    proof = levels[:53]
    check_inclusion(LEAVES[0], 2**52 + 12345, size=2**53, proof=proof, root=levels[53])


# A tree nobody keeps


def test_root_grows_leaf_by_leaf() -> None:
    tree = CompactRange()
    for size, leaf in enumerate(LEAVES):
        assert (tree.size, tree.root) == (size, defined_root(LEAVES[:size]))
        tree = tree.extended([leaf])
    assert CompactRange().extended(LEAVES) == tree


@pytest.mark.parametrize("size", SIZES)
def test_proofs_in_one_pass_are_those_of_the_definition(size: int) -> None:
    leaves = LEAVES[:size]
    proofs, root = inclusion_proofs(range(size), size, iter(leaves))
    assert root == defined_root(leaves)
    assert proofs == {m: defined_path(m, leaves) for m in range(size)}
    assert inclusion_proofs([size - 1], size, leaves)[0] == {size - 1: proofs[size - 1]}


def test_only_as_many_leaves_as_were_said() -> None:
    assert inclusion_proofs([], 0, []) == ({}, EMPTY_ROOT)
    for leaves in (LEAVES[:4], LEAVES[:6]):
        with pytest.raises(ProofError, match=f"expected 5 leaves, got {len(leaves)}"):
            inclusion_proofs([1], 5, leaves)
    with pytest.raises(ProofError, match="index below the size 5, got 5"):
        inclusion_proofs([5], 5, LEAVES[:5])
