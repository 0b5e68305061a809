"""Where the operations of the API are, and how they are known."""

from __future__ import annotations

from fastapi import APIRouter

from drawsvc.http.json_body import StrictRoute

BASE = "/api/v1"


def api_router(tag: str) -> APIRouter:
    """For operations below BASE. Their bodies are read strictly, and each is known by the name of its function."""
    return APIRouter(
        prefix=BASE,
        tags=[tag],
        route_class=StrictRoute,
        generate_unique_id_function=lambda route: route.name,
    )
