"""The record of a draw for everybody: what happened, in plain words, and what that does not prove."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.responses import Response

from drawsvc.http.pages.account import account_of
from drawsvc.http.pages.addresses import path_of
from drawsvc.http.pages.page import Visited
from drawsvc.http.pages.telling import sentences_of

router = APIRouter()


@router.get("/draws/{draw}")
async def show_latest(visit: Visited, draw: str) -> Response:
    """On to the latest attempt of a draw: each has an address of its own, which stays."""
    account = await account_of(visit, draw)
    return visit.go(path_of(draw, account.view["attempt"]))


@router.get("/draws/{draw}/{attempt}")
async def show_record(visit: Visited, draw: str, attempt: int) -> Response:
    """The record page of an attempt."""
    account = await account_of(visit, draw, attempt)
    return visit.show("record.html", account=account, sentences=sentences_of(account))
