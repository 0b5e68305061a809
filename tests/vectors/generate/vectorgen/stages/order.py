"""SPEC §8.3."""

from itertools import islice

from vectorgen.encoding import Obj, sha256
from vectorgen.order import block, order, uniform, words

SEED = sha256(b"seed-a")
BOUNDS = (1, 2, 3, 7, 1000, 2**31, 2**31 + 1, 3_000_000_000, 2**32 - 1, 2**32)
SIZES = ((1, 1), (2, 2), (7, 7), (300, 300), (1_000_000, 20))


def draws(below: int, count: int) -> list[int]:
    stream = words(SEED)
    return [uniform(stream, below) for _ in range(count)]


def rejected(below: int, count: int) -> int:
    """How many words were passed over for `count` values."""
    limit, taken, passed = 2**32 // below * below, 0, 0
    for word in words(SEED):
        if taken == count:
            break
        taken, passed = (taken + 1, passed) if word < limit else (taken, passed + 1)
    return passed


def vectors() -> Obj:
    return {
        "spec": "§8.3",
        "seed": SEED.hex(),
        "blocks": [block(SEED, n).hex() for n in range(3)],
        "words": list(islice(words(SEED), 16)),
        "uniform": [
            {"below": below, "values": draws(below, 20), "rejected": rejected(below, 20)}
            if below > 1
            else {"below": 1, "values": [0] * 20, "rejected": 0}
            for below in BOUNDS
        ],
        "orders": [{"size": size, "first": order(SEED, size, first)} for size, first in SIZES],
    }
