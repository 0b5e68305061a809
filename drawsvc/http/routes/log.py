"""The transparency log: its checkpoint, its entries, and what proves that nothing was taken away."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from drawsvc.domain.errors import InputError, MissingError
from drawsvc.http.bodies import MAX_ROW
from drawsvc.http.calls import Called, file_of
from drawsvc.http.routing import api_router
from drawsvc.usecases.office import Office
from drawsvc.usecases.prove_consistency import prove_consistency
from drawsvc.usecases.prove_entry import prove_entry
from drawsvc.usecases.read_log import read_log, read_numbered
from drawsvc.usecases.read_tile import read_tile
from drawsvc.views.values import View

router = api_router("log")

TEXT = "text/plain; charset=utf-8"
BYTES = "application/octet-stream"
LIMIT = 100

Leaf = Annotated[str, Path(max_length=64)]
Level = Annotated[int, Path(ge=0, le=63)]
First = Annotated[int, Query(ge=0, le=MAX_ROW)]
Old = Annotated[int, Query(ge=1, le=MAX_ROW)]

# C2SP tlog-tiles: groups of three digits, all but the last after an x; the width of a partial tile.
_TILE = re.compile(r"((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?")
WIDTH = 256


@router.get("/log/checkpoint")
async def get_log(call: Called) -> Response:
    """The latest signed checkpoint of the log."""
    head = (await run_in_threadpool(read_log, call.wiring.office)).head
    if not head.checkpoint:
        raise MissingError("log_not_signed_yet")
    return file_of(call.request, head.checkpoint, TEXT)


@router.get("/log/proofs/{leaf}")
async def get_proof(call: Called, leaf: Leaf) -> Response:
    """The proof that an entry is in the log, by its leaf hash."""
    proof = await run_in_threadpool(prove_entry, call.wiring.office, leaf)
    return file_of(call.request, proof.to_bytes(), TEXT)


@router.get("/log/entries")
async def get_log_entries(call: Called, first: First = 0) -> Response:
    """Entries of the signed log by their index, ascending."""

    def view(office: Office) -> View:
        page, size = read_numbered(office, first, LIMIT)
        listed: list[Any] = [
            {"entry": entry.to_object(), "index": index, "leaf": entry.leaf}
            for index, entry in enumerate(page, start=first)
        ]
        return {"entries": listed, "next": first + len(page), "size": size}

    return await call.read(view)


@router.get("/log/consistency")
async def get_consistency(call: Called, old: Old) -> Response:
    """The proof that the latest signed log begins with what it was at an earlier size (RFC 9162 §2.1.4)."""

    def view(office: Office) -> View:
        proof = prove_consistency(office, old)
        hashes: list[Any] = [found.hex() for found in proof.hashes]
        return {"checkpoint": proof.checkpoint.decode(), "hashes": hashes, "old": old}

    return await call.read(view)


@router.get("/log/tile/{level}/{index:path}")
async def get_tile(call: Called, level: Level, index: str) -> Response:
    """A tile of hashes of the log (C2SP tlog-tiles); the entries themselves are under `/log/entries`."""
    match = _TILE.fullmatch(index)
    if match is None or int(match[2] or 1) >= WIDTH:
        raise InputError("tile_malformed", got=index)
    number = int(match[1].replace("x", "").replace("/", ""))
    width = int(match[2] or WIDTH)
    data = await run_in_threadpool(read_tile, call.wiring.office, level, number, width)
    return file_of(call.request, data, BYTES)
