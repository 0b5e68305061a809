"""H of SPEC §3.3: labelled SHA-256, so that no two uses of it can be taken for each other."""

import hashlib

from drawseeds.canonical import Value, serialise

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
    if label not in LABELS:
        raise ValueError(f"expected a label of SPEC §3.3, got {label!r}")
    return hashlib.sha256(serialise([f"{PROTOCOL} {label}", *values])).hexdigest()
