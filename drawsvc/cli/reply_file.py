"""Replies noted in a table: columns round, nth, answer, reason; silence is no row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.domain.errors import InputError, ReplyError
from drawsvc.domain.overview import OPEN, WalkRow, walk_rows
from drawsvc.domain.walk import check_reason
from drawsvc.usecases.note_reply import Reply, seat_in_round

COLUMNS = ("round", "nth", "answer", "reason")
MAX_DIGITS = 9


@dataclass(frozen=True)
class Noted:
    """A row of the table. `line` is where it stands, from 1."""

    line: int
    round: int
    nth: int
    answer: str
    reason: str


@dataclass(frozen=True)
class Picked:
    """What of a table is to be applied now.

    Args:
        replies: of the present round, not noted yet.
        left: rows of other rounds.
        noted: rows of the present round that were noted before, with the same answer.
    """

    replies: list[Reply]
    left: int
    noted: int


def read_reply_file(data: bytes) -> list[Noted]:
    """The rows of a csv file in UTF-8.

    Raises:
        InputError: `replies_file`, no csv with these columns; `replies_row`, a row that cannot be read.
    """
    try:
        rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig")), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise InputError("replies_file", expected=", ".join(COLUMNS), got="—") from None
    if not rows or tuple(cell.strip() for cell in rows[0]) != COLUMNS:
        raise InputError(
            "replies_file", expected=", ".join(COLUMNS), got=", ".join(rows[0]) if rows else "—"
        )
    return list(_rows(rows[1:]))


def _rows(rows: Sequence[Sequence[str]]) -> Iterator[Noted]:
    for line, row in enumerate(rows, start=2):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        if len(cells) != len(COLUMNS):
            raise InputError("replies_row", line=line, expected=", ".join(COLUMNS))
        answer = cells[2]
        reason = cells[3] or ("none" if answer == "accept" else "")
        yield Noted(line, _number(cells[0], line), _number(cells[1], line), answer, reason)


def _number(text: str, line: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
        raise InputError("replies_row", line=line, expected=", ".join(COLUMNS))
    return int(text)


def pick_replies(attempt: Attempt, noted: Sequence[Noted]) -> Picked:
    """What to apply to the round that is open now.

    Raises:
        ReplyError: `no_such_invitation`; `reply_differs`, another answer was noted before.
        InputError: `reply_answer`, `reply_reason`; `replies_twice`, two rows about one invitation.
    """
    number = attempt.walk.round if attempt.walk else 0
    rows = {row.nth: row for row in walk_rows(attempt.chain.entries) if row.round == number}
    present = [item for item in noted if item.round == number]
    replies: list[Reply] = []
    seen: set[int] = set()
    for item in present:
        if item.nth in seen:
            raise InputError("replies_twice", line=item.line, round=item.round, nth=item.nth)
        seen.add(item.nth)
        row = rows.get(item.nth)
        if row is None:
            raise ReplyError("no_such_invitation", round=number, expected=len(rows), got=item.nth)
        if _is_new(item, row):
            replies.append(Reply(row.group, row.row, item.answer, item.reason))
    return Picked(replies, len(noted) - len(present), len(present) - len(replies))


def pick_reply(attempt: Attempt, item: Noted) -> Picked:
    """The same for one reply, in whatever round.

    Raises:
        PhaseError: nobody was invited yet.
        ReplyError: `no_such_invitation`; `reply_differs`, `reply_expired`.
        InputError: `reply_answer`, `reply_reason`.
    """
    check_answer(item.answer, item.reason)
    group, row = seat_in_round(attempt, item.round, item.nth)
    rows = walk_rows(attempt.chain.entries)
    found = next(of for of in rows if (of.round, of.nth) == (item.round, item.nth))
    if _is_new(item, found):
        return Picked([Reply(group, row, item.answer, item.reason)], 0, 0)
    return Picked([], 0, 1)


def _is_new(item: Noted, row: WalkRow) -> bool:
    check_answer(item.answer, item.reason)
    if row.answer == OPEN:
        return True
    place = {"round": item.round, "nth": item.nth, "time": row.time}
    if row.answer == "expired":
        raise ReplyError("reply_expired", **place)
    if (row.answer, row.reason) != (item.answer, item.reason):
        raise ReplyError("reply_differs", **place, expected=row.answer, got=item.answer)
    return False


def check_answer(answer: str, reason: str) -> None:
    """Refuse an answer there is not, or a reason that does not belong to it (SPEC §5.4).

    Raises:
        InputError: `reply_answer`, `reply_reason`.
    """
    if answer not in REPLY_REASONS:
        raise InputError("reply_answer", expected=", ".join(REPLY_REASONS), got=answer)
    check_reason(answer, reason)
