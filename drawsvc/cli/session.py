"""Opening a service for a command: to read, or to change something and have it numbered and signed."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from drawsvc import app as service
from drawsvc import config
from drawsvc.app import App
from drawsvc.cli.at_home import AtHome
from drawsvc.cli.operations import Operations
from drawsvc.cli.settings import Settings
from drawsvc.config import Home
from drawsvc.domain.errors import InputError


@contextmanager
def reading(settings: Settings) -> Iterator[Operations]:
    """A service to read, in the home folder or wherever it runs."""
    url = config.server_of(settings.server, settings.home)
    if url:
        with _called(settings, url) as found:
            yield found
    else:
        with at_home(settings) as app:
            yield AtHome(app, settings)


@contextmanager
def changing(settings: Settings) -> Iterator[Operations]:
    """A service to change something. One that runs signs by itself; else see `changing_home`."""
    url = config.server_of(settings.server, settings.home)
    if url:
        with _called(settings, url) as found:
            yield found
    else:
        with changing_home(settings) as home:
            yield home


@contextmanager
def _called(settings: Settings, url: str) -> Iterator[Operations]:
    """A service that runs elsewhere.

    Raises:
        InputError: `usage_server_clock`, it has a clock of its own; `key_file`.
    """
    # Only this needs an HTTP client, which takes a while to load.
    from drawsvc.cli.at_server import AtServer  # noqa: PLC0415
    from drawsvc.cli.calling import Calling  # noqa: PLC0415

    if settings.at:
        raise InputError("usage_server_clock")
    with Calling(url, settings) as client:
        yield AtServer(client)


def home_of(settings: Settings) -> Home:
    """The home folder, for what is done there and nowhere else.

    Raises:
        InputError: `home_only`, a service that runs elsewhere was named.
    """
    url = config.server_of(settings.server, settings.home)
    if url:
        raise InputError("home_only", got=url)
    return config.home_of(settings.home)


@contextmanager
def at_home(settings: Settings) -> Iterator[App]:
    """Open the service of the home folder."""
    with service.opened(home_of(settings), settings.at) as app:
        yield app


@contextmanager
def changing_home(settings: Settings) -> Iterator[AtHome]:
    """Open the home folder to change something, with the log key ready before anything is changed.

    The passphrase is asked for. After the change the log is numbered and signed, so that everything written has a
    proof. If anything fails once something is committed, the error says that it is kept.
    """
    with at_home(settings) as app:
        passphrase = ask_passphrase(settings)
        signer = app.unlock(passphrase)
        try:
            yield AtHome(app, settings, passphrase)
        finally:
            if app.store.has_changed:
                settings.closing = "unsigned"
        app.number(signer)
        settings.closing = "kept"


def ask_passphrase(settings: Settings, *, new: bool = False) -> str:
    """The passphrase of the log key; a new one is asked for twice."""

    def ask() -> str:
        return ask_twice(settings) if new else getpass.getpass(settings.words("ask.passphrase"))

    return config.passphrase(settings.passphrase_file, ask, new=new)


def ask_twice(settings: Settings, prompt: str = "ask.passphrase") -> str:
    """A new secret as it is typed, the same twice.

    Raises:
        InputError: `passphrases_differ`.
    """
    typed = getpass.getpass(settings.words(prompt))
    if typed != getpass.getpass(settings.words("ask.passphrase_again")):
        raise InputError("passphrases_differ")
    return typed
