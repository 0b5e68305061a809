"""From public contributions to a seed, and from a seed to an order; standard library only."""

from drawseeds.canonical import CanonicalError, Value, parse, serialise, unassigned
from drawseeds.commitment import CommitmentError, check_commitment, commit
from drawseeds.digest import LABELS, PROTOCOL, H, salted
from drawseeds.hex32 import HexError, check_hex32, parse_hex32
from drawseeds.order import Words, order, uniform
from drawseeds.rounds import QUICKNET, SCHEME, Chain
from drawseeds.seed import beacon_randomness, check_code, derive_seed, fresh_seed, group_seed

__all__ = [
    "LABELS",
    "PROTOCOL",
    "QUICKNET",
    "SCHEME",
    "CanonicalError",
    "Chain",
    "CommitmentError",
    "H",
    "HexError",
    "Value",
    "Words",
    "beacon_randomness",
    "check_code",
    "check_commitment",
    "check_hex32",
    "commit",
    "derive_seed",
    "fresh_seed",
    "group_seed",
    "order",
    "parse",
    "parse_hex32",
    "salted",
    "serialise",
    "unassigned",
    "uniform",
]
