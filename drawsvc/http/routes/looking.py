"""What anybody may look at: pools, draws, records; and what auditors may."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from http import HTTPStatus
from typing import Annotated, Any, Literal

from drawseeds import CanonicalError, Value, parse, serialise
from fastapi import Header, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.errors import InputError, MissingError
from drawsvc.http.bodies import Id
from drawsvc.http.calls import JSON, NOT_KEPT, Called, file_of
from drawsvc.http.evidence import evidence_of
from drawsvc.http.metrics import MEDIA_TYPE as METRICS
from drawsvc.http.routing import api_router
from drawsvc.http.watching import Stream
from drawsvc.usecases.export_audit import export_audit
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.export_slim_record import export_slim_record
from drawsvc.usecases.follow_log import find_beginning
from drawsvc.usecases.office import Office
from drawsvc.usecases.read_draw import DrawSummary, read_draw, read_page, read_place
from drawsvc.usecases.read_health import read_health
from drawsvc.usecases.read_pool import read_pool
from drawsvc.usecases.release_draw import export_release, released_bytes
from drawsvc.views.draws import draw_view, summary_view
from drawsvc.views.entries import place_view
from drawsvc.views.pools import whole_pool_view
from drawsvc.views.values import View

router = api_router("looking")

LIMIT = 100
ZIP = "application/zip"

Attempt = Annotated[int, Query(ge=0)]
Kind = Annotated[Literal["full", "slim"], Query()]
OfPool = Annotated[str, Query(max_length=64)]
Seen = Annotated[str, Header(alias="Last-Event-ID")]
Cursor = Annotated[str, Query(max_length=100)]


@router.get("/health")
async def get_health(call: Called) -> Response:
    """Whether the service answers, what its log is called, and whether that keeps up."""

    def view(office: Office) -> View:
        found = read_health(office)
        return {
            "behind_seconds": found.behind_seconds,
            "keeps_up": found.keeps_up,
            "origin": found.head.origin,
            "size": found.head.size,
            "vkey": call.wiring.log_key,
            "waiting": found.waiting,
        }

    return await call.read(view)


@router.get("/metrics")
async def get_metrics(call: Called) -> Response:
    """Numbers for a monitoring program, in the text format of Prometheus."""
    data = await run_in_threadpool(call.wiring.metrics.to_bytes)
    return Response(data, media_type=METRICS)


@router.get("/pools")
async def get_pools(call: Called) -> Response:
    """The pools."""

    def view(office: Office) -> View:
        with office.store.reading() as reader:
            return {"pools": list(reader.pools())}

    return await call.read(view)


@router.get("/pools/{pool}")
async def get_pool(call: Called, pool: Id) -> Response:
    """A pool: its profile, specialties and rosters; nobody's name."""

    def view(office: Office) -> View:
        return whole_pool_view(read_pool(office, pool), call.wiring.taxonomy(pool))

    return await call.read(view)


@router.get("/draws")
async def get_draws(call: Called, pool: OfPool = "", after: Cursor = "") -> Response:
    """All draws, voided ones too, those requested last at first."""

    def view(office: Office) -> View:
        found = read_page(office, pool, before=_place(after), limit=LIMIT)
        page: list[Any] = [summary_view(draw) for draw in found.draws]
        return {"draws": page, "next": _cursor(found.draws[-1]) if found.more else ""}

    return await call.read(view)


@router.get("/draws/{draw}")
async def get_draw(call: Called, draw: Id, attempt: Attempt = 0) -> Response:
    """A draw as it stands. No name before the release."""

    def view(office: Office) -> View:
        found = read_draw(office, draw, attempt)
        return draw_view(found, released_bytes(office, found))

    return await call.read(view)


@router.get("/draws/{draw}/entries")
async def get_entries(call: Called, draw: Id, attempt: Attempt = 0) -> Response:
    """The entries of a draw as they are logged."""

    def view(office: Office) -> View:
        chain = read_draw(office, draw, attempt).attempt.chain
        listed: list[Value] = [{"entry": e.to_object(), "leaf": e.leaf} for e in chain.entries]
        return {**place_view(chain.place), "entries": listed}

    return await call.read(view)


@router.get("/draws/{draw}/events")
async def get_events(call: Called, draw: Id, attempt: Attempt = 0, seen: Seen = "") -> Response:
    """The entries of a draw as they are written, until it has ended; nothing to come is 204."""
    office = call.wiring.office
    beginning = await run_in_threadpool(find_beginning, office, draw, attempt, seen)
    if beginning.is_over:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return Stream(call.wiring.watching, beginning)


@router.get("/draws/{draw}/record")
async def get_record(call: Called, draw: Id, attempt: Attempt = 0, kind: Kind = "full") -> Response:
    """The record of a draw as far as it has come: what the verifier reads."""
    export = export_slim_record if kind == "slim" else export_record
    return await call.file(draw, attempt, f"record {kind}", export)


@router.get("/draws/{draw}/disclosures")
async def get_disclosures(call: Called, draw: Id, attempt: Attempt = 0) -> Response:
    """What was published of the panel of a released draw."""
    data = await run_in_threadpool(export_release, call.wiring.office, draw, attempt)
    return file_of(call.request, data, JSON)


@router.get("/draws/{draw}/audit")
async def get_audit(call: Called, draw: Id, attempt: Attempt = 0) -> Response:
    """What opens all rows of a draw that has ended, for an auditor. Personal data of everybody listed."""

    def read() -> bytes:
        office = call.wiring.office
        call.caller.check_pool(read_place(office, draw, attempt).pool)
        return b"".join(export_audit(office, draw, attempt))

    data = await run_in_threadpool(read)
    call.note_disclosed(draw=draw)
    return Response(data, headers=NOT_KEPT, media_type=JSON)


@router.get("/draws/{draw}/evidence")
async def get_evidence(call: Called, draw: Id, attempt: Attempt = 0) -> Response:
    """All that shows how a draw that has ended went, and what checks it, in one zip archive."""
    data = await run_in_threadpool(evidence_of, call.wiring, draw, attempt)
    return file_of(call.request, data, ZIP)


@router.get("/trust")
async def get_trust(call: Called) -> Response:
    """The supervising body's trust file, for convenience: a copy from the body itself proves more."""
    data = await run_in_threadpool(call.wiring.trust_file)
    if not data:
        raise MissingError("no_trust_file")
    return file_of(call.request, data, JSON)


def _cursor(last: DrawSummary) -> str:
    """Names the last draw of a page, so that draws requested meanwhile move nothing."""
    value: list[Value] = [last.pool, last.draw, last.attempt]
    return urlsafe_b64encode(serialise(value)).decode()


def _place(cursor: str) -> tuple[str, str, int] | None:
    if not cursor:
        return None
    try:
        value: Any = parse(urlsafe_b64decode(cursor.encode()))
        pool, draw, attempt = map(str, value)
        return pool, draw, int(attempt)
    except (ValueError, TypeError, CanonicalError):
        raise InputError("cursor_malformed", got=cursor) from None
