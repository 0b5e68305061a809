"""SPEC §4.1."""

from vectorgen.encoding import Obj
from vectorgen.tree import consistency, inclusion, leaf_hash, root

SMALL = range(10)
LARGE = (255, 256, 257, 1000, 4097)


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(f"entry {n}".encode()) for n in range(size)]


def hexes(hashes: list[bytes]) -> list[str]:
    return [h.hex() for h in hashes]


def inclusions() -> list[Obj]:
    pairs = [(size, index) for size in SMALL for index in range(size)]
    pairs += [(size, index) for size in LARGE for index in (0, size // 2, size - 1)]
    return [
        {"size": size, "index": index, "proof": hexes(inclusion(leaves(size), index))}
        for size, index in pairs
    ]


def consistencies() -> list[Obj]:
    pairs = [(old, size) for size in SMALL for old in range(1, size + 1)]
    pairs += [(old, size) for size in LARGE for old in (1, 128, 200, size - 1)]
    return [
        {"old": old, "size": size, "proof": hexes(consistency(leaves(size), old))}
        for old, size in pairs
    ]


def refused() -> list[Obj]:
    """Inclusion proofs that must not verify against the root of that size."""
    proof = hexes(inclusion(leaves(7), 2))
    flipped = [proof[0][:-1] + f"{int(proof[0][-1], 16) ^ 1:x}", *proof[1:]]
    return [
        {"name": "one hash short", "size": 7, "index": 2, "proof": proof[:-1]},
        {"name": "one hash long", "size": 7, "index": 2, "proof": [*proof, proof[0]]},
        {"name": "another index", "size": 7, "index": 3, "proof": proof},
        {"name": "another size", "size": 9, "index": 2, "proof": proof},
        {"name": "a bit changed", "size": 7, "index": 2, "proof": flipped},
        {"name": "two hashes exchanged", "size": 7, "index": 2, "proof": proof[1::-1] + proof[2:]},
        {"name": "index = size", "size": 7, "index": 7, "proof": proof},
        {"name": "empty tree", "size": 0, "index": 0, "proof": []},
    ]


def refused_consistency() -> list[Obj]:
    proof = hexes(consistency(leaves(7), 3))
    return [
        {"name": "one hash short", "old": 3, "size": 7, "proof": proof[:-1]},
        {"name": "one hash long", "old": 3, "size": 7, "proof": [*proof, proof[0]]},
        {"name": "another old size", "old": 4, "size": 7, "proof": proof},
        {"name": "a proof where none belongs", "old": 7, "size": 7, "proof": proof[:1]},
        {"name": "older than the old", "old": 7, "size": 3, "proof": proof},
    ]


def vectors() -> Obj:
    sizes = [*SMALL, *LARGE]
    return {
        "spec": "§4.1",
        "data": "leaf n has the data `entry n`, n in decimal",
        "leaf_hashes": hexes(leaves(9)),
        "roots": [{"size": size, "root": root(leaves(size)).hex()} for size in sizes],
        "inclusion": inclusions(),
        "consistency": consistencies(),
        "inclusion_refused": refused(),
        "consistency_refused": refused_consistency(),
    }
