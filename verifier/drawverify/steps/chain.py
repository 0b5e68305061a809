"""Part "chain": the draw entries are one unbroken attempt, SPEC §5.1, §5.6, §15."""

from __future__ import annotations

from drawverify.case import Case
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.grammar import next_phase
from drawverify.schema import BODIES, POOL_TYPES

NO_LEAF = "0" * 64
SETS_CLOCK = "CLOCK_CORRECTED"


def check_identity(case: Case) -> None:
    """Pool entries come first, then one end of each earlier attempt, then this attempt."""
    # SPEC §5.1 §11.1 step 14
    draw, attempt = case.record["draw"], case.record["attempt"]
    require(bool(case.chain), "entries", expected="draw_entry")
    require_equal(len(case.ends), attempt - 1, "entries")
    places = [("", 0)] * len(case.pool) + [(draw, number) for number in range(1, attempt)]
    for number, entry in enumerate(case.entries):
        place = places[number] if number < len(places) else (draw, attempt)
        require_equal((entry.data["draw"], entry.data["attempt"]), place, entry.name)
        require_equal(entry.data["pool"], case.record["pool"], f"{entry.name}.pool")
    for entry in case.pool:
        known = entry.type in POOL_TYPES
        require(known, f"{entry.name}.type", expected={"one_of": POOL_TYPES}, got=entry.type)


def check_link(case: Case) -> None:
    """`seq` counts from 0 and `prev` is the leaf hash of the entry before."""
    # SPEC §5.1 step 15
    previous = NO_LEAF
    for seq, entry in enumerate(case.chain):
        require_equal(entry.data["seq"], seq, f"{entry.name}.seq")
        require_equal(entry.data["prev"], previous, f"{entry.name}.prev")
        previous = entry.leaf


def check_time(case: Case) -> None:
    """Times never fall, except at CLOCK_CORRECTED. Whether they were right is not checked."""
    # SPEC §5.1 step 16
    for before, entry in zip(case.chain, case.chain[1:]):
        require(
            before.time <= entry.time or entry.type == SETS_CLOCK,
            f"{entry.name}.time",
            expected={"from": before.data["time"]},
            got=entry.data["time"],
        )


def check_type(case: Case) -> None:
    """All types are known; what another type changes, this verifier cannot tell."""
    # SPEC §15 step 17
    for entry in case.chain:
        if entry.type not in BODIES:
            raise NotCheckableError(entry.name)


def check_grammar(case: Case) -> None:
    """Each type is allowed in the phase it meets."""
    # SPEC §5.6 step 18
    for entry in case.chain:
        allowed = bool(next_phase(entry.phase, entry.type))
        got = {"in_phase": entry.phase}
        require(allowed, entry.name, expected="allowed_type", got=got)


def check_slip(case: Case) -> None:
    """The slip, if given, is the leaf hash of the SEAL."""
    # SPEC §11.3 step 19
    if case.slip:
        if case.seal is None:
            raise NotCheckableError("SEAL")
        require_equal(case.seal.leaf, case.slip, case.seal.name)


STEPS = {
    "chain.identity": check_identity,
    "chain.link": check_link,
    "chain.time": check_time,
    "chain.type": check_type,
    "chain.grammar": check_grammar,
    "chain.slip": check_slip,
}
