"""Grades: how the randomness of a draw came about, judged by what was given beside it, SPEC §12."""

from __future__ import annotations

from .case import Case, Entry, role_of
from .trust import acceptable_chain

SECONDS_BEFORE_ROUND = 120


def grade_of(case: Case) -> str:
    """Returns A, B, C, S or none, for a case that failed no step up to `trust.cosigner`."""
    seal, seeded = case.seal, case.first("SEEDED")
    given = case.trust is not None or bool(case.slip)
    if not given or seal is None or seeded is None or case.status == "voided":
        return "none"
    source = seal.body["source"]
    if source["kind"] == "none":
        return "S"
    if source["kind"] == "witness":
        return "B" if any(is_independent(case, join) for join in case.joins) else "C"
    if source["kind"] == "dice":
        return _grade_of_dice(case, seeded)
    chain = acceptable_chain(case.trust, source["chain"])
    if chain is None:
        return "C"
    latest = chain.time_of(source["round"]) - SECONDS_BEFORE_ROUND
    return "A" if case.slip or any(time <= latest for time in case.cosigned_at) else "C"


def _grade_of_dice(case: Case, seeded: Entry) -> str:
    joins = case.joins_by_key
    statements = seeded.body["statements"]
    attestors = [joins[item["key"]] for item in statements if item["kind"] == "dice"]
    if not any(is_independent(case, join) for join in attestors):
        return "C"
    in_time = any(time <= seeded.time for time in case.cosigned_at)
    return "A" if case.slip or in_time else "B"


def is_independent(case: Case, join: Entry) -> bool:
    """Tells whether a JOIN is by a key that the trust file calls independent, at its time."""
    if case.trust is None:
        return False
    holders = case.trust.holders(role_of(join), join.body["statement"]["key"], join.time)
    return any(holder["independent"] for holder in holders)
