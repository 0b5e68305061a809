"""A draw in the order of its life: request, freeze, join, seal, statements, replies, release."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from starlette.responses import Response

from drawsvc.domain.errors import RequestError
from drawsvc.domain.request import SeatGroup, approvals_of
from drawsvc.domain.statements import parse_statement
from drawsvc.http.bodies import (
    MAX_ROW,
    ApprovalIn,
    Code,
    Day,
    Group,
    Hour,
    Id,
    Line,
    Moment,
    Name,
    Row,
    Specialty,
    StatementIn,
    Step,
    Strict,
    Text,
)
from drawsvc.http.calls import Call, Called, Written
from drawsvc.http.routing import api_router
from drawsvc.usecases.advance_draw import advance_draw as advance
from drawsvc.usecases.attach_evidence import attach_evidence as attach
from drawsvc.usecases.attach_evidence import parse_cosigner
from drawsvc.usecases.collect_statements import collect_statements
from drawsvc.usecases.decide_draw import decide_draw as decide
from drawsvc.usecases.freeze_draw import freeze_draw as freeze
from drawsvc.usecases.join_draw import join_draw as join
from drawsvc.usecases.note_reply import Reply
from drawsvc.usecases.note_reply import note_replies as note
from drawsvc.usecases.office import Office
from drawsvc.usecases.plan import Plan
from drawsvc.usecases.plan_draw import plan_draw
from drawsvc.usecases.read_pool import read_pool
from drawsvc.usecases.release_draw import release_draw as release
from drawsvc.usecases.request_draw import DrawRequest, units_of_nobody
from drawsvc.usecases.request_draw import request_draw as request
from drawsvc.usecases.seal_draw import THROWS
from drawsvc.usecases.seal_draw import seal_draw as seal
from drawsvc.usecases.void_draw import void_draw as void
from drawsvc.views.entries import slip_view

router = api_router("drawing")

MAX_NOTE = 64 * 1024


class SeatsIn(Strict):
    """Seats of one specialty."""

    specialty: Specialty
    seats: Annotated[int, Field(ge=1, le=10_000)]


class RecusalIn(Strict):
    """Somebody who is recused before the freeze, and on what ground."""

    expert: Text
    ground: Code


class AutomaticIn(Strict):
    """How the draw goes on by itself; it waits for the witnesses whom the profile asks for."""

    source: Literal["", "none", "beacon", "witness"] = ""
    replacement: Literal["", "fixed", "fresh"] = ""
    release: Annotated[
        ApprovalIn | None, Field(description="with which a complete panel is released")
    ] = None
    form: Literal["", "full", "masked", "codes"] = ""


class RequestIn(Strict):
    """What an organising unit asks for."""

    pool: Name
    draw: Name
    organiser: Text
    number: Annotated[Text, Field(description="filing number")]
    activity: Code
    date: Day
    seats: Annotated[list[SeatsIn], Field(min_length=1, max_length=100)]
    approvals: dict[Step, Text] = Field(
        default={}, description="number of the document by step, or by role.step"
    )
    title: Line = ""
    venue: Line = ""
    starts: Hour = ""
    related_units: list[Text] = Field(default=[], max_length=1000)
    recusals: list[RecusalIn] = Field(default=[], max_length=1000)
    kind: Literal["first", "retry", "second_panel"] = "first"
    automatic: AutomaticIn | None = None


class FreezeIn(Strict):
    """What a freeze may choose, where the profile leaves a choice."""

    source: Literal["", "beacon", "dice", "witness", "none"] = ""
    replacement: Literal["", "fixed", "fresh"] = ""


class SealIn(Strict):
    """When invitations may go out, and how many dice are thrown; nothing of it needs to be said."""

    first_invite_at: Moment | None = None
    throws: Annotated[int, Field(ge=0, le=MAX_ROW)] = THROWS


AT_ONCE = SealIn()


class StatementsIn(Strict):
    """Statement files of witnesses."""

    statements: Annotated[list[StatementIn], Field(min_length=1, max_length=200)]


class EvidenceIn(Strict):
    """A checkpoint of this log, signed by it and cosigned; lines of cosigners whose keys are told are checked."""

    cosigners: list[Text] = Field(default=[], max_length=100, description="vkeys")
    note: Annotated[str, Field(min_length=1, max_length=MAX_NOTE)]


class ReplyIn(Strict):
    """What an invited expert answered, as the pool office heard it or a witness signed it."""

    group: Group
    row: Row
    answer: Literal["accept", "decline", "recuse"]
    reason: Code
    statement: list[StatementIn] = Field(default=[], max_length=1)


class RepliesIn(Strict):
    """Replies of one round; all are noted or none. Whoever hands them in says that nobody else has answered."""

    replies: Annotated[list[ReplyIn], Field(max_length=4096)]


class DecisionIn(Strict):
    """How a panel that the draw could not fill comes about."""

    approval: ApprovalIn
    ground: Code
    kind: Literal["smaller_panel", "outside", "appointment", "wider_attempt"]


class VoidIn(Strict):
    """Why an attempt is voided."""

    approval: ApprovalIn
    reason: Code
    statements: list[StatementIn] = Field(default=[], max_length=1)


class ReleaseIn(Strict):
    """Who releases the panel, and in which form."""

    approval: ApprovalIn
    form: Literal["", "full", "masked", "codes"] = ""


@router.post("/draws", status_code=201)
async def request_draw(call: Called, body: RequestIn) -> Response:
    """Ask for a panel."""

    def write(office: Office) -> Written:
        entry = request(office, _request(call, office, body))
        if body.automatic:
            plan_draw(office, body.draw, _plan(body.automatic))
        unknown = units_of_nobody(office, body.pool, body.related_units)
        return Written([entry], {"units_of_nobody": unknown})

    return await call.once_in(body.pool, write)


def _plan(item: AutomaticIn) -> Plan:
    release = [item.release.model_dump()] if item.release else []
    return Plan(item.source, item.replacement, release, item.form)


def _request(call: Call, office: Office, body: RequestIn) -> DrawRequest:
    taxonomy = call.wiring.taxonomy(body.pool)
    for group in body.seats:
        if group.specialty not in taxonomy.by_code:
            known = list(taxonomy.by_code.values())
            raise RequestError("request_specialty", expected=known, got=group.specialty)
    profile = read_pool(office, body.pool).profile
    return DrawRequest(
        pool=body.pool,
        draw=body.draw,
        organiser=body.organiser,
        filing_number=body.number,
        activity_kind=body.activity,
        activity_date=body.date,
        groups=[SeatGroup(group.specialty, group.seats) for group in body.seats],
        title=body.title,
        venue=body.venue,
        starts=body.starts,
        related_units=body.related_units,
        recusals=[(recusal.expert, recusal.ground) for recusal in body.recusals],
        approvals=approvals_of(profile, body.approvals),
        kind=body.kind,
    )


@router.post("/draws/{draw}/freeze", status_code=201)
async def freeze_draw(call: Called, draw: Id, body: FreezeIn) -> Response:
    """Fix who can be drawn and who cannot, before there is any randomness."""

    def write(office: Office) -> Written:
        return Written([freeze(office, draw, source=body.source, replacement=body.replacement)])

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/joins", status_code=201)
async def join_draw(call: Called, draw: Id, body: StatementIn) -> Response:
    """Hand in a witness's `join` statement."""
    statement = parse_statement(body.statement)

    def write(office: Office) -> Written:
        return Written([join(office, draw, statement)])

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/seal", status_code=201)
async def seal_draw(call: Called, draw: Id, body: SealIn = AT_ONCE) -> Response:
    """Seal: from here on nothing can be chosen. The answer holds the slip."""
    chosen = body.model_dump()

    def write(office: Office) -> Written:
        entry = seal(office, draw, log_key=call.wiring.log_key, **chosen)
        return Written([entry], slip_view(entry.leaf))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/statements", status_code=201)
async def hand_in_statements(call: Called, draw: Id, body: StatementsIn) -> Response:
    """Hand in what witnesses sign about the seal; the last one needed yields the seed."""
    statements = [parse_statement(item.statement) for item in body.statements]

    def write(office: Office) -> Written:
        seeded = collect_statements(office, draw, statements)
        return Written([seeded] if seeded else [], {"seeded": seeded is not None})

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/evidence", status_code=201)
async def attach_evidence(call: Called, draw: Id, body: EvidenceIn) -> Response:
    """Hand in a cosigned checkpoint, which shows by when the draw was sealed; the record carries it."""
    keys = [parse_cosigner(vkey) for vkey in body.cosigners]

    def write(office: Office) -> Written:
        found = attach(office, draw, body.note.encode(), keys)
        return Written([], {"root": found.root.hex(), "size": found.size})

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/advance", status_code=201)
async def advance_draw(call: Called, draw: Id) -> Response:
    """Write what must follow by now; the service does so by itself, too."""

    def write(office: Office) -> Written:
        return Written(advance(office, draw))

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/replies", status_code=201)
async def note_replies(call: Called, draw: Id, body: RepliesIn) -> Response:
    """Note replies of the present round; the one that decides it sends the next out."""
    replies = [_reply(item) for item in body.replies]

    def write(office: Office) -> Written:
        return Written(note(office, draw, replies))

    return await call.once_for(draw, write)


def _reply(item: ReplyIn) -> Reply:
    signed = [parse_statement(file.statement) for file in item.statement]
    attestation = "countersigned" if signed else "handler"
    statement = next(iter(signed), None)
    return Reply(item.group, item.row, item.answer, item.reason, attestation, statement)


@router.post("/draws/{draw}/decision", status_code=201)
async def decide_draw(call: Called, draw: Id, body: DecisionIn) -> Response:
    """Decide how a panel that the draw could not fill comes about."""

    def write(office: Office) -> Written:
        approval = body.approval.model_dump()
        return Written(
            [decide(office, draw, kind=body.kind, ground=body.ground, approval=approval)]
        )

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/void", status_code=201)
async def void_draw(call: Called, draw: Id, body: VoidIn) -> Response:
    """Void an attempt; its record stays."""
    signed = [parse_statement(item.statement) for item in body.statements]

    def write(office: Office) -> Written:
        approval = body.approval.model_dump()
        entry = void(office, draw, reason=body.reason, approval=approval, statements=signed)
        return Written([entry], {"class": entry.body["class"]})

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/release", status_code=201)
async def release_draw(call: Called, draw: Id, body: ReleaseIn) -> Response:
    """Release the panel: from here on names may be read."""

    def write(office: Office) -> Written:
        return Written([release(office, draw, approval=body.approval.model_dump(), form=body.form)])

    return await call.once_for(draw, write)
