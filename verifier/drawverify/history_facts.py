"""What the report of a history check says beside its verdict, as plain data, SPEC §13.2."""

from __future__ import annotations

from typing import Any

from .attempts import END_PHASES, Attempt
from .errors import FailedError, StepError
from .past import Frozen, Past
from .steps.history import Files

WITH_PANEL = ("completed", "decided", "released")


def history_facts(files: Files) -> dict[str, Any]:
    """Returns the draws and the freezes, for a log whose chains are in order."""
    past = files.past
    draws = [_attempt(past, attempt) for attempts in past.draws.values() for attempt in attempts]
    facts: dict[str, Any] = {"origin": files.origin, "draws": draws, "totals": _totals(draws)}
    facts["utc_offset_minutes"] = past.utc_offset_minutes
    facts["freezes"] = [_frozen(frozen) for frozen in past.freezes]
    if files.head:
        facts["entries"] = len(past.chains.leaves)
    return facts


def _attempt(past: Past, attempt: Attempt) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "pool": attempt.pool,
        "draw": attempt.draw,
        "attempt": attempt.number,
        "requested": attempt.requested_at,
        "status": attempt.phase,
        "date": attempt.date,
        "held": attempt.held,
    }
    if attempt.end and attempt.phase in END_PHASES:
        facts["ended"] = attempt.end.time
        facts.update(attempt.end.codes)
    if attempt.phase in WITH_PANEL:
        facts["panel"] = len(attempt.accepted())
        unused = _unused(past, attempt)
        if unused:
            facts["unused"] = unused
    told = past.told.get((attempt.pool, attempt.draw, attempt.number))
    facts["record"] = bool(told)
    facts["disclosed"] = bool(told and told.rows is not None)
    return facts


def _unused(past: Past, attempt: Attempt) -> str:
    """Returns why a panel seems not to have been used, "" if nothing says so."""
    if attempt.held:
        return "" if attempt.held == "HELD" else "not_held"
    if past.draws[attempt.draw][-1] is not attempt:
        return "superseded"
    return "silent" if attempt.date < past.last_date else ""


def _totals(draws: list[dict[str, Any]]) -> dict[str, int]:
    return {
        "attempts": len(draws),
        "panels": sum("panel" in draw for draw in draws),
        "unused": sum("unused" in draw for draw in draws),
        "harmless": sum(draw.get("class") == "harmless" for draw in draws),
        "discarded": sum(draw.get("class") == "discarded" for draw in draws),
    }


def _frozen(frozen: Frozen) -> dict[str, Any]:
    attempt = frozen.attempt
    facts: dict[str, Any] = {
        "pool": attempt.pool,
        "draw": attempt.draw,
        "attempt": attempt.number,
        "mode": attempt.mode,
        "open": frozen.open,
    }
    for step, error in frozen.outcomes.items():
        facts[step.partition(".")[2]] = _outcome(error)
    return facts


def _outcome(error: StepError | None) -> dict[str, Any]:
    if error is None:
        return {"result": "passed"}
    result = "failed" if isinstance(error, FailedError) else "not_checkable"
    return {"result": result, **error.facts()}
