"""Attest a throw of dice, after the seal has been seen (SPEC §8.2)."""

from __future__ import annotations

from drawsvc.domain.errors import DuplicateError, InputError, PhaseError
from drawsvc.domain.statements import Statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.known import Sealed


def dice(desk: Desk, sealed: Sealed, digits: str, *, mistyped: bool = False) -> Statement:
    """Sign `dice` about the seal that was seen.

    Digits are easily mistyped, and the service takes them again until another attestor has stated the same. Whoever
    states others than before has to say that this is why: it is the first complete throw that counts.

    Args:
        desk: the witness's.
        sealed: the draw.
        digits: of the first complete throw, 1 to 6, in the order thrown.
        mistyped: what he has signed before was mistyped.

    Raises:
        InputError: not as many digits as the seal asks for, or others than 1 to 6.
        DuplicateError: `dice_signed`, he has signed other digits.
        PhaseError: the draw takes no dice.
    """
    source = sealed.source
    if source["kind"] != "dice":
        raise PhaseError("nothing_to_throw", expected="dice", got=source["kind"])
    if len(digits) != source["throws"] or set(digits) - set("123456"):
        raise InputError("dice_digits", expected=source["throws"])
    others = [of.value for of in sealed.notes.signed("dice") if of.value != digits]
    if others and not mistyped:
        raise DuplicateError("dice_signed", expected=others[-1], got=digits)
    return desk.sign(sealed.notes, "dice", sealed.seal.leaf, digits)
