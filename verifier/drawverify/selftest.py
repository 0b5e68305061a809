"""Known answers of what everything rests on: SHA-256, Ed25519, the order. For `--selftest`."""

from __future__ import annotations

from hashlib import sha256
from itertools import islice

from . import ed25519
from .order import order

# FIPS 180-2, appendix B.1
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
# RFC 8032 §7.1, test 2
KEY = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
MESSAGE = "72"
SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
# SPEC §8.3 with the seed SHA-256("seed-a")
FIRST_OF_300 = [174, 10, 276, 44, 142]


def failing() -> list[str]:
    """Returns the names of what gives a wrong answer; none on a sound copy and machine."""
    key, message, signature = map(bytes.fromhex, (KEY, MESSAGE, SIGNATURE))
    seed = sha256(b"seed-a").digest()
    results = {
        "SHA-256": sha256(b"abc").hexdigest() == ABC,
        "Ed25519": ed25519.is_signature(key, message, signature),
        "Ed25519 forgery": not ed25519.is_signature(key, b"", signature),
        "order": list(islice(order(seed, 300), len(FIRST_OF_300))) == FIRST_OF_300,
    }
    return [name for name, right in results.items() if not right]
