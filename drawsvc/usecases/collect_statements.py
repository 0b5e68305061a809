"""Collect what the witnesses sign after the seal; the last one needed yields the seed."""

from __future__ import annotations

from collections.abc import Sequence

from drawsvc.domain.entries import Entry
from drawsvc.domain.statements import Statement
from drawsvc.usecases.collected import collect
from drawsvc.usecases.office import Office, take_up


def collect_statements(office: Office, draw: str, statements: Sequence[Statement]) -> Entry | None:
    """Take `seen`, `reveal` and `dice` statements about the SEAL; write SEEDED once none is missing (SPEC §8.2).

    A statement that was taken before is passed over, so a witness's files may be handed in again.

    Returns:
        The SEEDED entry, or None while something is missing.

    Raises:
        StatementError: about something else, wrongly signed, a reveal that does not open its commitment, or dice
            that another attestor read otherwise.
        DuplicateError: the witness has handed in another statement of the kind, which says something else.
        PhaseError: the draw is not sealed, or has its seed already.
    """
    with office.store.writing() as writer:
        attempt = take_up(office, writer, draw)
        return next(iter(collect(office, writer, attempt, statements=statements)), None)
