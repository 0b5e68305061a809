"""From the seal and what was revealed after it to the seeds of the groups (SPEC §8, §9.7, §14)."""

import hashlib
from collections.abc import Sequence

from drawseeds.digest import H
from drawseeds.hex32 import check_hex32, parse_hex32

_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # SPEC §14: without I, L, O and U


def beacon_randomness(signature: bytes) -> str:
    """Returns what a beacon round adds to a seed, hex32 (SPEC §8.2, §9.7).

    Whether the signature is valid is not checked here.

    Args:
        signature: the bytes that the beacon published for the round.
    """
    return hashlib.sha256(signature).hexdigest()


def derive_seed(seal_leaf: str, values: Sequence[str]) -> str:
    """Returns the seed of a draw, hex32 (SPEC §8.2).

    Args:
        seal_leaf: leaf hash of the SEAL, hex32.
        values: the `values` of SEEDED; for a beacon instead one element, `beacon_randomness`.

    Raises:
        HexError: the leaf is not hex32.
        CanonicalError: a value is no canonical string.
    """
    check_hex32(seal_leaf)
    return H("seed", seal_leaf, tuple(values))


def group_seed(seed: str, group: int) -> str:
    """Returns the seed of one seat group, hex32 (SPEC §8.3).

    Args:
        seed: what `derive_seed` returned, hex32.
        group: index of the group, from 0.

    Raises:
        HexError: the seed is not hex32.
    """
    check_hex32(seed)
    return H("group", seed, group)


def fresh_seed(seed: str, group: int, k: int, randomness: str) -> str:
    """Returns the seed for one `fresh` replacement, hex32 (SPEC §9.7).

    Args:
        seed: what `derive_seed` returned, hex32; not the seed of the group.
        group: index of the group, from 0.
        k: number of the replacement within the group and attempt, from 0.
        randomness: `beacon_randomness` of the round, hex32.

    Raises:
        HexError: the seed or the randomness is not hex32.
    """
    check_hex32(seed)
    check_hex32(randomness)
    return H("fresh", seed, group, k, randomness)


def check_code(seal_leaf: str) -> str:
    """Returns the check code XXXX-XXXX of a seal (SPEC §14). It proves nothing alone.

    Args:
        seal_leaf: leaf hash of the SEAL, hex32.

    Raises:
        HexError: the leaf is not hex32.
    """
    check_hex32(seal_leaf)
    bits = int.from_bytes(parse_hex32(H("check code", seal_leaf))[:5], "big")
    code = "".join(_CROCKFORD[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{code[:4]}-{code[4:]}"
