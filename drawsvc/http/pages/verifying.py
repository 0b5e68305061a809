"""Verify yourself: what to download, what to type, and what the answers mean."""

from __future__ import annotations

from hashlib import sha256

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.errors import LogError
from drawsvc.http.pages.narrative import narrative_of
from drawsvc.http.pages.page import HEADERS, Visited
from drawsvc.http.routing import BASE
from drawsvc.http.wiring import Wiring
from drawsvc.pages.facts import Downloads
from drawsvc.pages.narrative import Narrative

router = APIRouter()


@router.get("/draws/{draw}/{attempt}/verify")
async def show_verify(visit: Visited, draw: str, attempt: int) -> Response:
    """How to verify an attempt on one's own computer."""
    narrative = await narrative_of(visit, draw, attempt)
    files = await run_in_threadpool(_downloads, narrative, visit.wiring)
    return visit.show("verify.html", narrative=narrative, files=files)


def _downloads(narrative: Narrative, wiring: Wiring) -> Downloads:
    view, verifier, trust = narrative.view, wiring.shipped.verifier(), wiring.trust_file()
    return Downloads(
        record=f"{BASE}/draws/{view['draw']}/record?attempt={view['attempt']}",
        trust=f"{BASE}/trust" if trust else "",
        verifier="/drawverify.pyz" if verifier else "",
        digest=sha256(verifier).hexdigest(),
    )


@router.get("/drawverify.pyz")
async def get_verifier(visit: Visited) -> Response:
    """The standalone verifier, as it came with the program."""
    data = await run_in_threadpool(visit.wiring.shipped.verifier)
    if not data:
        raise LogError("verifier_missing")
    return Response(data, media_type="application/zip", headers=dict(HEADERS))
