"""Attest a throw of dice, after the seal has been seen (SPEC §8.2)."""

from __future__ import annotations

from drawsvc.domain.errors import DuplicateError, InputError, PhaseError
from drawsvc.domain.statements import Statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.known import need_sealed


def dice(desk: Desk, draw: str, digits: str, *, attempt: int = 0) -> Statement:
    """Sign `dice` about the seal that was seen.

    Args:
        desk: the witness's.
        draw: id of the draw.
        digits: of the first complete throw, 1 to 6, in the order thrown.
        attempt: which; 0 for the latest.

    Raises:
        InputError: not as many digits as the seal asks for, or others than 1 to 6.
        MissingError: he has joined no such draw, or not seen its seal.
        DuplicateError: he has signed other digits, or was shown two seals.
        PhaseError: the draw takes no dice.
    """
    notes = need_sealed(desk.state, draw, attempt)
    source = notes.seals[0].entry["body"]["source"]
    if source["kind"] != "dice":
        raise PhaseError("nothing_to_throw", expected="dice", got=source["kind"])
    if len(digits) != source["throws"] or set(digits) - set("123456"):
        raise InputError("dice_digits", expected=source["throws"])
    for signed in notes.signed("dice"):
        if signed.value != digits:
            raise DuplicateError("dice_differ", expected=signed.value, got=digits)
    return desk.sign(notes, "dice", notes.seals[0].leaf, digits)
