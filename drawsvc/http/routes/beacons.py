"""Public randomness that a draw waits for; anybody may hand it in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field
from starlette.responses import Response

from drawsvc.http.bodies import MAX_ROW, Id, Strict
from drawsvc.http.calls import Called, Written
from drawsvc.http.routing import api_router
from drawsvc.usecases.office import Office
from drawsvc.usecases.submit_round import submit_round as submit
from drawsvc.views.beacons import chains_view

router = api_router("beacons")


class RoundIn(Strict):
    """The round that a draw waits for, as `waits_for` of the draw says."""

    round: Annotated[int, Field(ge=1, le=MAX_ROW)]
    signature: Annotated[str, Field(pattern="^([0-9a-f]{2}){1,128}$", description="hex")]


@router.get("/beacons")
async def get_beacons(call: Called) -> Response:
    """The chains of beacons whose rounds are taken; the first is pinned."""
    return await call.read(lambda office: {"chains": chains_view(office.beacons)})


@router.post("/draws/{draw}/rounds", status_code=201)
async def submit_round(call: Called, draw: Id, body: RoundIn) -> Response:
    """Hand in the signature of the beacon round that a draw waits for."""

    def write(office: Office) -> Written:
        return Written(submit(office, draw, body.round, body.signature))

    return await call.once_for(draw, write)
