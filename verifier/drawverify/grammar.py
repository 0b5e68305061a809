"""Phases of an attempt and which entry types each allows, SPEC §5.6."""

from __future__ import annotations

START = "start"
ANYWHERE = "CLOCK_CORRECTED"

# phase: allowed types → next phase
TABLE = """
start: REQUEST → requested
requested: FREEZE → frozen; VOID → voided
frozen: JOIN → frozen; SEAL → sealed; VOID → voided
sealed: SEEDED → seeded; VOID → voided
seeded: INVITED → inviting; SHORTAGE → short; VOID → voided
inviting: INVITED REPLIED EXPIRED CONTACT_OPENED CORRECTED WITHDRAWN SEATS_ADDED → inviting; \
CLOSED → closed; VOID → voided
closed: INVITED → inviting; COMPLETED → completed; SHORTAGE → short; VOID → voided
completed: WITHDRAWN RESCHEDULED CORRECTED SEATS_ADDED WITNESSED HELD NOT_HELD OBJECTION ERASED \
→ completed; CLOSED → closed; RELEASED → released; VOID → voided
short: WITHDRAWN RESCHEDULED CORRECTED SEATS_ADDED WITNESSED → short; CLOSED → closed; \
DECIDED → decided; VOID → voided
decided: WITNESSED HELD NOT_HELD OBJECTION ERASED → decided; RELEASED → released
released: WITHDRAWN RESCHEDULED WITNESSED HELD NOT_HELD OBJECTION ERASED → released; \
CLOSED → closed
voided: REVEALED WITNESSED OBJECTION ERASED → voided
"""


def _read(table: str) -> dict[str, dict[str, str]]:
    """Returns {phase: {type: next phase}} of the table above."""
    phases: dict[str, dict[str, str]] = {}
    for line in table.strip().splitlines():
        phase, _, rules = line.partition(": ")
        phases[phase] = {} if phase == START else {ANYWHERE: phase}
        for rule in rules.split("; "):
            types, _, following = rule.partition(" → ")
            phases[phase].update(dict.fromkeys(types.split(), following))
    return phases


PHASES = _read(TABLE)


def next_phase(phase: str, kind: str) -> str:
    """Returns the phase after an entry, "" where its type is not allowed."""
    return PHASES[phase].get(kind, "")
