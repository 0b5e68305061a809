"""What can still change until the activity ends (SPEC §9.6), and what is to be noted of a draw later on."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from starlette.responses import Response

from drawsvc.domain.errors import RequestError
from drawsvc.domain.statements import parse_statement
from drawsvc.http.bodies import (
    ApprovalIn,
    Code,
    Day,
    Group,
    Hour,
    Id,
    Prose,
    Row,
    StatementIn,
    Strict,
    check_one_of_both,
)
from drawsvc.http.calls import Called, Written
from drawsvc.http.routing import api_router
from drawsvc.usecases import note_held as noting
from drawsvc.usecases.add_seats import MoreSeats
from drawsvc.usecases.add_seats import add_seats as add
from drawsvc.usecases.confirm_outcome import confirm_outcome as confirm
from drawsvc.usecases.correct_clock import correct_clock as correct_time
from drawsvc.usecases.correct_reply import correct_reply as correct
from drawsvc.usecases.erase_disclosures import Rows
from drawsvc.usecases.erase_disclosures import erase_disclosures as erase
from drawsvc.usecases.note_objection import note_objection as object_to
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_draw import read_draw
from drawsvc.usecases.reschedule_draw import NewTime
from drawsvc.usecases.reschedule_draw import reschedule_draw as reschedule
from drawsvc.usecases.reveal_late import reveal_late as reveal
from drawsvc.usecases.stated import reply_of, withdrawal_of
from drawsvc.usecases.withdraw_expert import Withdrawal
from drawsvc.usecases.withdraw_expert import withdraw_expert as withdraw

router = api_router("changing")

MAX_ERASED = 100_000
"""Rows erased by one call."""


class GoneIn(Strict):
    """Somebody who has accepted and cannot come, as the pool office heard it."""

    group: Group
    row: Row
    reason: Code


class WithdrawalIn(Strict):
    """Who cannot come: as it was heard, or as a witness signed it."""

    approval: ApprovalIn
    heard: GoneIn | None = None
    signed: StatementIn | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> WithdrawalIn:
        check_one_of_both(heard=self.heard, signed=self.signed)
        return self

    def read(self) -> Withdrawal:
        """The withdrawal."""
        if self.signed is not None:
            return withdrawal_of(parse_statement(self.signed.statement))
        heard = self.heard
        assert heard is not None  # noqa: S101 - by the check above
        return Withdrawal(heard.group, heard.row, heard.reason)


class RescheduleIn(Strict):
    """The new day of the activity, and why."""

    approval: ApprovalIn
    date: Day
    reason: Code
    starts: Hour = ""


class MoreSeatsIn(Strict):
    """How many more seats a group gets, and why."""

    approval: ApprovalIn
    group: Group
    reason: Code
    seats: Annotated[int, Field(ge=1, le=10_000)]


class HeldIn(Strict):
    """The day on which the activity took place."""

    date: Day


class NotHeldIn(Strict):
    """Why the activity did not take place."""

    approval: ApprovalIn
    reason: Code


class ObjectionIn(Strict):
    """What is objected to; it stays private, the log has a digest of it."""

    answer_by: Day
    received: Day
    text: Prose


class ErasureIn(Strict):
    """Whose rows are erased for good; the ground stays private, the log has a digest of it."""

    approval: ApprovalIn
    ground: Prose
    group: Group
    rows: Annotated[list[Row], Field(min_length=1, max_length=MAX_ERASED)]
    list: Literal["eligible", "excluded"]


class ClockIn(Strict):
    """Why the clock was set, and who says so."""

    approvals: Annotated[list[ApprovalIn], Field(min_length=2, max_length=2)]
    reason: Code


@router.post("/draws/{draw}/confirmations", status_code=201)
async def confirm_outcome(call: Called, draw: Id, body: StatementIn) -> Response:
    """Hand in a witness's `witnessed` statement about the outcome."""
    statement = parse_statement(body.statement)

    def write(office: Office) -> Written:
        return Written([confirm(office, draw, statement)])

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/withdrawals", status_code=201)
async def withdraw_expert(call: Called, draw: Id, body: WithdrawalIn) -> Response:
    """Note that somebody who has accepted cannot come; the next in order is invited."""
    gone = body.read()

    def write(office: Office) -> Written:
        return Written(withdraw(office, draw, gone, approval=body.approval.model_dump()))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/reschedule", status_code=201)
async def reschedule_draw(call: Called, draw: Id, body: RescheduleIn) -> Response:
    """Move the activity to another day; everybody who has accepted is asked again."""

    def write(office: Office) -> Written:
        _check_to_come(office, draw, body)
        approval = body.approval.model_dump()
        new = NewTime(body.date, body.starts)
        return Written(reschedule(office, draw, new, reason=body.reason, approval=approval))

    return await call.once_for(draw, write)


def _check_to_come(office: Office, draw: str, body: RescheduleIn) -> None:
    windows = read_draw(office, draw).attempt.rules.profile.windows
    today = windows.local_date(office.clock())
    if body.date < today:
        raise RequestError("date_past", expected=today.isoformat(), got=body.date.isoformat())


@router.post("/draws/{draw}/seats", status_code=201)
async def add_seats(call: Called, draw: Id, body: MoreSeatsIn) -> Response:
    """Give a group of the draw more seats; they are filled in the same order."""
    more = MoreSeats(body.group, body.seats, body.reason)

    def write(office: Office) -> Written:
        return Written(add(office, draw, more, approval=body.approval.model_dump()))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/corrections", status_code=201)
async def correct_reply(call: Called, draw: Id, body: StatementIn) -> Response:
    """Put right a reply that was noted wrongly, by a witness's `reply` statement of what was said."""
    said = reply_of(parse_statement(body.statement))

    def write(office: Office) -> Written:
        entries = correct(office, draw, said)
        return Written(entries, {"effect": entries[0].body["effect"]})

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/held", status_code=201)
async def note_held(call: Called, draw: Id, body: HeldIn) -> Response:
    """Note that the activity took place."""

    def write(office: Office) -> Written:
        return Written(noting.note_held(office, draw, body.date))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/not-held", status_code=201)
async def note_not_held(call: Called, draw: Id, body: NotHeldIn) -> Response:
    """Note that the activity did not take place: a panel was drawn, and not used."""

    def write(office: Office) -> Written:
        approval = body.approval.model_dump()
        return Written(noting.note_not_held(office, draw, reason=body.reason, approval=approval))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/objections", status_code=201)
async def note_objection(call: Called, draw: Id, body: ObjectionIn) -> Response:
    """Note that somebody objects, and by when he is to have an answer."""

    def write(office: Office) -> Written:
        days = {"received": body.received, "answer_by": body.answer_by}
        return Written(object_to(office, draw, body.text, **days))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/erasures", status_code=201)
async def erase_disclosures(call: Called, draw: Id, body: ErasureIn) -> Response:
    """Erase for good what opens rows of a list: names, numbers, evidence; their digests stay."""
    rows = Rows(body.group, body.list, body.rows)

    def write(office: Office) -> Written:
        approval = body.approval.model_dump()
        entry = erase(office, draw, rows, ground=body.ground, approval=approval)
        return Written([entry], {"erased": len(entry.body["rows"])})

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/reveals", status_code=201)
async def reveal_late(call: Called, draw: Id, body: StatementIn) -> Response:
    """Take a value that surfaces after a draw was voided: it shows what result was discarded."""
    statement = parse_statement(body.statement)

    def write(office: Office) -> Written:
        return Written(reveal(office, draw, statement))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/clock", status_code=201)
async def correct_clock(call: Called, draw: Id, body: ClockIn) -> Response:
    """Say that the clock was set; from here on times may lie before earlier ones."""
    first, second = (of.model_dump() for of in body.approvals)

    def write(office: Office) -> Written:
        entry = correct_time(office, draw, reason=body.reason, approvals=(first, second))
        return Written([entry], {"offset_seconds": entry.body["offset_seconds"]})

    return await call.once_for(draw, write)
