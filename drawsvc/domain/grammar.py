"""Which entry type may follow in which phase (SPEC §5.6)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from drawsvc.domain.errors import PhaseError

START = ""
FINISHED = ("completed", "decided", "released", "voided")
ENDS = ("COMPLETED", "DECIDED", "VOID")
"""Types of which the latest is the end of an attempt (SPEC §5.3)."""
CLOCK_CORRECTED = "CLOCK_CORRECTED"


def _to(phase: str, *types: str) -> dict[str, str]:
    return dict.fromkeys(types, phase)


_AFTERWARDS = ("WITNESSED", "HELD", "NOT_HELD", "OBJECTION", "ERASED")

GRAMMAR: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        START: _to("requested", "REQUEST"),
        "requested": _to("frozen", "FREEZE") | _to("voided", "VOID"),
        "frozen": _to("frozen", "JOIN") | _to("sealed", "SEAL") | _to("voided", "VOID"),
        "sealed": _to("seeded", "SEEDED") | _to("voided", "VOID"),
        "seeded": _to("inviting", "INVITED") | _to("short", "SHORTAGE") | _to("voided", "VOID"),
        "inviting": _to(
            "inviting",
            "INVITED",
            "REPLIED",
            "EXPIRED",
            "CONTACT_OPENED",
            "CORRECTED",
            "WITHDRAWN",
            "SEATS_ADDED",
        )
        | _to("closed", "CLOSED")
        | _to("voided", "VOID"),
        "closed": _to("inviting", "INVITED")
        | _to("completed", "COMPLETED")
        | _to("short", "SHORTAGE")
        | _to("voided", "VOID"),
        "completed": _to(
            "completed", "WITHDRAWN", "RESCHEDULED", "CORRECTED", "SEATS_ADDED", *_AFTERWARDS
        )
        | _to("closed", "CLOSED")
        | _to("released", "RELEASED")
        | _to("voided", "VOID"),
        "short": _to("short", "WITHDRAWN", "RESCHEDULED", "CORRECTED", "SEATS_ADDED", "WITNESSED")
        | _to("closed", "CLOSED")
        | _to("decided", "DECIDED")
        | _to("voided", "VOID"),
        "decided": _to("decided", *_AFTERWARDS) | _to("released", "RELEASED"),
        "released": _to("released", "WITHDRAWN", "RESCHEDULED", *_AFTERWARDS)
        | _to("closed", "CLOSED"),
        "voided": _to("voided", "REVEALED", "WITNESSED", "OBJECTION", "ERASED"),
    }
)

UNFINISHED = frozenset(GRAMMAR) - {START, *FINISHED}
"""Phases of an attempt that goes on."""


def next_phase(phase: str, kind: str, *, draw: str) -> str:
    """The phase an entry of type `kind` leads to. `draw` is its id, for the error.

    Raises:
        PhaseError: it is not allowed now; says what would be.
    """
    if kind == CLOCK_CORRECTED and phase != START:
        return phase
    allowed = GRAMMAR[phase]
    if kind not in allowed:
        expected = ", ".join(sorted(allowed))
        raise PhaseError("phase", draw=draw, phase=phase or "start", expected=expected, got=kind)
    return allowed[kind]
