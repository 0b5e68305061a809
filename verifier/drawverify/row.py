"""How one expert was listed, and what came of it, SPEC §13.2: `drawverify row RECORD OWN`."""

from __future__ import annotations

from typing import Any

from .beside import facts_beside, unreadable, verify_beside
from .case import Case
from .errors import FailedError
from .facts import invitation_facts, passed
from .files import Reader, read_own
from .steps.row import STEPS
from .verify import Inputs, Result, verify

PART = "row"


def examine_row(inputs: Inputs, read: Reader) -> tuple[Result, dict[str, Any]]:
    """Returns the result and the report of an own row file beside a record."""
    try:
        own = read_own(read)
    except FailedError as error:
        result = unreadable(PART, error)
        return result, facts_beside(result, None)
    record = verify(inputs)
    result = verify_beside(PART, record, STEPS, record.case, own)
    facts = facts_beside(result, record)
    if record.case and passed(result, "row.digest"):
        facts["expert"] = own["rows"][0]["expert"]
        facts["rows"] = [_listed(record.case, item) for item in own["rows"]]
    return result, facts


def _listed(case: Case, item: dict[str, Any]) -> dict[str, Any]:
    """Returns where a row stands, why it is excluded, and its invitations."""
    group, name, index = item["group"], item["list"], item["index"]
    frozen = case.freeze.body["groups"] if case.freeze else []
    facts = {"group": group, "list": name, "index": index, "size": frozen[group][name]["size"]}
    facts["serial"] = item["row"]["serial"]
    if name == "excluded":
        evidence = item["basis"][0]["evidence"]
        return {**facts, "reason": item["row"]["reason"], "evidence": evidence}
    invitations = case.walk.invitations if case.walk else []
    mine = [i for i in invitations if (i.group, i.row) == (group, index)]
    return {**facts, "invitations": [invitation_facts(case, i) for i in mine]}
