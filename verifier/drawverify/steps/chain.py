"""Part "chain": the draw entries are one unbroken attempt, SPEC §5.1, §5.6, §15.

So are those of earlier attempts that were voided. Of one that ended otherwise only the end is shown.
"""

from __future__ import annotations

from drawverify.case import Case, Chain
from drawverify.errors import NotCheckableError, require, require_equal
from drawverify.grammar import next_phase
from drawverify.schema import BODIES, END_TYPES, POOL_TYPES

NO_LEAF = "0" * 64
SETS_CLOCK = "CLOCK_CORRECTED"
VOID = "VOID"


def check_identity(case: Case) -> None:
    """Pool entries come first, then each earlier attempt or its end, then this attempt."""
    # SPEC §5.1 §11.1 step 14
    draw, attempt = case.record["draw"], case.record["attempt"]
    require(bool(case.chain), "entries", expected="draw_entry")
    require_equal(len(case.earlier), attempt - 1, "entries")
    places = [("", 0)] * len(case.pool)
    for number, chain in enumerate((*case.earlier, case.own), 1):
        places += [(draw, number)] * len(chain.entries)
    for place, entry in zip(places, case.entries):
        require_equal((entry.data["draw"], entry.data["attempt"]), place, entry.name)
        require_equal(entry.data["pool"], case.record["pool"], f"{entry.name}.pool")
    for entry in case.pool:
        known = entry.type in POOL_TYPES
        require(known, f"{entry.name}.type", expected={"one_of": POOL_TYPES}, got=entry.type)
    for chain in case.earlier:
        _check_end(chain)


def _check_end(chain: Chain) -> None:
    """Checks that an earlier attempt is shown as a whole up to its VOID, or by its end alone."""
    before, end = chain.entries[:-1], chain.end
    if end.type != VOID:
        known = end.type in END_TYPES
        require(known, f"{end.name}.type", expected={"one_of": END_TYPES}, got=end.type)
        require_equal(len(before), 0, f"{end.name}.attempt")
    for entry in before:
        require(entry.type != VOID, entry.name, expected="void_last")


def check_link(case: Case) -> None:
    """`seq` counts from 0 and `prev` is the leaf hash of the entry before."""
    # SPEC §5.1 step 15
    for chain in case.chains:
        previous = NO_LEAF
        for seq, entry in enumerate(chain.entries):
            require_equal(entry.data["seq"], seq, f"{entry.name}.seq")
            require_equal(entry.data["prev"], previous, f"{entry.name}.prev")
            previous = entry.leaf


def check_time(case: Case) -> None:
    """Times never fall, except at CLOCK_CORRECTED. Whether they were right is not checked."""
    # SPEC §5.1 step 16
    for chain in case.chains:
        for before, entry in zip(chain.entries, chain.entries[1:]):
            require(
                before.time <= entry.time or entry.type == SETS_CLOCK,
                f"{entry.name}.time",
                expected={"from": before.data["time"]},
                got=entry.data["time"],
            )


def check_type(case: Case) -> None:
    """All types are known; what another type changes, this verifier cannot tell."""
    # SPEC §15 step 17
    for chain in case.chains:
        for entry in chain.entries:
            if entry.type not in BODIES:
                raise NotCheckableError(entry.name)


def check_grammar(case: Case) -> None:
    """Each type is allowed in the phase it meets."""
    # SPEC §5.6 step 18
    for chain in case.chains:
        for entry in chain.entries:
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
