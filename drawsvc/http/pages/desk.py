"""The call desk of a pool office: open invitations without names; one contact at a time, and what came of the call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.responses import Response

from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.domain.errors import InputError
from drawsvc.domain.seating import Seat
from drawsvc.domain.statements import MAX_FILE_BYTES, Statement, parse_statement_file
from drawsvc.http.pages.narrative import Narrative, narrative_of
from drawsvc.http.pages.page import Posted, Visit, Visited
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.attending import check_attending
from drawsvc.usecases.note_reply import Reply, note_reply
from drawsvc.usecases.note_silence import note_silence
from drawsvc.usecases.office import Office
from drawsvc.usecases.open_contact import Contact, open_contact
from drawsvc.usecases.read_draw import DrawSummary, read_draws

router = APIRouter()

SILENT = "silent"

Place = Annotated[str, Form(pattern=r"^[0-9]{1,4}-[0-9]{1,9}$")]
Tries = Annotated[int, Form(ge=0, le=1000)]
Answer = Annotated[str, Form(max_length=100)]
Name = Annotated[str, Form(max_length=100)]


@router.get("/desk")
async def show_desk(visit: Visited) -> Response:
    """The draws that somebody has to be called for."""

    def read(office: Office) -> list[DrawSummary]:
        pools = visit.caller.pools
        found = (draw for draw in read_draws(office) if draw.phase == "inviting")
        return [draw for draw in found if not pools or draw.pool in pools]

    return visit.show("desk.html", draws=await visit.read(read))


@router.get("/desk/{draw}")
async def show_calls(visit: Visited, draw: str) -> Response:
    """The open invitations of a draw. Nobody's name."""
    narrative = await _own(visit, draw)
    opened = Counter(
        (entry.body["group"], entry.body["row"])
        for entry in narrative.found.attempt.chain.entries
        if entry.type == "CONTACT_OPENED"
    )
    return visit.show("calls.html", narrative=narrative, opened=opened)


@router.post("/desk/{draw}/open")
async def open_call(visit: Posted, draw: str, seat: Place, supervisor: Name = "") -> Response:
    """Show exactly one name and number, once the log says to whom and with whom beside him."""
    pool = str((await _own(visit, draw)).view["pool"])
    who = {"handler": visit.caller.name, "supervisor": supervisor.strip()}

    def write(office: Office) -> Contact:
        check_attending(office, visit.caller, who["supervisor"], pool)
        return open_contact(office, draw, _seat(seat), **who)

    contact = await visit.write(write)
    narrative = await narrative_of(visit, draw)
    facts: dict[str, Any] = {
        "contact": contact,
        "call": narrative.invited(_seat(seat)),
        "choices": REPLY_REASONS,
    }
    return visit.show("contact.html", narrative=narrative, **facts)


@dataclass(frozen=True)
class Said:
    """What a call came to, as the form says it.

    Args:
        seat: who was called.
        answer: `accept.none` and its like, or SILENT.
        tries: how often somebody has tried.
        statement: the file of a supervisor who has listened, if there is one.
    """

    seat: Seat
    answer: str
    tries: int
    statement: UploadFile | None


def _said(
    seat: Place,
    answer: Answer,
    tries: Tries = 0,
    statement: Annotated[UploadFile | None, File()] = None,
) -> Said:
    return Said(_seat(seat), answer, tries, statement)


@router.post("/desk/{draw}/note")
async def note_call(visit: Posted, draw: str, said: Annotated[Said, Depends(_said)]) -> Response:
    """Note what the call came to; a supervisor's signed statement may go with it."""
    await _own(visit, draw)
    signed = await _statement(said.statement)
    await visit.write(lambda office: _note(office, draw, said, signed))
    return visit.go(f"/desk/{draw}")


def _note(office: Office, draw: str, said: Said, signed: Statement | None) -> None:
    if said.answer != SILENT:
        answer, _, reason = said.answer.partition(".")
        attestation = "countersigned" if signed else "handler"
        note_reply(office, draw, Reply(*said.seat, answer, reason, attestation, signed))
    elif signed is None:
        raise InputError("silence_unsigned")
    else:
        note_silence(office, draw, said.seat, tries=said.tries, statement=signed)


@router.post("/desk/{draw}/expire")
async def expire_calls(visit: Posted, draw: str) -> Response:
    """Note that nobody of the round has answered in time who has not; the next round goes out."""
    await _own(visit, draw)
    await visit.write(lambda office: advance_draw(office, draw))
    return visit.go(f"/desk/{draw}")


async def _own(visit: Visit, draw: str) -> Narrative:
    """The draw, if it is one of the caller's pools."""
    narrative = await narrative_of(visit, draw)
    visit.caller.check_pool(narrative.view["pool"])
    return narrative


async def _statement(file: UploadFile | None) -> Statement | None:
    """A statement file; None where no file was chosen, which browsers send as an empty one."""
    data = await file.read(MAX_FILE_BYTES + 1) if file else b""
    return parse_statement_file(data) if data else None


def _seat(text: str) -> Seat:
    group, _, row = text.partition("-")
    return int(group), int(row)
