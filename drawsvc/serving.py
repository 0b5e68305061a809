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
from drawsvc.http.api import make_api
from drawsvc.http.waiting import Signed
from drawsvc.http.wiring import Shipped, Wiring
from drawsvc.log.keys import NamedKey
from drawsvc.notify.targets import MAIL, WEBHOOK
from drawsvc.notifying import Notifying
from drawsvc.rosters import read_upload
from drawsvc.usecases.notice import Send
from drawsvc.usecases.read_log import read_log
from drawsvc.verifier_copy import verifier_bytes
from drawsvc.words import words_of
from drawsvc.worker.notices import Notices
from drawsvc.worker.pinned import Fetch, Pinned
from drawsvc.worker.planned import Planned
from drawsvc.worker.publisher import Publisher
from drawsvc.worker.rounds import Rounds

SHUTDOWN_SECONDS = 10
LOOK_SECONDS = 1.0


class Loop(Protocol):
    """Something that runs until it is stopped."""

    def run(self) -> None:
        """Go on and on."""

    def stop(self) -> None:
        """End soon."""


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


def work_of(app: App, signer: NamedKey, settings: Notifying) -> Work:
    """Publisher, rounds, planned draws, what fetches beacon rounds, and a sender for each channel."""
    office, publisher = app.office, Publisher(lambda: app.number(signer))
    loops: list[Loop] = [
        Rounds(office, publisher.ring),
        Planned(office, publisher.ring, app.vkey),
        *(Pinned(office, publisher.ring, fetch) for fetch in fetchers()),
        *(Notices(office, name, send) for name, send in senders_of(settings).items()),
    ]
    return Work(publisher, loops)


def fetchers() -> list[Fetch]:
    """What fetches beacon rounds; nothing where no relay is named.

    Raises:
        BeaconError: `relay_url`, one of them is no address.
    """
    addresses = config.relays(())
    if not addresses:
        return []
    # Only who asks a relay needs HTTP and the library of the curve.
    from drawsvc.beacon.relays import Relays  # noqa: PLC0415

    relays = Relays(addresses)
    return [lambda chain, number: relays.fetch(chain, number).signature]


def senders_of(settings: Notifying) -> dict[str, Send]:
    """How messages are handed over, by the name of the channel."""
    # Only who sends something needs mail and HTTP.
    from drawsvc.notify.mail import Mailer  # noqa: PLC0415
    from drawsvc.notify.webhook import Webhook  # noqa: PLC0415

    words, base_url = words_of(settings.lang), settings.public_url
    found: dict[str, Send] = {}
    if settings.mail:
        found[MAIL] = Mailer(settings.mail, words, base_url).send
    if settings.hook:
        found[WEBHOOK] = Webhook(settings.hook, words, base_url).send
    return found


def serve(
    app: App, signer: NamedKey, place: Place, tell: Callable[[str], None], *, settings: Notifying
) -> None:
    """Serve until the process is told to end, then finish what was begun and sign the log.

    Args:
        app: the service, open.
        signer: the log's key.
        place: where to listen.
        tell: told the address as soon as calls are taken.
        settings: of the channels.

    Raises:
        OSError: it cannot listen there.
    """
    start_logging()
    work = work_of(app, signer, settings)
    api = api_of(app, ring=work.publisher.ring, public_base_url=place.public_base_url)
    config = uvicorn.Config(
        api,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )
    with (
        socket.create_server((place.host, place.port), reuse_port=False) as listening,
        work.going_on(),
    ):
        tell(f"http://{place.host}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])


def work(app: App, signer: NamedKey, tell: Callable[[], None], settings: Notifying) -> None:
    """Do what goes on by itself, without taking calls, until the process is told to end."""
    start_logging()
    ended = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with work_of(app, signer, settings).going_on():
        tell()
        while not ended.wait(LOOK_SECONDS):
            pass  # a wait without end would keep signals waiting on Windows


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
