"""The call desk of a pool office: open invitations without names; one contact at a time, and what came of the call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, UploadFile
from starlette.responses import Response

from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.domain.errors import AccessError, InputError
from drawsvc.domain.seating import Seat
from drawsvc.domain.statements import MAX_FILE_BYTES, Statement, parse_statement_file
from drawsvc.http.pages.narrative import narrative_of, own_narrative
from drawsvc.http.pages.page import Posted, Visited
from drawsvc.usecases.access import Caller
from drawsvc.usecases.advance_draw import advance_draw
from drawsvc.usecases.attending import check_attending
from drawsvc.usecases.check_pin import check_pin
from drawsvc.usecases.note_reply import Reply, note_reply
from drawsvc.usecases.note_silence import note_silence
from drawsvc.usecases.office import Office
from drawsvc.usecases.open_contact import Contact, open_contact
from drawsvc.usecases.read_draw import DrawSummary, read_draws
from drawsvc.usecases.vouch_for_call import Asked, Voucher, ask_vouch, vouch_at_once
from drawsvc.usecases.vouching import CONTACT, PIN, SILENT

router = APIRouter()

Place = Annotated[str, Form(pattern=r"^[0-9]{1,4}-[0-9]{1,9}$")]
Tries = Annotated[int, Form(ge=0, le=1000)]
Answer = Annotated[str, Form(max_length=100)]
Name = Annotated[str, Form(max_length=100)]
Pin = Annotated[str, Form(max_length=100)]


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
    narrative = await own_narrative(visit, draw)
    opened = Counter(
        (entry.body["group"], entry.body["row"])
        for entry in narrative.found.attempt.chain.entries
        if entry.type == "CONTACT_OPENED"
    )
    return visit.show("calls.html", narrative=narrative, opened=opened)


@dataclass(frozen=True)
class Beside:
    """The supervisor who sits beside the handler, as the form names him.

    Args:
        name: his id; "" for nobody.
        pin: what he has typed; "" if nothing.
    """

    name: str
    pin: str = field(repr=False)

    def check(self, office: Office, handler: Caller, pool: str) -> Voucher:
        """The supervisor, if it is he who has typed the PIN."""
        check_attending(office, handler, self.name, pool)
        check_pin(office, self.name, self.pin)
        return Voucher(self.name, PIN)


def _beside(supervisor: Name = "", pin: Pin = "") -> Beside:
    return Beside(supervisor.strip(), pin)


BesideHim = Annotated[Beside, Depends(_beside)]


@dataclass(frozen=True)
class Handling:
    """What a handler does at the desk, with whom beside him.

    Args:
        handler: who calls.
        pool, draw: whose experts.
        beside: the supervisor who is there.
    """

    handler: Caller
    pool: str
    draw: str
    beside: Beside

    def open(self, office: Office, seat: Seat) -> Contact | None:
        """The contact; None where a supervisor has first to vouch for it, and now is asked to."""
        if not office.settings_of(self.pool).vouching:
            check_attending(office, self.handler, self.beside.name, self.pool)
            return self._opened(office, seat, self.beside.name)
        asked = Asked(seat, CONTACT, self.handler.name)
        if self.beside.pin:
            self._vouch(office, asked)
            return self._opened(office, seat, self.beside.name)
        try:
            return self._opened(office, seat, "")
        except AccessError as error:
            if error.code != "vouch_needed":
                raise
        ask_vouch(office, self.draw, asked)
        return None

    def note(self, office: Office, said: Said, signed: Statement | None) -> None:
        """What it came to: signed by a witness, vouched for by a supervisor, or on the handler's word alone."""
        if signed is None and office.settings_of(self.pool).vouching:
            self._vouch(office, Asked(said.seat, said.answer, self.handler.name, said.tries))
        elif said.answer != SILENT:
            answer, _, reason = said.answer.partition(".")
            attestation = "countersigned" if signed else "handler"
            note_reply(office, self.draw, Reply(*said.seat, answer, reason, attestation, signed))
        elif signed is None:
            raise InputError("silence_unsigned")
        else:
            note_silence(office, self.draw, said.seat, tries=said.tries, statement=signed)

    def _vouch(self, office: Office, asked: Asked) -> None:
        """Whoever has typed his PIN vouches at once; otherwise a supervisor is asked to, on his own device."""
        if self.beside.pin:
            by = self.beside.check(office, self.handler, self.pool)
            vouch_at_once(office, self.draw, asked, by)
        else:
            ask_vouch(office, self.draw, asked)

    def _opened(self, office: Office, seat: Seat, supervisor: str) -> Contact:
        ids = {"handler": self.handler.name, "supervisor": supervisor}
        return open_contact(office, self.draw, seat, **ids)


@router.post("/desk/{draw}/open")
async def open_call(visit: Posted, draw: str, seat: Place, beside: BesideHim) -> Response:
    """Show exactly one name and number, once the log says to whom and with whom beside him."""
    pool = str((await own_narrative(visit, draw)).view["pool"])
    handling = Handling(visit.caller, pool, draw, beside)
    contact = await visit.write(lambda office: handling.open(office, _seat(seat)))
    if contact is None:
        return visit.go(f"/desk/{draw}")
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
async def note_call(
    visit: Posted, draw: str, said: Annotated[Said, Depends(_said)], beside: BesideHim
) -> Response:
    """Note what the call came to; a supervisor's signed statement or PIN may go with it."""
    pool = str((await own_narrative(visit, draw)).view["pool"])
    signed = await _statement(said.statement)
    handling = Handling(visit.caller, pool, draw, beside)
    await visit.write(lambda office: handling.note(office, said, signed))
    return visit.go(f"/desk/{draw}")


@router.post("/desk/{draw}/expire")
async def expire_calls(visit: Posted, draw: str) -> Response:
    """Note that nobody of the round has answered in time who has not; the next round goes out."""
    await own_narrative(visit, draw)
    await visit.write(lambda office: advance_draw(office, draw))
    return visit.go(f"/desk/{draw}")


async def _statement(file: UploadFile | None) -> Statement | None:
    """A statement file; None where no file was chosen, which browsers send as an empty one."""
    data = await file.read(MAX_FILE_BYTES + 1) if file else b""
    return parse_statement_file(data) if data else None


def _seat(text: str) -> Seat:
    group, _, row = text.partition("-")
    return int(group), int(row)
