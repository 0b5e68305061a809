"""Opening the service for a command: to read, or to change something and have it numbered and signed."""

from __future__ import annotations

import getpass
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from drawsvc import app as service
from drawsvc import config
from drawsvc.app import App
from drawsvc.cli.settings import Settings
from drawsvc.domain.errors import InputError


@contextmanager
def reading(settings: Settings) -> Iterator[App]:
    """Open the service to read."""
    with service.opened(config.home_of(settings.home), settings.at) as app:
        yield app


@contextmanager
def changing(settings: Settings, passphrase: str = "") -> Iterator[App]:
    """Open the service to change something, with the log key ready before anything is changed.

    The passphrase is asked for, unless the command needed it before. After the change the log is numbered and signed,
    so that everything written has a proof. If anything fails once something is committed, the error says that it is
    kept.
    """
    with reading(settings) as app:
        signer = app.unlock(passphrase or ask_passphrase(settings))
        try:
            yield app
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


def ask_twice(settings: Settings) -> str:
    """A new secret as it is typed, the same twice.

    Raises:
        InputError: `passphrases_differ`.
    """
    typed = getpass.getpass(settings.words("ask.passphrase"))
    if typed != getpass.getpass(settings.words("ask.passphrase_again")):
        raise InputError("passphrases_differ")
    return typed


def now(app: App) -> datetime:
    """What the service's clock shows."""
    return app.office.clock()
