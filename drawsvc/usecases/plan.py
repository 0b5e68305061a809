"""How a draw goes on by itself, as its request has said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from drawsvc.domain.entries import Body

SOURCES = ("none", "beacon", "witness")
"""Sources of randomness that nobody has to be on site for, the one that is taken first at first."""


@dataclass(frozen=True)
class Plan:
    """What is done without anybody asking for it.

    Args:
        source: of SOURCES.
        replacement: `fixed` or `fresh`; "" for the profile's first.
        release: the approval with which a complete panel is released; () to leave the release to somebody.
        form: of the release; "" for the profile's.
    """

    source: str
    replacement: str = ""
    release: Sequence[Body] = ()
    form: str = ""
