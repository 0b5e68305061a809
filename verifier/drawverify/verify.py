"""Takes the steps of SPEC §13.1 in their order until one fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

from . import files
from .case import Case, Entry
from .errors import FailedError, NotCheckableError, StepError
from .files import Reader
from .grade import grade_of
from .steps import chain, disclosures, end, freeze, log, seed, trust, walk, witnesses
from .walk import Walk, seed_of
from .words import load_checks

# The verdict of SPEC §13 and its exit code.
VERIFIED, FAILED, UNREADABLE, UNVERIFIABLE = "verified", "failed", "unreadable", "unverifiable"
EXITS = {VERIFIED: 0, FAILED: 1, UNREADABLE: 2, UNVERIFIABLE: 3}
# If this one is not checkable, no later step is taken.
TYPE_STEP = "chain.type"

STEPS: dict[str, Callable[[Case], None]] = {
    **log.STEPS,
    **chain.STEPS,
    **freeze.STEPS,
    **witnesses.STEPS,
    **seed.STEPS,
    **end.STEPS,
    **trust.STEPS,
    **disclosures.STEPS,
}
# What verify() can answer for: every step of the table of SPEC §13.1.
KNOWN_STEPS = frozenset([*files.STEPS, *STEPS, *walk.STEPS])


class Inputs(NamedTuple):
    """What a verification is given; only the record is always there."""

    record: Reader
    trust: Reader | None = None
    slip: str = ""
    disclosures: Reader | None = None


class Result(NamedTuple):
    """What is known when no further step can be taken.

    Attributes:
        case: the record taken apart; None if it is unreadable.
        checks: the steps there are to take, of checks.json.
        outcomes: per step taken, in order, why it did not pass; None if it did.
    """

    case: Case | None
    checks: list[dict[str, Any]]
    outcomes: dict[str, StepError | None]

    @property
    def failed(self) -> list[str]:
        """The steps that failed, first the failure class."""
        return [step for step, why in self.outcomes.items() if isinstance(why, FailedError)]

    @property
    def not_checkable(self) -> list[str]:
        """The steps that are not checkable."""
        return [step for step, why in self.outcomes.items() if isinstance(why, NotCheckableError)]

    @property
    def verdict(self) -> str:
        """The verdict in one word, SPEC §13."""
        if self.failed:
            return UNREADABLE if self.failed[0].startswith("file.") else FAILED
        return UNVERIFIABLE if self.not_checkable else VERIFIED

    @property
    def grade(self) -> str:
        """The grade; none for a record that failed or whose steps were not taken to the end."""
        judged = self.case if "trust.grade" in self.outcomes and not self.failed else None
        return grade_of(judged) if judged else "none"

    @property
    def status(self) -> str:
        """The phase of SPEC §5.6 that the record has reached, none if unreadable."""
        return self.case.status if self.case else "none"

    @property
    def kind(self) -> str:
        """The kind of the record, full or slim; none if unreadable."""
        return str(self.case.record["kind"]) if self.case else "none"


class StopError(Exception):
    """No later step is taken."""


def verify(inputs: Inputs) -> Result:
    """Takes all steps until one fails; raises nothing, whatever the bytes."""
    run = Run()
    with suppress(StopError):
        run.take_all(inputs)
    order = [check["id"] for check in run.checks]
    taken = {step: run.outcomes[step] for step in order if step in run.outcomes}
    return Result(run.case, run.checks, taken)


def take(
    outcomes: dict[str, StepError | None],
    step: str,
    action: Callable[..., None],
    *arguments: object,
) -> None:
    """Takes one step; of many entries the first at which it is not checkable is kept.

    Raises:
        StopError: it failed.
    """
    try:
        action(*arguments)
    except NotCheckableError as error:
        outcomes[step] = outcomes.get(step) or error
    except FailedError as error:
        # A row that a slim record lacks fails one step, wherever it is missed.
        outcomes[error.step or step] = error
        raise StopError from None


class Run:
    """One verification on its way."""

    def __init__(self) -> None:
        self.case: Case | None = None
        self.checks = load_checks()
        self.outcomes: dict[str, StepError | None] = {}

    def take_all(self, inputs: Inputs) -> None:
        """Takes the steps of all parts, in the order of checks.json."""
        self.case = case = self.read(inputs)
        for check in self.checks[len(files.STEPS) :]:
            step = check["id"]
            if step in STEPS:
                take(self.outcomes, step, STEPS[step], case)
            elif step not in self.outcomes:
                # The first step of part "walk": they are taken together, entry by entry.
                self.take_walk(case)
                self.outcomes = {**dict.fromkeys(walk.STEPS), **self.outcomes}
            self.outcomes.setdefault(step, None)
            if step == TYPE_STEP and self.outcomes[step]:
                raise StopError

    def read(self, inputs: Inputs) -> Case:
        """Takes the steps of part "file"."""
        try:
            record = files.read_record(inputs.record)
            trust_file = files.read_trust(inputs.trust) if inputs.trust else None
            disclosed = files.read_disclosures(inputs.disclosures) if inputs.disclosures else None
        except FailedError as error:
            passed = files.STEPS[: files.STEPS.index(error.step)]
            self.outcomes = {**dict.fromkeys(passed), error.step: error}
            raise StopError from None
        self.outcomes = dict.fromkeys(files.STEPS)
        return Case(record, trust=trust_file, slip=inputs.slip, disclosures=disclosed)

    def take_walk(self, case: Case) -> None:
        """Takes the steps of part "walk" for one entry after the other."""
        seal, seeded = case.seal, case.first("SEEDED")
        if case.freeze is None or seal is None or seeded is None:
            return
        case.walk = Walk(case, case.freeze.body, seed_of(seal, seeded))
        at = walk.WalkCase(case, case.walk)
        for entry in case.chain[case.chain.index(seeded) + 1 :]:
            for step in walk.steps_for(entry.type):
                take(self.outcomes, step, _named, walk.STEPS[step][1], at, entry)
            case.walk.apply(entry)


def _named(action: Callable[..., None], at: walk.WalkCase, entry: Entry) -> None:
    """Takes a step of the walk; an error says at which entry."""
    try:
        action(at, entry)
    except StepError as error:
        raise error.at(entry.name) from None
