"""The service as a process: the API, and beside it in threads what goes on by itself."""

from __future__ import annotations

import logging
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Thread

import structlog
import uvicorn
from fastapi import FastAPI

from drawsvc import config
from drawsvc.app import App
from drawsvc.http.api import make_api
from drawsvc.http.waiting import Signed
from drawsvc.http.wiring import Shipped, Wiring
from drawsvc.log.keys import NamedKey
from drawsvc.rosters import read_upload
from drawsvc.usecases.read_log import read_log
from drawsvc.verifier_copy import verifier_bytes
from drawsvc.worker.publisher import Publisher
from drawsvc.worker.rounds import Rounds

SHUTDOWN_SECONDS = 10


@dataclass(frozen=True)
class Place:
    """Where the service listens, and where the public finds it.

    Args:
        host: address to listen on.
        port: 0 for any that is free.
        public_base_url: what paper and QR codes carry; "" for none.
    """

    host: str
    port: int
    public_base_url: str = ""


def serve(app: App, signer: NamedKey, place: Place, tell: Callable[[str], None]) -> None:
    """Serve until the process is told to end, then finish what was begun and sign the log.

    Args:
        app: the service, open.
        signer: the log's key.
        place: where to listen.
        tell: told the address as soon as calls are taken.

    Raises:
        OSError: it cannot listen there.
    """
    start_logging()
    publisher = Publisher(lambda: app.number(signer))
    rounds = Rounds(app.office, publisher.ring)
    api = api_of(app, ring=publisher.ring, public_base_url=place.public_base_url)
    config = uvicorn.Config(
        api,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    with (
        socket.create_server((place.host, place.port), reuse_port=False) as listening,
        running(publisher.run, publisher.stop),
        running(rounds.run, rounds.stop),
    ):
        tell(f"http://{place.host}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])


def api_of(app: App, *, ring: Callable[[], None], public_base_url: str = "") -> FastAPI:
    """The API of an open service."""
    office = app.office
    return make_api(
        Wiring(
            office,
            app.vkey,
            app.taxonomy,
            partial(read_upload, app),
            app.keep_regulation,
            Shipped(_regulations, _calendar, verifier_bytes),
            app.trust_file,
            public_base_url,
            ring,
            Signed(lambda: read_log(office).head.size),
        )
    )


def _regulations() -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in config.shipped_regulations().items()}


def _calendar() -> tuple[str, bytes]:
    path = config.shipped_calendar()
    return path.stem, path.read_bytes()


@contextmanager
def running(run: Callable[[], None], stop: Callable[[], None]) -> Iterator[None]:
    """Run something in a thread of its own meanwhile, and wait for its end."""
    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        stop()
        thread.join()


def start_logging() -> None:
    """One line of JSON for each thing that happened, on standard error; no personal data, no tracebacks."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )
