"""What a planned draw waits for now."""

from __future__ import annotations

from dataclasses import dataclass

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.beacons import Pin
from drawsvc.domain.sealing import missing_statements
from drawsvc.domain.statements import parse_statement
from drawsvc.usecases.office import Office, find_place, open_attempt
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.ports import AttemptState, Reader

FREEZE, SEAL, SEED, RELEASE, OVER = "freeze", "seal", "seed", "release", "over"
_BY_PHASE = {"requested": FREEZE, "frozen": SEAL, "sealed": SEED, "completed": RELEASE}
_ENDED = frozenset({"short", "decided", "released", "voided"})


@dataclass(frozen=True)
class Step:
    """A planned draw, and what can be done about it.

    Args:
        state: of the attempt.
        plan: what its request has said.
        what: FREEZE, SEAL, SEED or RELEASE; OVER; "" while people or time have to go on.
    """

    state: AttemptState
    plan: Plan
    what: str


def next_steps(office: Office) -> list[Step]:
    """The planned draws, and what each waits for. Those that are over are among them, with OVER."""
    with office.store.reading() as reader:
        found = [(reader.attempt(place), plan) for place, plan in reader.plans()]
        return [
            Step(state, plan, _what(office, reader, state, plan)) for state, plan in found if state
        ]


def drop_plan(office: Office, state: AttemptState) -> None:
    """Forget the plan of a draw; people go on with it, or nobody has to."""
    with office.store.writing() as writer:
        writer.drop_plan(state.place)


def pinned_round(office: Office, draw: str) -> Pin | None:
    """The beacon round a draw waits for; None if it waits for none, or has it."""
    with office.store.reading() as reader:
        attempt = open_attempt(office, reader, find_place(reader, draw))
        kept = reader.private(attempt.chain.place).get("signature", "")
        return None if attempt.phase == "sealed" and kept else attempt.pinned


def _what(office: Office, reader: Reader, state: AttemptState, plan: Plan) -> str:
    what = _BY_PHASE.get(state.phase, "")
    is_latest = find_place(reader, state.place.draw) == state.place
    if state.phase in _ENDED or not is_latest or (what == RELEASE and not plan.release):
        return OVER
    if what == SEAL:
        attempt = open_attempt(office, reader, state.place)
        joined = {join.role for join in attempt.joins}
        return SEAL if set(attempt.entry("FREEZE").body["roles"]) <= joined else ""
    if what == SEED:
        return SEED if _is_signed(open_attempt(office, reader, state.place), reader) else ""
    return what


def _is_signed(attempt: Attempt, reader: Reader) -> bool:
    """Whether the seed waits neither for a witness nor for a beacon."""
    kept = [parse_statement(of) for of in reader.private(attempt.chain.place)["statements"]]
    missing = missing_statements(attempt.entry("SEAL"), attempt.joins, kept)
    return not missing and attempt.pinned is None
