"""The service as a process: the API, and beside it in threads what goes on by itself."""

from __future__ import annotations

import logging
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from threading import Event, Thread
from typing import Protocol

import structlog
import uvicorn
from fastapi import FastAPI

from drawsvc import config
from drawsvc.app import App
from drawsvc.domain.errors import StateError
from drawsvc.durable import system_code
from drawsvc.http.api import make_api
from drawsvc.http.limits import LimitHead
from drawsvc.http.metrics import Metrics
from drawsvc.http.waiting import Signed
from drawsvc.http.watching import Watching
from drawsvc.http.wiring import Shipped, Wiring
from drawsvc.log.keys import NamedKey
from drawsvc.notify.targets import MAIL, WEBHOOK
from drawsvc.notifying import Notifying
from drawsvc.rosters import read_upload
from drawsvc.service_settings import ServiceSettings
from drawsvc.usecases.follow_log import follow_log
from drawsvc.usecases.notice import Send
from drawsvc.usecases.read_log import read_log
from drawsvc.verifier_copy import verifier_bytes
from drawsvc.words import words_of
from drawsvc.worker.notices import Notices
from drawsvc.worker.pinned import Fetch, Pinned
from drawsvc.worker.planned import Planned
from drawsvc.worker.publisher import Publisher
from drawsvc.worker.rounds import Rounds

LOOK_SECONDS = 1.0

log = structlog.get_logger("drawsvc.serving")


class Loop(Protocol):
    """Something that runs until it is stopped."""

    def run(self) -> None:
        """Go on and on."""

    def stop(self) -> None:
        """End soon."""


@dataclass(frozen=True)
class Process:
    """What a process is made of.

    Args:
        app: the service, open.
        signer: the log's key.
        settings: where to listen, among others.
        told: settings of the channels.
    """

    app: App
    signer: NamedKey
    settings: ServiceSettings
    told: Notifying


@dataclass(frozen=True)
class Work:
    """What goes on by itself beside the calls.

    Args:
        publisher: signs the log.
        loops: all of it: what runs in a thread of its own, and what ends it.
    """

    publisher: Publisher
    loops: Sequence[Loop]

    @contextmanager
    def going_on(self) -> Iterator[None]:
        """Everything runs meanwhile. The publisher ends last, so that it signs what the others have written."""
        with ExitStack() as stack:
            for loop in (self.publisher, *self.loops):
                stack.enter_context(running(loop.run, loop.stop))
            yield


def work_of(process: Process, metrics: Metrics) -> Work:
    """Publisher, rounds, planned draws, what fetches beacon rounds, and a sender for each channel."""
    app, office = process.app, process.app.office
    publisher = Publisher(lambda: app.number(process.signer), metrics.signed)
    loops: list[Loop] = [
        Rounds(office, publisher.ring),
        Planned(office, publisher.ring, app.vkey),
        *(Pinned(office, publisher.ring, fetch) for fetch in fetchers(process.settings.relays)),
        *(Notices(office, name, send) for name, send in senders_of(process.told).items()),
    ]
    return Work(publisher, loops)


def fetchers(addresses: Sequence[str]) -> list[Fetch]:
    """What fetches beacon rounds; nothing where no relay is named.

    Raises:
        BeaconError: `relay_url`, one of them is no address.
    """
    if not addresses:
        return []
    # Only who asks a relay needs HTTP and the library of the curve.
    from drawsvc.beacon.relays import Relays  # noqa: PLC0415

    relays = Relays(addresses)
    return [lambda chain, number: relays.fetch(chain, number).signature]


def senders_of(settings: Notifying) -> dict[str, Send]:
    """How messages are handed over, by the name of the channel."""
    words, base_url = words_of(settings.lang), settings.public_url
    found: dict[str, Send] = {}
    # Only who sends something so needs mail or HTTP.
    if settings.mail:
        from drawsvc.notify.mail import Mailer  # noqa: PLC0415

        found[MAIL] = Mailer(settings.mail, words, base_url).send
    if settings.hook:
        from drawsvc.notify.webhook import Webhook  # noqa: PLC0415

        found[WEBHOOK] = Webhook(settings.hook, words, base_url).send
    return found


def serve(process: Process, tell: Callable[[str], None]) -> None:
    """Serve until the process is told to end, then finish what was begun and sign the log.

    Args:
        process: what it is made of.
        tell: told the address as soon as calls are taken.

    Raises:
        StateError: `system_address`, it cannot listen there.
    """
    settings, app = process.settings, process.app
    start_logging(settings.log_level)
    metrics = Metrics(app.office)
    work = work_of(process, metrics)
    api = api_of(app, ring=work.publisher.ring, settings=settings, metrics=metrics)
    server = http_server(api, settings.shutdown_seconds)
    with (
        listening_at(settings.host, settings.port) as listening,
        told_to_end(lambda: setattr(server, "should_exit", True)),
        work.going_on(),
    ):
        tell(f"http://{settings.host}:{listening.getsockname()[1]}")
        log.info("serving", host=settings.host, port=listening.getsockname()[1])
        server.run(sockets=[listening])
    log.info("ended")


def http_server(api: FastAPI, shutdown_seconds: int) -> Server:
    """What speaks HTTP for an API; calls that are under way have so long to end."""
    return Server(
        uvicorn.Config(
            api,
            http=LimitHead,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=shutdown_seconds,
        ),
        api.state.wiring.watching.end,
    )


class Server(uvicorn.Server):
    """A server that lets go of those who watch before it waits for its connections to end.

    Args:
        config: its settings.
        let_go: of them.
    """

    def __init__(self, config: uvicorn.Config, let_go: Callable[[], None]) -> None:
        super().__init__(config)
        self._let_go = let_go

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End; takes no more calls."""
        self._let_go()
        await super().shutdown(sockets)


def listening_at(host: str, port: int) -> socket.socket:
    """A socket that listens, and says that it speaks TCP.

    On others asyncio leaves Nagle's algorithm on, and an answer of two packets takes 40 ms longer.

    Raises:
        StateError: `system_address`, it cannot listen there.
    """
    try:
        made = socket.create_server((host, port), reuse_port=False)
    except OSError as error:
        raise StateError("system_address", host=host, port=port, got=system_code(error)) from None
    return socket.socket(fileno=made.detach())  # asks the system what it is


def work(process: Process, tell: Callable[[], None]) -> None:
    """Do what goes on by itself, without taking calls, until the process is told to end."""
    start_logging(process.settings.log_level)
    ended = Event()
    loops = work_of(process, Metrics(process.app.office))
    with told_to_end(ended.set), loops.going_on():
        tell()
        while not ended.wait(LOOK_SECONDS):
            pass  # a wait without end would keep signals waiting on Windows
    log.info("ended")


def api_of(
    app: App,
    *,
    ring: Callable[[], None],
    settings: ServiceSettings | None = None,
    metrics: Metrics | None = None,
) -> FastAPI:
    """The API of an open service."""
    office, given, told = app.office, settings or ServiceSettings(), metrics or Metrics(app.office)
    watching = Watching(partial(follow_log, office), given.max_watchers)
    told.watch(lambda: watching.count)
    return make_api(
        Wiring(
            office,
            app.vkey,
            app.taxonomy,
            partial(read_upload, app),
            app.keep_regulation,
            Shipped(_regulations, _calendar, verifier_bytes),
            told,
            watching,
            trust_file=app.trust_file,
            public_base_url=given.public_url,
            ring=ring,
            signed=Signed(lambda: read_log(office).head.size),
            max_body_bytes=given.max_body_bytes,
        )
    )


def _regulations() -> dict[str, bytes]:
    return {name: path.read_bytes() for name, path in config.shipped_regulations().items()}


def _calendar() -> tuple[str, bytes]:
    path = config.shipped_calendar()
    return path.stem, path.read_bytes()


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
