"""The place of an invitation, as `calls` lists it: `--round` and `--nth`."""

from __future__ import annotations

from typing import Annotated

import typer

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.errors import InputError
from drawsvc.domain.overview import WalkRow, walk_rows
from drawsvc.usecases.note_reply import seat_in_round

Round = Annotated[int, typer.Option("--round")]
Nth = Annotated[int, typer.Option()]


def check_place(round_number: int, nth: int) -> None:
    """Refuse a place that was not given in full.

    Raises:
        InputError: `reply_place`.
    """
    given = (("--round", round_number), ("--nth", nth))
    missing = [option for option, number in given if number < 1]
    if missing:
        raise InputError("reply_place", expected=missing)


def invitation_at(attempt: Attempt, round_number: int, nth: int) -> WalkRow:
    """The invitation at a place, and what came of it.

    Raises:
        InputError: `reply_place`.
        PhaseError: nobody was invited yet.
        ReplyError: `no_such_invitation`.
    """
    check_place(round_number, nth)
    seat_in_round(attempt, round_number, nth)
    rows = walk_rows(attempt.chain.entries)
    return next(row for row in rows if (row.round, row.nth) == (round_number, nth))
