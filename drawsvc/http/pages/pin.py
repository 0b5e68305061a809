"""Where a supervisor sets his PIN, with his password."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from drawsvc.domain.errors import AccessError, InputError
from drawsvc.http.pages.page import Posted, Visit, Visited
from drawsvc.http.problems import status_of
from drawsvc.usecases.office import Office
from drawsvc.usecases.set_pin import set_pin
from drawsvc.usecases.sign_in import check_account

router = APIRouter()

Typed = Annotated[str, Form(max_length=1000)]


@router.get("/pin")
async def show_pin(visit: Visited) -> Response:
    """The form."""
    return visit.show("pin.html", said=None, done=False)


@router.post("/pin")
async def change_pin(
    visit: Posted, password: Typed = "", pin: Typed = "", again: Typed = ""
) -> Response:
    """Set the PIN. The session alone is not enough: somebody else may sit at the browser."""

    def write(office: Office) -> None:
        if pin != again:
            raise InputError("pins_differ")
        check_account(office, visit.caller.name, password)
        set_pin(office, visit.caller.name, pin)

    try:
        await visit.write(write)
    except (AccessError, InputError) as error:
        return _refused(visit, error)
    return visit.show("pin.html", said=None, done=True)


def _refused(visit: Visit, error: AccessError | InputError) -> Response:
    status = HTTPStatus(status_of(error))
    return visit.show("pin.html", status, said=visit.words.error(error), done=False)
