"""Messages to experts on their way: what waits, what could not be delivered, and who has to be called for it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import Path, Query
from starlette.responses import Response

from drawsvc.http.calls import Called, Written
from drawsvc.http.routing import api_router
from drawsvc.usecases.list_unreached import list_unreached
from drawsvc.usecases.office import Office, check_is_pool
from drawsvc.usecases.retry_notice import retry_notice as retry
from drawsvc.views.notices import notice_view, unreached_view
from drawsvc.views.values import View

router = api_router("outbox")

LIMIT = 100

NoticeId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
State = Annotated[Literal["waiting", "delivered", "dead", "moot"], Query()]


@router.get("/pools/{pool}/outbox")
async def get_outbox(call: Called, pool: str, state: State = "dead") -> Response:
    """The messages of a pool in a state, at most 100, those made last at first; who has to be called. Nobody's name."""
    call.caller.check_pool(pool)

    def view(office: Office) -> View:
        with office.store.reading() as reader:
            check_is_pool(reader, pool)
            found = reader.notices(state, LIMIT, pool)
        listed: list[Any] = [notice_view(notice) for notice in found]
        unreached: list[Any] = [unreached_view(of) for of in list_unreached(office, pool)]
        return {"notices": listed, "unreached": unreached}

    return await call.read(view)


@router.post("/outbox/{notice}/retry", status_code=200)
async def retry_notice(call: Called, notice: NoticeId) -> Response:
    """Try a dead message again, once somebody has put right why it could not be delivered."""

    def write(office: Office) -> Written:
        with office.store.reading() as reader:
            found = reader.notice(notice)
        if found:
            call.caller.check_pool(found.place.pool)
        return Written([], notice_view(retry(office, notice)), HTTPStatus.OK)

    return await call.once(write)
