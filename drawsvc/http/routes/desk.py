"""The call desk: who is to be called, without a name; one name and number at a time."""

from __future__ import annotations

from starlette.responses import Response

from drawsvc.domain.statements import parse_statement
from drawsvc.http.bodies import Group, Id, Name, Row, StatementIn, Strict
from drawsvc.http.calls import Called, Written
from drawsvc.http.routing import api_router
from drawsvc.usecases.attending import check_attending
from drawsvc.usecases.note_silence import note_silence as note
from drawsvc.usecases.office import Office, find_place
from drawsvc.usecases.open_contact import open_contact as open_one
from drawsvc.usecases.read_draw import read_draw
from drawsvc.usecases.stated import silence_of
from drawsvc.views.draws import calls_view
from drawsvc.views.entries import place_view
from drawsvc.views.values import View

router = api_router("desk")


class ContactIn(Strict):
    """Whose contact is to be opened, and who listens. The handler is whoever calls the API."""

    group: Group
    row: Row
    supervisor: Name


@router.get("/draws/{draw}/calls")
async def get_calls(call: Called, draw: Id) -> Response:
    """Who is to be called now, by place and specialty."""

    def view(office: Office) -> View:
        attempt = read_draw(office, draw).attempt
        call.caller.check_pool(attempt.chain.place.pool)
        attempt.check_phase("inviting", "calls")
        return {**place_view(attempt.chain.place), "calls": calls_view(attempt)}

    return await call.read(view)


@router.post("/draws/{draw}/contacts", status_code=201)
async def open_contact(call: Called, draw: Id, body: ContactIn) -> Response:
    """Open the name and number of one invited expert; the log says who did."""

    def write(office: Office) -> Written:
        with office.store.reading() as reader:
            pool = find_place(reader, draw).pool
        check_attending(office, call.caller, body.supervisor, pool)
        ids = {"handler": call.caller.name, "supervisor": body.supervisor}
        opened = open_one(office, draw, (body.group, body.row), **ids)
        facts = {"name": opened.name, "phone": opened.phone, "employer": opened.employer}
        return Written([opened.entry], facts)

    return await call.once_for(draw, write)


@router.post("/draws/{draw}/silences", status_code=201)
async def note_silence(call: Called, draw: Id, body: StatementIn) -> Response:
    """Hand in a witness's `expired` statement: an invited expert could not be reached."""
    statement = parse_statement(body.statement)
    seat, tries = silence_of(statement)

    def write(office: Office) -> Written:
        written = note(office, draw, seat, tries=tries, statement=statement)
        return Written(written, {"tries": tries})

    return await call.once_for(draw, write)
