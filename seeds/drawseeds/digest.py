"""H of SPEC §3.3: labelled SHA-256, so that no two uses of it can be taken for each other."""

import hashlib

from drawseeds.canonical import Value, serialise
from drawseeds.hex32 import check_hex32

PROTOCOL = "drawsvc/v1"

# SPEC §3.3. Closed: a new label is a new version of the specification.
LABELS = frozenset(
    {
        "basis",
        "check code",
        "commit",
        "fresh",
        "group",
        "matter",
        "person",
        "public",
        "related units",
        "roster row",
        "seed",
        "statement",
        "trust",
        "unit",
    }
)


def H(label: str, *values: Value) -> str:  # noqa: N802  SPEC §3.3 and everybody else call it H
    """Returns the hex32 digest of the values under a label (SPEC §3.3).

    Args:
        label: one of `LABELS`, without the name of the protocol.
        values: the arguments in the order of SPEC §3.3; byte strings as lower-case hex.

    Raises:
        ValueError: the label is not in SPEC §3.3.
        CanonicalError: a value has no canonical form. Values may be nested one level less deeply
            than alone, since H puts them into an array.
    """
    return hashlib.sha256(serialise([_labelled(label), *values])).hexdigest()


def salted(label: str, salt: str, text: bytes) -> str:
    """Returns H(label, salt, value) of a value that is written already.

    Args:
        label: as for `H`.
        salt: hex32.
        text: the value's canonical JSON, as `serialise` gives it; it is not looked at again.

    Raises:
        ValueError: the label is not in SPEC §3.3, or the salt is not hex32.
    """
    check_hex32(salt)
    opening = f'["{_labelled(label)}","{salt}",'
    return hashlib.sha256(opening.encode() + text + b"]").hexdigest()


def _labelled(label: str) -> str:
    if label not in LABELS:
        raise ValueError(f"expected a label of SPEC §3.3, got {label!r}")
    return f"{PROTOCOL} {label}"
