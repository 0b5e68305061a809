"""Reveal: hand out the value behind the commitment, after the seal has been seen (SPEC §7.3, §8.2)."""

from __future__ import annotations

from drawseeds import check_commitment

from drawsvc.domain.errors import PhaseError
from drawsvc.domain.statements import Statement
from drawsvc.witness.desk import Desk
from drawsvc.witness.known import Sealed


def reveal(desk: Desk, sealed: Sealed) -> Statement:
    """Sign `reveal` about the seal that was seen.

    Raises:
        PhaseError: the draw takes no values from witnesses.
        PassphraseError: the value was sealed under another passphrase.
    """
    notes = sealed.notes
    if not notes.secret:
        raise PhaseError("nothing_to_reveal", expected="witness", got=sealed.source["kind"])
    value = desk.value_of(notes)
    check_commitment(
        notes.signed("join")[0].value["commitment"],
        freeze_leaf=notes.freeze.leaf,
        key=desk.state.key,
        value=value,
    )
    return desk.sign(notes, "reveal", sealed.seal.leaf, value)
