"""Show what a witness has joined, seen and signed: his receipts. No secret is among them."""

from __future__ import annotations

from drawseeds import check_code

from drawsvc.domain.entries import Body
from drawsvc.witness.notes import Notes, State


def show(state: State) -> Body:
    """All receipts as one canonical value."""
    return {
        "draws": [_receipt(notes) for notes in state.draws],
        "key": state.key,
        "log_key": state.log_key.to_text(),
        "role": state.role,
    }


def _receipt(notes: Notes) -> Body:
    """`seals` has one element for every seal shown to him; more than one shows attack A5."""
    return {
        "again": notes.again,
        "attempt": notes.place.attempt,
        "draw": notes.place.draw,
        "freeze": notes.freeze.leaf,
        "pool": notes.place.pool,
        "role": notes.role,
        "seals": [
            {"check_code": check_code(seal.leaf), "index": seal.index, "slip": seal.leaf}
            for seal in notes.seals
        ],
        "signed": [
            {"kind": statement.kind, "leaf": statement.leaf} for statement in notes.statements
        ],
    }
