"""A supervisor's page, on a device of his own: what a handler does at the call desk waits there for his word."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from drawsvc.http.pages.narrative import own_narrative
from drawsvc.http.pages.page import Posted, Visited
from drawsvc.usecases.count_waiting import count_waiting
from drawsvc.usecases.vouch_for_call import Voucher, give_vouch, refuse_vouch
from drawsvc.usecases.vouching import SESSION

router = APIRouter()

REFRESH_SECONDS = 10

VouchId = Annotated[str, Form(pattern="^[0-9a-f]{16}$")]


@router.get("/vouch")
async def show_vouching(visit: Visited) -> Response:
    """The draws at whose call desk a supervisor has to vouch."""
    draws = await visit.read(lambda office: count_waiting(office, visit.caller.pools))
    return visit.show("vouching.html", draws=draws)


@router.get("/vouch/{draw}")
async def show_vouches(visit: Visited, draw: str) -> Response:
    """What waits for him in a draw, without a name; the page loads itself anew."""
    narrative = await own_narrative(visit, draw)
    return visit.show("vouches.html", narrative=narrative, refresh=REFRESH_SECONDS)


@router.post("/vouch/{draw}/give")
async def give_for_call(visit: Posted, draw: str, vouch: VouchId) -> Response:
    """He vouches for what he was shown; if the handler has noted something else meanwhile, for nothing."""
    await own_narrative(visit, draw)
    by = Voucher(visit.caller.name, SESSION)
    await visit.write(lambda office: give_vouch(office, draw, vouch, by))
    return visit.go(f"/vouch/{draw}")


@router.post("/vouch/{draw}/refuse")
async def refuse_for_call(visit: Posted, draw: str, vouch: VouchId) -> Response:
    """He says that it was not so."""
    await own_narrative(visit, draw)
    await visit.write(lambda office: refuse_vouch(office, draw, vouch))
    return visit.go(f"/vouch/{draw}")
