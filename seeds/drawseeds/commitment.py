"""Commitments: a witness binds himself to a value before anybody can use it (SPEC §7.3)."""

from drawseeds.digest import H
from drawseeds.hex32 import HexError, check_hex32


class CommitmentError(ValueError):
    """A revealed value that does not open its commitment."""


def commit(freeze_leaf: str, key: str, value: str) -> str:
    """Returns the commitment of one witness to one value (SPEC §7.3).

    The freeze and the key are part of it, so that it fits no other draw and no other witness. It
    hides the value only if that is 32 random bytes.

    Args:
        freeze_leaf: leaf hash of the FREEZE, hex32.
        key: public key of the witness, hex32.
        value: the secret, hex32.

    Raises:
        HexError: one of them is not hex32.
    """
    for text in (freeze_leaf, key, value):
        check_hex32(text)
    return H("commit", freeze_leaf, key, value)


def check_commitment(commitment: str, *, freeze_leaf: str, key: str, value: str) -> None:
    """Raises unless the revealed value opens the commitment (SPEC §13, `seed.commitment`).

    Raises:
        CommitmentError: it does not, or one of the values is not hex32.
    """
    try:
        got = commit(freeze_leaf, key, value)
    except HexError as error:
        raise CommitmentError(f"expected hex32 values: {error}") from error
    if got != commitment:
        raise CommitmentError(f"expected the commitment {commitment}, got {got} from the value")
