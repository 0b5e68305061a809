"""Which entry may follow in which phase: SPEC §5.6."""

import re
from pathlib import Path

import pytest

from drawsvc.domain.bodies import DRAW_BODIES
from drawsvc.domain.errors import PhaseError
from drawsvc.domain.grammar import FINISHED, GRAMMAR, START, next_phase
from tests.refusing import refused

SPEC = (Path(__file__).parents[3] / "docs" / "SPEC.md").read_text("utf-8")


def specified() -> dict[str, dict[str, str]]:
    """The table of SPEC §5.6."""
    section = SPEC[SPEC.index("### 5.6") : SPEC.index("## 6.")]
    table: dict[str, dict[str, str]] = {}
    for phase, cell in re.findall(
        r"^\| (\(start\)|[a-z]+) \| ([A-Z].*) \|$", section, re.MULTILINE
    ):
        allowed: dict[str, str] = {}
        table[phase.replace("(start)", START)] = allowed
        for part in cell.split(";"):
            types, _, leads_to = part.partition("→")
            allowed |= dict.fromkeys(re.findall(r"[A-Z_]+", types), leads_to.strip())
    return table


def test_grammar_is_the_table_of_the_specification() -> None:
    assert specified() == {phase: dict(allowed) for phase, allowed in GRAMMAR.items()}


@pytest.mark.parametrize("phase", GRAMMAR)
@pytest.mark.parametrize("kind", DRAW_BODIES)
def test_every_type_in_every_phase(phase: str, kind: str) -> None:
    allowed = specified()[phase]
    if kind == "CLOCK_CORRECTED" and phase != START:
        assert next_phase(phase, kind, draw="d-1") == phase
    elif kind in allowed:
        assert next_phase(phase, kind, draw="d-1") == allowed[kind]
    else:
        with refused(PhaseError, "phase", phase=phase or "start", got=kind):
            next_phase(phase, kind, draw="d-1")


def test_refusal_says_what_is_allowed() -> None:
    with refused(PhaseError, "phase", expected="FREEZE, VOID"):
        next_phase("requested", "SEAL", draw="d-1")


def test_every_phase_is_reached() -> None:
    assert {phase for allowed in GRAMMAR.values() for phase in allowed.values()} | {START} == set(
        GRAMMAR
    )


def test_finished_phases_ask_for_no_further_round() -> None:
    # RELEASED may follow or not; nothing there waits for a reply or for a decision.
    assert set(FINISHED) == {"completed", "decided", "released", "voided"}
    assert all("INVITED" not in GRAMMAR[phase] for phase in FINISHED)
