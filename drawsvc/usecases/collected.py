"""What is collected after the seal until nothing is missing for the seed: statements, and the round of a beacon."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain import sealing
from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry
from drawsvc.domain.errors import DuplicateError, StatementError
from drawsvc.domain.statements import Statement, parse_statement
from drawsvc.usecases.office import Office, commit_attempt
from drawsvc.usecases.ports import Writer


def collect(
    office: Office,
    writer: Writer,
    attempt: Attempt,
    *,
    statements: Sequence[Statement] = (),
    signature: str = "",
) -> list[Entry]:
    """Keep what came, and write SEEDED once nothing is missing (SPEC §8.2).

    Raises:
        PhaseError: the draw is not sealed, or has its seed already.
        StatementError, DuplicateError: as for `collect_statements`.
    """
    attempt.check_phase("sealed", "statements")
    place = attempt.chain.place
    private = dict(writer.private(place))
    kept: Sequence[Statement] = [parse_statement(value) for value in private["statements"]]
    for statement in statements:
        kept = _with(attempt, kept, statement)
    private["statements"] = [statement.to_object() for statement in kept]
    private["signature"] = signature or private.get("signature", "")
    writer.save_private(place, private)
    seal = attempt.entry("SEAL")
    body = sealing.seeded_body(seal, attempt.joins, kept, private["signature"])
    written = [attempt.write("SEEDED", body, office.clock())] if body else []
    # Even without an entry the version rises, so that nobody's statement is lost to another's.
    commit_attempt(office, writer, attempt, written)
    return written


def _with(attempt: Attempt, kept: Sequence[Statement], statement: Statement) -> Sequence[Statement]:
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
