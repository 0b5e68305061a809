"""An expert's own page, behind the link that was sent to him: what he is asked for, and his answer.

The link is all that speaks for him. Whoever has no link cannot make a browser send the form, so it carries nothing
else; opening the page changes nothing, so that programs that look at links in messages answer for nobody.
"""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form
from starlette.responses import Response

from drawsvc.domain.bodies import REPLY_REASONS
from drawsvc.http.pages.page import Visited
from drawsvc.usecases.reply_by_link import invitation_of, reply_by_link

router = APIRouter()

Answer = Annotated[str, Form(max_length=100)]


@router.get("/r/{token}")
async def show_invitation(visit: Visited, token: str) -> Response:
    """Time, place and kind of work; never the matter, and nobody's name."""
    invitation = await visit.read(lambda office: invitation_of(office, token))
    facts: dict[str, Any] = {"invitation": invitation, "choices": REPLY_REASONS}
    page = visit.show("reply.html", token=token, **facts)
    page.headers["Cache-Control"] = "no-store"
    return page


@router.post("/r/{token}")
async def answer_invitation(visit: Visited, token: str, answer: Answer = "") -> Response:
    """Take the answer, once: a second browser is shown what the first has said."""
    kind, _, reason = answer.partition(".")
    await visit.write(lambda office: reply_by_link(office, token, kind, reason))
    return visit.go(f"/r/{token}")
