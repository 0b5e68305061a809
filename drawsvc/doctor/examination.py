"""All checks of a service, in the order in which somebody would put things right."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from drawsvc import clock, config
from drawsvc.app import App
from drawsvc.config import Home
from drawsvc.doctor import log_and_keys, machine
from drawsvc.doctor.finding import Check, Facts, Finding, NotCheckedError, looked
from drawsvc.domain.errors import DrawError, InputError
from drawsvc.service_settings import ServiceSettings

OF_SERVICE = ("key", "data_key", "published", "clock", "calendar", "reach")


@dataclass(frozen=True)
class Asked:
    """What is to be looked at beyond this machine, and with which key.

    Args:
        passphrase: of the log key; "" leaves it closed.
        clock_from: address whose Date the clock is compared with; "" for none.
        reach: whether the public address and the mail server are called.
    """

    passphrase: str = ""
    clock_from: str = ""
    reach: bool = False


def examine(
    home: Home, open_app: Callable[[], AbstractContextManager[App]], asked: Asked
) -> Iterator[Finding]:
    """Look at everything; whatever is broken, the rest is still looked at.

    Args:
        home: of the service.
        open_app: opens it.
        asked: see there.
    """
    yield from looked([("settings", lambda: _check_settings(home))])
    settings = _settings(home)
    yield from looked(
        [
            ("disk", lambda: machine.check_disk(home.folder)),
            ("private", lambda: machine.check_private(home.folder)),
            ("address", lambda: machine.check_address(settings.public_url)),
            ("mail", lambda: machine.check_mail(settings, asked=asked.reach)),
            ("clock_outside", lambda: machine.check_clock_outside(asked.clock_from, clock.now)),
        ]
    )
    try:
        with open_app() as app:
            yield from looked(_of_service(app, settings, asked))
    except DrawError as error:
        yield Finding("database", "failed", error=error)
        for name in OF_SERVICE:
            yield Finding(name, "not_checked", reason="not_opened")


def _of_service(app: App, settings: ServiceSettings, asked: Asked) -> list[Check]:
    url = settings.public_url
    return [
        ("database", lambda: log_and_keys.check_database(app)),
        ("key", lambda: log_and_keys.check_key(app, asked.passphrase)),
        ("data_key", lambda: log_and_keys.check_data_key(app)),
        ("published", lambda: log_and_keys.check_kept(app)),
        ("clock", lambda: log_and_keys.check_clock(app)),
        ("calendar", lambda: log_and_keys.check_calendars(app)),
        ("reach", lambda: machine.check_reach(url, app.origin, asked=asked.reach)),
    ]


def _check_settings(home: Home) -> Facts:
    config.settings_to_serve(home)
    unknown = config.unknown_variables()
    if unknown:
        raise InputError("variables_unknown", got=", ".join(unknown))
    path = config.settings_file(home)
    if path is None:
        raise NotCheckedError("no_settings_file")
    return {"path": str(path)}


def _settings(home: Home) -> ServiceSettings:
    """Those in force; the defaults where they cannot be read, which is a finding of its own."""
    try:
        return config.settings_of(home)
    except DrawError:
        return ServiceSettings()
