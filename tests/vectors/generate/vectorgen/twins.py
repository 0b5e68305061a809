"""Two seals with one check code (SPEC §14): 40 bits are for reading aloud, they prove nothing.

The nonces are found by trying about a million and kept here; whatever changes the entries before
the seal makes them useless, and `generate --twins` finds others within half a minute.
"""

from itertools import count

from vectorgen.encoding import secret
from vectorgen.ending import Ending
from vectorgen.scenes import Hooks, setting
from vectorgen.stages.digests import check_code
from vectorgen.tree import leaf_hash

NONCES = (
    "0ffdc43222d022f647a707c72029b04dba062f4481c470e74deb6a4b09aa7119",
    "9e6d2eb62f5932528fb7d6e4cc1561d9e6d8d964b41397ac7f4aa476e6dafadd",
)


def sealed(nonce: str, hooks: Hooks | None = None) -> Ending:
    """The same draw up to its seal; only the nonce differs."""
    hooks = {"SEAL.body": setting(nonce=nonce), **(hooks or {})}
    return Ending(hooks=hooks, alone=True).to_seal()


def nonce(number: int) -> str:
    return secret(f"twin {number}").hex()


def search() -> tuple[str, str]:
    """The first two nonces whose seals share their check code."""
    before, after = sealed(nonce(0)).latest("SEAL").data.split(nonce(0).encode())
    found: dict[str, int] = {}
    for number in count():
        leaf = leaf_hash(before + nonce(number).encode() + after).hex()
        other = found.setdefault(check_code(leaf), number)
        if other != number:
            return nonce(other), nonce(number)
    raise AssertionError


def with_slip_of_the_twin() -> Ending:
    slip = sealed(NONCES[1]).leaf("SEAL")
    draw = sealed(NONCES[0], {"draw.slip": lambda _: slip})
    if check_code(draw.leaf("SEAL")) != check_code(slip):
        raise ValueError("twins.NONCES are out of date: run the generator with --twins")
    return draw.seeded().play()
