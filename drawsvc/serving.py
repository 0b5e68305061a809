"""The service as a process: the API, and beside it in threads what goes on by itself."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread

import structlog
import uvicorn
from fastapi import FastAPI

from drawsvc.app import App
from drawsvc.http.api import make_api
from drawsvc.http.metrics import Metrics
from drawsvc.http.waiting import Signed
from drawsvc.http.wiring import Wiring
from drawsvc.log.keys import NamedKey
from drawsvc.service_settings import ServiceSettings
from drawsvc.usecases.read_log import read_log
from drawsvc.worker.publisher import Publisher
from drawsvc.worker.rounds import Rounds

log = structlog.get_logger("drawsvc.serving")


def serve(
    app: App, signer: NamedKey, settings: ServiceSettings, tell: Callable[[str], None]
) -> None:
    """Serve until the process is told to end, then finish what was begun and sign the log.

    Args:
        app: the service, open.
        signer: the log's key.
        settings: where to listen, among others.
        tell: told the address as soon as calls are taken.

    Raises:
        OSError: it cannot listen there.
    """
    start_logging(settings.log_level)
    metrics = Metrics(app.office)
    publisher = Publisher(lambda: app.number(signer), metrics.signed)
    rounds = Rounds(app.office, publisher.ring)
    api = api_of(app, ring=publisher.ring, settings=settings, metrics=metrics)
    server = uvicorn.Server(
        uvicorn.Config(
            api,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=settings.shutdown_seconds,
        )
    )
    with (
        socket.create_server((settings.host, settings.port), reuse_port=False) as listening,
        told_to_end(lambda: setattr(server, "should_exit", True)),
        running(publisher.run, publisher.stop),
        running(rounds.run, rounds.stop),
    ):
        tell(f"http://{settings.host}:{listening.getsockname()[1]}")
        log.info("serving", host=settings.host, port=listening.getsockname()[1])
        server.run(sockets=[listening])
    log.info("ended")


def api_of(
    app: App,
    *,
    ring: Callable[[], None],
    settings: ServiceSettings | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The API of an open service."""
    office, given = app.office, settings or ServiceSettings()
    return make_api(
        Wiring(
            office,
            app.vkey,
            app.taxonomy,
            metrics or Metrics(office),
            trust_file=app.trust_file,
            public_base_url=given.public_base_url,
            ring=ring,
            signed=Signed(lambda: read_log(office).head.size),
            max_body_bytes=given.max_body_bytes,
        )
    )


@contextmanager
def told_to_end(end: Callable[[], None]) -> Iterator[None]:
    """Ask a server to end when the process is told to, in place of ending at once: the log is signed after it.

    uvicorn takes these signals while it runs and raises them again when it has ended; then they come here.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    for number in before:
        signal.signal(number, lambda *_: end())
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


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


def start_logging(level: str) -> None:
    """One line of JSON for each thing that happened, on standard error; no personal data, no tracebacks.

    What libraries say may quote anything: only which one it was is told.

    Args:
        level: the least that is told, as settings name it.
    """
    logging.getLogger().handlers = [_OfLibraries(logging.WARNING)]
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(level),
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.WriteLoggerFactory(file=sys.stderr),
    )


class _OfLibraries(logging.Handler):
    """Tells that a library has something to say, not what."""

    def emit(self, record: logging.LogRecord) -> None:
        log.warning("library", name=record.name, said=record.levelname, line=record.lineno)
