"""Collect what the witnesses sign after the seal; the last one needed yields the seed."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain import sealing
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import DuplicateError, StatementError
from drawsvc.domain.statements import Statement, parse_statement
from drawsvc.usecases.office import Office, commit_attempt, find_place, open_attempt


def collect_statements(office: Office, draw: str, statements: Sequence[Statement]) -> Entry | None:
    """Take `seen`, `reveal` and `dice` statements about the SEAL; write SEEDED once none is missing (SPEC §8.2).

    A statement that was taken before is passed over, so a witness's files may be handed in again.

    Returns:
        The SEEDED entry, or None while statements are missing.

    Raises:
        StatementError: about something else, wrongly signed, a reveal that does not open its commitment, or dice
            that another attestor read otherwise.
        DuplicateError: the witness has handed in another statement of the kind, which says something else.
        PhaseError: the draw is not sealed, or has its seed already.
    """
    with office.store.writing() as writer:
        attempt = open_attempt(writer, find_place(writer, draw))
        attempt.check_phase("sealed", "statements")
        place = attempt.chain.place
        private = dict(writer.private(place))
        kept: Sequence[Statement] = [parse_statement(value) for value in private["statements"]]
        for statement in statements:
            kept = _collected(attempt, kept, statement)
        private["statements"] = [statement.to_object() for statement in kept]
        writer.save_private(place, private)
        body = sealing.seeded_body(attempt.entry("SEAL"), attempt.joins, kept)
        written = [attempt.write("SEEDED", body, office.clock())] if body else []
        # Even without an entry the version rises, so that nobody's statement is lost to another's.
        commit_attempt(writer, attempt, written)
        return written[0] if written else None


def _collected(
    attempt: Attempt, kept: Sequence[Statement], statement: Statement
) -> Sequence[Statement]:
    """The statements with one more.

    Dice are read by people: who has mistyped a throw may state it again, until the other attestor has stated the same.
    """
    if statement in kept:
        return kept
    sealing.check_collected(attempt.entry("SEAL"), attempt.joins, statement)
    others = [k for k in kept if (k.key, k.kind) != (statement.key, statement.kind)]
    if statement.kind != "dice" and len(others) < len(kept):
        raise DuplicateError("statement_again", kind=statement.kind)
    if any(k.kind == statement.kind == "dice" and k.value != statement.value for k in others):
        raise StatementError("dice_differ")
    return [*others, statement]
