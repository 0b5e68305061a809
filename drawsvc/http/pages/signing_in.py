"""Signing in and out with a browser."""

from __future__ import annotations

import secrets
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import Response

from drawsvc.domain.errors import AccessError
from drawsvc.http.authority import POOL_OFFICE, SUPERVISOR
from drawsvc.http.pages.page import SIGN_IN, Posted, Visit, Visited
from drawsvc.http.pages.sessions import forget, keep
from drawsvc.http.problems import status_of
from drawsvc.usecases.sign_in import TOKEN_BYTES, signed_in
from drawsvc.usecases.sign_in import sign_in as begin
from drawsvc.usecases.sign_in import sign_out as end

router = APIRouter()

HOME = {POOL_OFFICE: "/desk", SUPERVISOR: "/vouch"}
"""Where a role begins; everybody else at the list."""

Typed = Annotated[str, Form(max_length=1000)]


@router.get(SIGN_IN)
async def show_sign_in(visit: Visited) -> Response:
    """The form. The browser is handed a token that is no session, so that the form can be known for ours."""
    if visit.token:
        return _form(visit)
    fresh = Visit(visit.wiring, visit.caller, visit.request, secrets.token_hex(TOKEN_BYTES))
    page = _form(fresh)
    keep(page, visit.request, fresh.token)
    return page


@router.post(SIGN_IN)
async def sign_in(visit: Posted, name: Typed = "", password: Typed = "") -> Response:
    """Begin a session under a token that nobody has seen before; whatever the browser showed ends."""
    try:
        token = await visit.write(lambda office: begin(office, name, password))
    except AccessError as error:
        return _form(visit, error)
    await visit.write(lambda office: end(office, visit.token))
    caller = await visit.read(lambda office: signed_in(office, token))
    page = visit.go(HOME.get(caller.role, "/"))
    keep(page, visit.request, token)
    return page


@router.post("/sign-out")
async def sign_out(visit: Posted) -> Response:
    """End the session."""
    await visit.write(lambda office: end(office, visit.token))
    page = visit.go("/")
    forget(page)
    return page


def _form(visit: Visit, error: AccessError | None = None) -> Response:
    status = status_of(error) if error else HTTPStatus.OK
    return visit.show("sign_in.html", status, said=visit.words.error(error) if error else None)
