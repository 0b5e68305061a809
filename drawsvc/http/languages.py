"""Which language a caller reads."""

from __future__ import annotations

from starlette.requests import Request

from drawsvc.words import LANGUAGES


def language_of(request: Request) -> str:
    """The first of our languages that the caller's browser or program names; Chinese if none is."""
    for part in request.headers.get("Accept-Language", "").split(","):
        name = part.partition(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return LANGUAGES[0]
