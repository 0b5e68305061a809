"""How much memory this process has needed."""

import resource
import sys

UNIT = 1 if sys.platform == "darwin" else 1024
"""Bytes in what the system counts in."""


def peak_bytes() -> int:
    """The most that was ever in memory."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT
