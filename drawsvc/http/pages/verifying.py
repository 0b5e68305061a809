"""Verify yourself: what to download, what to type, and what the answers mean."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.errors import LogError
from drawsvc.http.pages.narrative import narrative_of
from drawsvc.http.pages.page import HEADERS, Visited

router = APIRouter()


@router.get("/draws/{draw}/{attempt}/verify")
async def show_verify(visit: Visited, draw: str, attempt: int) -> Response:
    """How to verify an attempt on one's own computer."""
    narrative = await narrative_of(visit, draw, attempt)
    verifier = await run_in_threadpool(visit.wiring.shipped.verifier)
    trusted = bool(await run_in_threadpool(visit.wiring.trust_file))
    digest = sha256(verifier).hexdigest() if verifier else ""
    return visit.show("verify.html", narrative=narrative, digest=digest, trusted=trusted)


@router.get("/drawverify.pyz")
async def get_verifier(visit: Visited) -> Response:
    """The standalone verifier, as it came with the program."""
    data = await run_in_threadpool(visit.wiring.shipped.verifier)
    if not data:
        raise LogError("verifier_missing")
    return Response(data, media_type="application/zip", headers=dict(HEADERS))
