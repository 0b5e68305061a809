"""Whether the draws of a log follow from each other: `drawverify history FILE …`, SPEC §13.2.

Records are looked at one after the other, and of each only what later draws rest on is kept; then
the log is read once, and every FREEZE judged by what stands before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from .beside import take_all, unreadable
from .errors import FailedError, StepError
from .facts import NOTHING, facts_of, outcomes_of, passed
from .files import Reader, read_disclosures, read_trust
from .history_facts import history_facts
from .past import Past
from .roster import Roster
from .schema import LOG
from .steps import disclosures as disclosure_steps
from .steps.history import FREEZE_STEPS, STEPS, Files
from .stream import Pieces, read_list
from .told import Told, told_by
from .trust import Trust
from .verify import Inputs, Result, verify
from .words import load_checks

PART = "history"
CITED = ("origin", "pool", "draw", "attempt")


class TwoDisclosuresError(Exception):
    """Two files disclose one attempt; the argument is the name of the second."""


class HistoryInputs(NamedTuple):
    """What a history check is given; each file with its name."""

    trust: Reader | None
    log: Sequence[tuple[str, Pieces]] = ()
    records: Sequence[tuple[str, Reader]] = ()
    disclosures: Sequence[tuple[str, Reader]] = ()
    rosters: Sequence[tuple[str, Pieces]] = ()


def examine_history(inputs: HistoryInputs) -> tuple[Result, dict[str, Any]]:
    """Returns the result and the report of a log, records, disclosures and rosters.

    Args:
        inputs: at most one log.

    Raises:
        TwoDisclosuresError: two files disclose one attempt.
    """
    run = _Run(inputs)
    try:
        run.read()
    except FailedError as error:
        result = unreadable(PART, error)
        return result, {**outcomes_of(result), **NOTHING, "records": run.facts}
    checks = [check for check in load_checks() if check["id"] in run.failed]
    result = Result(None, [*checks, *load_checks(PART)], run.failed)
    if not run.failed:
        take_all(result.outcomes, STEPS, run.files)
    facts = {**outcomes_of(result), **NOTHING, "records": run.facts}
    if passed(result, "history.chain"):
        facts.update(history_facts(run.files))
    return result, facts


class _Run:
    """One history check on its way.

    Attributes:
        facts: the reports of the records; failed: why the first that failed did.
        files: all that was read.
    """

    def __init__(self, inputs: HistoryInputs) -> None:
        self.inputs = inputs
        self.facts: list[dict[str, Any]] = []
        self.failed: dict[str, StepError | None] = {}
        self._told: list[Told] = []
        self._disclosures: dict[tuple[object, ...], Reader] = {}
        self.files: Files

    def read(self) -> None:
        """Reads all files, and takes the steps of each record.

        Raises:
            FailedError: a file does not pass part "file"; the error says which.
        """
        inputs = self.inputs
        trust = read_trust(inputs.trust) if inputs.trust else None
        for name, reader in inputs.disclosures:
            head = _named(name, read_disclosures, reader)
            key = tuple(head[member] for member in CITED)
            if key in self._disclosures:
                raise TwoDisclosuresError(name)
            self._disclosures[key] = reader
        rosters = [_named(name, Roster, pieces) for name, pieces in inputs.rosters]
        for name, reader in inputs.records:
            self._read_record(name, reader)
        past = Past(self._told, FREEZE_STEPS, has_log=bool(inputs.log))
        head = None
        for name, pieces in inputs.log:
            head = _named(name, read_list, pieces, LOG, past.take_logged)
        if head is None:
            past.take_records()
        files = Files(past, head, self._told, rosters, None)
        if trust:
            files = files._replace(trust=Trust(trust, "", files.origin))
        self.files = files

    def _read_record(self, name: str, reader: Reader) -> None:
        result = verify(Inputs(reader, self.inputs.trust))
        case = result.case
        key = tuple(case.record[member] for member in CITED) if case else ()
        # Steps 55 and 56 passed for want of disclosures; whose those are is known only now.
        if case and passed(result, "disclosure.digest") and key in self._disclosures:
            case.disclosures = read_disclosures(self._disclosures[key])
            take_all(result.outcomes, disclosure_steps.STEPS, case)
        for step, why in result.outcomes.items():
            if isinstance(why, FailedError):
                why.at(name)
                if case is None:
                    raise why
                self.failed = self.failed or {step: why}
        self.facts.append({"file": name, **facts_of(result)})
        told = told_by(result)
        if told:
            self._told.append(told)


def _named(name: str, action: Callable[..., Any], *arguments: object) -> Any:
    """Reads a file; an error says which."""
    try:
        return action(*arguments)
    except FailedError as error:
        error.at(name)
        raise
