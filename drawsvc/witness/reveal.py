"""Reveal: hand out the value behind the commitment, after the seal has been seen (SPEC §7.3, §8.2)."""

from __future__ import annotations

from drawseeds import check_commitment

from drawsvc.domain.errors import PhaseError
from drawsvc.domain.statements import Statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.known import need_sealed


def reveal(desk: Desk, draw: str, *, attempt: int = 0) -> Statement:
    """Sign `reveal` about the seal that was seen.

    Args:
        desk: the witness's.
        draw: id of the draw.
        attempt: which; 0 for the latest.

    Raises:
        MissingError: he has joined no such draw, or not seen its seal.
        DuplicateError: he was shown two seals.
        PhaseError: the draw takes no values from witnesses.
    """
    notes = need_sealed(desk.state, draw, attempt)
    if not notes.secret:
        kind = notes.seals[0].entry["body"]["source"]["kind"]
        raise PhaseError("nothing_to_reveal", expected="witness", got=kind)
    value = desk.value_of(notes)
    check_commitment(
        notes.signed("join")[0].value["commitment"],
        freeze_leaf=notes.freeze.leaf,
        key=desk.state.key,
        value=value,
    )
    return desk.sign(notes, "reveal", notes.seals[0].leaf, value)
