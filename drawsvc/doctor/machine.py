"""The machine: its disk, its address, and what others say the time is."""

from __future__ import annotations

import ipaddress
import secrets
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from drawsvc.doctor.finding import Facts, NotCheckedError
from drawsvc.domain.errors import InputError, StateError
from drawsvc.domain.times import format_time
from drawsvc.durable import is_private, write_durably
from drawsvc.notify.mail import check_server
from drawsvc.notifying import read_channels
from drawsvc.service_settings import ServiceSettings

MIN_FREE_BYTES = 1024**3
"""Below this a large roster, its backup and a day of entries may not fit any more."""
MAX_OFF_SECONDS = 30
"""A beacon draw must be cosigned 120 s before its round; deadlines are told by the minute."""
SECONDS = 10
HEALTH = "/api/v1/health"


def check_disk(folder: Path) -> Facts:
    """A file can be put on the disk, and there is room.

    Raises:
        StateError: `home_not_writable`, `disk_low`.
    """
    probe = folder / f".probe-{secrets.token_hex(8)}"
    try:
        write_durably(probe, b"probe")
    except OSError:
        raise StateError("home_not_writable", path=str(folder)) from None
    finally:
        probe.unlink(missing_ok=True)
    free = shutil.disk_usage(folder).free
    if free < MIN_FREE_BYTES:
        raise StateError("disk_low", expected=_mib(MIN_FREE_BYTES), got=_mib(free))
    return {"free": _mib(free)}


def check_private(folder: Path) -> Facts:
    """Nobody else of this machine reads the files of the service.

    Raises:
        StateError: `home_open`.
    """
    if not is_private(folder):
        raise StateError("home_open", path=str(folder))
    return {"path": str(folder)}


def check_clock_outside(url: str, now: Callable[[], datetime]) -> Facts:
    """The clock agrees with the Date of a server, to the second or so.

    Raises:
        NotCheckedError: nobody asked for it.
        StateError: `clock_off`; `clock_source`, the server gave no date.
    """
    if not url:
        raise NotCheckedError("not_asked")
    try:
        with httpx.Client(timeout=SECONDS, trust_env=False) as client:
            there = parsedate_to_datetime(client.head(url).headers["Date"]).astimezone(UTC)
    except (httpx.HTTPError, httpx.InvalidURL, KeyError, ValueError, TypeError):
        raise StateError("clock_source", got=url) from None
    here = now()
    if abs(round((here - there).total_seconds())) > MAX_OFF_SECONDS:
        raise StateError("clock_off", expected=format_time(there), got=format_time(here))
    return {"time": format_time(there)}


def check_address(url: str) -> Facts:
    """The public address is one that a phone outside could open; its form was checked with the settings.

    Raises:
        NotCheckedError: none is set.
        InputError: `address_loopback`.
    """
    if not url:
        raise NotCheckedError("no_address")
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost") or _is_of_this_machine(host):
        raise InputError("address_loopback", got=url)
    return {"url": url}


def check_reach(url: str, origin: str, *, asked: bool) -> Facts:
    """This service answers at its public address, as seen from this machine.

    Raises:
        NotCheckedError: nobody asked for it, or no address is set.
        StateError: `address_unreachable`, `address_of_another`.
    """
    if not asked or not url:
        raise NotCheckedError("not_asked" if not asked else "no_address")
    try:
        with httpx.Client(timeout=SECONDS, follow_redirects=True) as client:
            answer = client.get(url + HEALTH)
        found = answer.json() if answer.status_code == HTTPStatus.OK else {}
    except (httpx.HTTPError, ValueError):
        raise StateError("address_unreachable", got=url) from None
    if not isinstance(found, dict) or found.get("origin") != origin:
        raise StateError("address_of_another", got=url, expected=origin)
    return {"url": url}


def check_mail(settings: ServiceSettings, *, asked: bool) -> Facts:
    """The mail server lets us in; nothing is sent.

    Raises:
        NotCheckedError: none is set, nobody asked for it, or its settings, a finding of their own, cannot be used.
        DeliveryError: `mail_unreachable`, `mail_deferred`, `mail_sign_in`, `mail_security`.
    """
    if not settings.smtp_host:
        raise NotCheckedError("no_mail")
    if not asked:
        raise NotCheckedError("not_asked")
    found, faults = read_channels(settings)
    if faults or found.mail is None:
        raise NotCheckedError("wrong_settings")
    check_server(found.mail)
    return {"server": f"{found.mail.host}:{found.mail.port}"}


def _is_of_this_machine(host: str) -> bool:
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return False
    return found.is_loopback or found.is_unspecified or found.is_link_local


def _mib(size: int) -> str:
    return f"{size // 1024**2} MiB"
