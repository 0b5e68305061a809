"""What any service over HTTP must do: a route with one durable insert, and one that returns stored bytes.

Both through our session layer, which alone decides how a transaction is begun and kept.
"""

from __future__ import annotations

import multiprocessing
import secrets
from collections.abc import Callable
from contextlib import closing
from multiprocessing.process import BaseProcess

import uvicorn
from fastapi import FastAPI, Response
from sqlalchemy import Column, LargeBinary, MetaData, String, Table, select

from drawsvc.db.session import database_of
from drawsvc.http.routes.drawing import RepliesIn
from drawsvc.serving import listening_at

_FORKS = multiprocessing.get_context("forkserver")

TOLD = Table(
    "told", MetaData(), Column("id", String, primary_key=True), Column("said", LargeBinary)
)
STORED = "stored"
STORED_PATH = "/api/v1/stored"


def make_table(url: str) -> None:
    """Make the one table there is in an empty database."""
    with closing(database_of(url)) as database, database.writing() as connection:
        TOLD.create(connection)


def store(url: str, data: bytes) -> None:
    """Put in what is asked for later."""
    with closing(database_of(url)) as database, database.writing() as connection:
        connection.execute(TOLD.insert().values(id=STORED, said=data))


def bare_api(url: str) -> FastAPI:
    """The bare service on a database."""
    database = database_of(url)
    api = FastAPI()

    @api.post("/api/v1/draws/{draw}/replies", status_code=201)
    def insert(draw: str, said: RepliesIn) -> dict[str, str]:
        id_ = f"{draw}-{secrets.token_hex(16)}"
        with database.writing() as connection:
            values = {"id": id_, "said": said.model_dump_json().encode()}
            connection.execute(TOLD.insert().values(**values))
        return {"id": id_}

    @api.get(STORED_PATH)
    def stored() -> Response:
        with database.reading() as connection:
            data = connection.execute(select(TOLD.c.said).where(TOLD.c.id == STORED)).scalar_one()
        return Response(data, media_type="application/json")

    @api.get("/api/v1/health")
    def health() -> dict[str, str]:
        return {}

    return api


def bare_process(url: str, port: int) -> Callable[[], BaseProcess]:
    """What starts it in a process of its own."""

    def start() -> BaseProcess:
        process = _FORKS.Process(target=_serve, args=(url, port), daemon=True)
        process.start()
        return process

    return start


def _serve(url: str, port: int) -> None:
    config = uvicorn.Config(bare_api(url), log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[listening_at("127.0.0.1", port)])
