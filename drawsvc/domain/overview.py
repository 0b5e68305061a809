"""What people are shown of an attempt: how the candidates came down to the eligible, and the walk row by row.

Nothing here is decided; everything is read from entries that were taken. Rows are named by index, never by person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from drawsvc.domain.attempt import Attempt
from drawsvc.domain.entries import Entry
from drawsvc.domain.seating import Seat
from drawsvc.domain.taking import seat_of
from drawsvc.domain.times import format_time

FEW_PER_SEAT = 3
"""Fewer eligible rows per seat than this are warned of: the draw was perhaps narrowed until friends remained."""

OPEN = "open"


@dataclass(frozen=True)
class Funnel:
    """How many rows of a group are left after each step.

    Args:
        listed: rows of the roster that hold the specialty.
        excluded: how many of them each reason excludes, reasons ascending.
    """

    specialty: str
    seats: int
    listed: int
    excluded: Mapping[str, int]
    eligible: int

    @property
    def is_short(self) -> bool:
        """Whether there are fewer eligible rows than seats: the draw cannot fill them."""
        return self.eligible < self.seats

    @property
    def is_narrow(self) -> bool:
        """Whether there are fewer than FEW_PER_SEAT eligible rows for each seat."""
        return self.eligible < FEW_PER_SEAT * self.seats


def funnels(attempt: Attempt) -> list[Funnel]:
    """One for each group; [] before the freeze."""
    freeze = attempt.chain.last_of("FREEZE")
    if freeze is None:
        return []
    requested = attempt.entry("REQUEST").body["groups"]
    return [
        Funnel(
            asked["specialty"],
            asked["seats"],
            frozen["eligible"]["size"] + frozen["excluded"]["size"],
            dict(sorted(frozen["excluded"]["counts"].items())),
            frozen["eligible"]["size"],
        )
        for asked, frozen in zip(requested, freeze.body["groups"], strict=True)
    ]


@dataclass(frozen=True)
class WalkRow:
    """One invitation and what came of it.

    Args:
        round: it went out in.
        nth: its number in that round, from 1, as the handler's list has it.
        group, row: who was invited.
        invited: leaf hash of the INVITED entry.
        answer: `open`, `accept`, `decline`, `recuse`, `expired` or `withdrawn`.
        reason: of a reply; "" without one.
        time: of the answer; "" while it is open.
        attestation: its kind; "" while it is open.
        answered: when he answered, was silent or withdrew, whenever that was corrected; "" while it is open.
    """

    round: int
    nth: int
    group: int
    row: int
    deadline: str
    invited: str
    answer: str = OPEN
    reason: str = ""
    time: str = ""
    attestation: str = ""
    answered: str = ""


def walk_rows(entries: Sequence[Entry]) -> list[WalkRow]:
    """Every invitation of an attempt in the order they went out."""
    rows: list[WalkRow] = []
    latest: dict[Seat, int] = {}
    noted: dict[str, int] = {}
    for entry in entries:
        if entry.type == "INVITED":
            for row in _invited(entry, rows):
                latest[row.group, row.row] = len(rows)
                rows.append(row)
        elif entry.type in _ANSWERS:
            # A correction may come when the row has been invited anew (SPEC §9.6, RESCHEDULED).
            corrected = noted.get(entry.body.get("leaf", ""))
            place = latest[seat_of(entry)] if corrected is None else corrected
            noted[entry.leaf] = place
            rows[place] = _answered(rows[place], entry)
    return rows


_ANSWERS = ("REPLIED", "EXPIRED", "CORRECTED", "WITHDRAWN")


def _invited(entry: Entry, before: Sequence[WalkRow]) -> Iterator[WalkRow]:
    number, deadline = entry.body["round"], entry.body["deadline"]
    nth = sum(1 for row in before if row.round == number)
    for item in entry.body["invitations"]:
        for row in item["rows"]:
            nth += 1
            yield WalkRow(number, nth, item["group"], row, deadline, entry.leaf)


def _answered(row: WalkRow, entry: Entry) -> WalkRow:
    corrects = entry.type == "CORRECTED"
    if corrects and row.answer == "withdrawn" and entry.body["answer"] == "accept":
        return row  # that he had accepted does not undo that he withdrew
    by_type = {"EXPIRED": "expired", "WITHDRAWN": "withdrawn"}
    attestation = entry.body.get("attestation", {"kind": row.attestation})
    time = format_time(entry.time)
    return replace(
        row,
        answer=by_type.get(entry.type) or entry.body["answer"],
        reason=entry.body.get("reason", ""),
        time=time,
        attestation=attestation["kind"],
        answered=row.answered if corrects else time,
    )
