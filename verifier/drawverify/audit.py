"""The lists of a draw held against the roster: `drawverify audit RECORD …`, SPEC §13.2."""

from __future__ import annotations

from typing import Any

from .beside import facts_beside, unreadable, verify_beside
from .errors import FailedError
from .facts import passed
from .roster import Roster
from .steps.audit import STEPS, Audit
from .stream import Pieces
from .verify import Inputs, Result, verify

PART = "audit"


def examine_audit(inputs: Inputs, pieces: Pieces) -> tuple[Result, dict[str, Any]]:
    """Returns the result and the report of a record, its disclosures and its roster."""
    try:
        roster = Roster(pieces)
    except FailedError as error:
        error.at("roster")
        result = unreadable(PART, error)
        return result, facts_beside(result, None)
    record = verify(inputs)
    if record.case is None:
        result = verify_beside(PART, record, {})
        return result, facts_beside(result, record)
    audit = Audit(record.case, roster)
    result = verify_beside(PART, record, STEPS, audit)
    facts = facts_beside(result, record)
    facts["open"] = audit.open
    if passed(result, "audit.roster"):
        facts["roster"] = {"roster": audit.roster.head["roster"], "size": roster.size}
    return result, facts
