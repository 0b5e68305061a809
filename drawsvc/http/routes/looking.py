"""What anybody may look at: pools, draws, records, the log."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from typing import Annotated, Any

from drawseeds import Value
from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.errors import InputError, MissingError
from drawsvc.http.calls import JSON, Called
from drawsvc.http.metrics import MEDIA_TYPE as METRICS
from drawsvc.usecases.export_record import export_record
from drawsvc.usecases.office import Office
from drawsvc.usecases.prove_entry import prove_entry
from drawsvc.usecases.read_draw import read_draw, read_draws
from drawsvc.usecases.read_health import read_health
from drawsvc.usecases.read_log import read_log
from drawsvc.usecases.read_pool import read_pool
from drawsvc.usecases.release_draw import export_release, released_bytes
from drawsvc.views import View, draw_view, place_view, profile_view, specialties_view, summary_view

router = APIRouter(tags=["looking"])

LIMIT = 100
TEXT = "text/plain; charset=utf-8"

Attempt = Annotated[int, Query(ge=0, description="0 for the latest")]
Cursor = Annotated[str, Query(max_length=100, description="`next` of the answer before")]


@router.get("/health")
async def get_health(call: Called) -> Response:
    """Whether the service answers, and whether its log keeps up."""

    def view(office: Office) -> View:
        found = read_health(office)
        return {
            "behind_seconds": found.behind_seconds,
            "keeps_up": found.keeps_up,
            "origin": found.head.origin,
            "size": found.head.size,
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
async def get_pool(call: Called, pool: str) -> Response:
    """A pool: its profile, specialties and rosters; nobody's name."""

    def view(office: Office) -> View:
        found = read_pool(office, pool)
        return {
            "pool": pool,
            "profile": profile_view(found.profile),
            "specialties": specialties_view(call.wiring.taxonomy(pool)),
        }

    return await call.read(view)


@router.get("/draws")
async def get_draws(call: Called, pool: str = "", after: Cursor = "") -> Response:
    """All draws, voided ones too, those requested last at first."""

    def view(office: Office) -> View:
        found = read_draws(office, pool)[::-1]
        first = _position(after)
        page: list[Any] = [summary_view(draw) for draw in found[first : first + LIMIT]]
        more = first + LIMIT < len(found)
        return {"draws": page, "next": _cursor(first + LIMIT) if more else ""}

    return await call.read(view)


@router.get("/draws/{draw}")
async def get_draw(call: Called, draw: str, attempt: Attempt = 0) -> Response:
    """A draw as it stands. No name before the release."""

    def view(office: Office) -> View:
        found = read_draw(office, draw, attempt)
        return draw_view(found, released_bytes(office, found))

    return await call.read(view)


@router.get("/draws/{draw}/entries")
async def get_entries(call: Called, draw: str, attempt: Attempt = 0) -> Response:
    """The entries of a draw as they are logged."""

    def view(office: Office) -> View:
        chain = read_draw(office, draw, attempt).attempt.chain
        listed: list[Value] = [{"entry": e.to_object(), "leaf": e.leaf} for e in chain.entries]
        return {**place_view(chain.place), "entries": listed}

    return await call.read(view)


@router.get("/draws/{draw}/record")
async def get_record(call: Called, draw: str, attempt: Attempt = 0) -> Response:
    """The record of a draw as far as it has come: what the verifier reads."""
    data = await run_in_threadpool(export_record, call.wiring.office, draw, attempt)
    return _file(call.request, data, JSON)


@router.get("/draws/{draw}/disclosures")
async def get_disclosures(call: Called, draw: str) -> Response:
    """What was published of the panel of a released draw."""
    data = await run_in_threadpool(export_release, call.wiring.office, draw)
    return _file(call.request, data, JSON)


@router.get("/log/checkpoint")
async def get_log(call: Called) -> Response:
    """The latest signed checkpoint of the log."""
    head = (await run_in_threadpool(read_log, call.wiring.office)).head
    if not head.checkpoint:
        raise MissingError("log_not_signed_yet")
    return _file(call.request, head.checkpoint, TEXT)


@router.get("/log/proofs/{leaf}")
async def get_proof(call: Called, leaf: str) -> Response:
    """The proof that an entry is in the log, by its leaf hash."""
    proof = await run_in_threadpool(prove_entry, call.wiring.office, leaf)
    return _file(call.request, proof.to_bytes(), TEXT)


@router.get("/trust")
async def get_trust(call: Called) -> Response:
    """The supervising body's trust file, for convenience: a copy from the body itself proves more."""
    data = await run_in_threadpool(call.wiring.trust_file)
    if not data:
        raise MissingError("no_trust_file")
    return _file(call.request, data, JSON)


def _file(request: Request, data: bytes, media_type: str) -> Response:
    """Bytes under a tag, so that nobody loads twice what has not changed."""
    tag = f'"{sha256(data).hexdigest()}"'
    if tag in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers={"ETag": tag})
    return Response(data, media_type=media_type, headers={"ETag": tag})


def _cursor(position: int) -> str:
    return urlsafe_b64encode(str(position).encode()).decode()


def _position(cursor: str) -> int:
    try:
        text = urlsafe_b64decode(cursor.encode()).decode("ascii")
        return int(text[:9]) if text else 0
    except ValueError:
        raise InputError("cursor_malformed", got=cursor) from None
