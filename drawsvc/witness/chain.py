"""The chain of an attempt, read by the witness's own eyes (SPEC §5.1, §5.6, as far as the witnesses' part goes)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from drawsvc.domain.entries import NO_LEAF, Entry
from drawsvc.domain.errors import RecordError

_OPENING = ("REQUEST", "FREEZE", "JOIN", "SEAL", "SEEDED", "VOID")
_ORDER = re.compile(
    r"REQUEST( FREEZE( JOIN)*( SEAL( SEEDED( other)*)?)?)?( VOID( other)*)?"
)  # SPEC §5.6


def check_chain(entries: Sequence[Entry]) -> None:
    """Refuse a chain that is broken, whose times fall, or whose entries are out of order.

    Raises:
        RecordError: `record_chain_broken`, `record_time_falls`, `record_order`.
    """
    before = NO_LEAF
    for seq, entry in enumerate(entries):
        if (entry.seq, entry.prev) != (seq, before):
            raise RecordError("record_chain_broken", expected=seq, got=entry.seq, type=entry.type)
        before = entry.leaf
    for one, other in pairwise(entries):
        if other.time < one.time and other.type != "CLOCK_CORRECTED":
            raise RecordError("record_time_falls", type=other.type, seq=other.seq)
    types = [entry.type for entry in entries if entry.type != "CLOCK_CORRECTED"]
    if not _ORDER.fullmatch(" ".join(t if t in _OPENING else "other" for t in types)):
        raise RecordError("record_order", got=" ".join(types[:8]))
