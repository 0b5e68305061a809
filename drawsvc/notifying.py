"""By which channels experts are told something, as the settings say it."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from drawsvc.domain.errors import DrawError, InputError
from drawsvc.notify.targets import MAIL, PHONE, PORTS, STARTTLS, WEBHOOK, Hook, MailServer
from drawsvc.service_settings import DEFAULT, FORMS, ServiceSettings, wrong_form
from drawsvc.words import LANGUAGES

SWITCHES: Mapping[str, str] = MappingProxyType({"smtp_host": MAIL, "webhook_url": WEBHOOK})
"""The setting that switches each channel on."""

MIN_SECRET_BYTES, MAX_SECRET_BYTES = 24, 64  # Standard Webhooks 1
MAX_FILE_BYTES = 4096
MAX_PORT = 65535

_ADDRESS = re.compile(r"[^@\s<>\x00-\x1f]{1,64}@[^@\s<>\x00-\x1f]{1,255}")
_HOST = re.compile(r"[^\s/@\x00-\x1f]{1,255}")
_SECRET = re.compile(r"whsec_([A-Za-z0-9+/]+={0,2})", re.ASCII)


@dataclass(frozen=True)
class Notifying:
    """The channels that are switched on.

    Args:
        public_url: where personal links lead, without a slash at the end; "" only while nothing is switched on.
        lang: of what is written.
        mail, hook: None while they are not switched on.
    """

    public_url: str = ""
    lang: str = LANGUAGES[0]
    mail: MailServer | None = None
    hook: Hook | None = None


def channels(settings: ServiceSettings) -> tuple[str, ...]:
    """Names of the channels that are switched on; whether their settings are right is not looked at."""
    given = _Given(settings)
    return tuple(channel for switch, channel in SWITCHES.items() if given.text(switch))


def read_channels(settings: ServiceSettings) -> tuple[Notifying, list[DrawError]]:
    """What the settings say, as far as it can be used, and an error for each that is missing or malformed."""
    given = _Given(settings)
    if channels(settings) and settings.source("public_url") == DEFAULT:
        given.needed("public_url", FORMS["public_url"])  # where links lead
    found = Notifying(
        settings.public_url,
        given.one_of("notice_lang", LANGUAGES),
        _mail(given) if given.text("smtp_host") else None,
        _hook(given) if given.text("webhook_url") else None,
    )
    return found, given.faults


class _Given:
    """The settings, and what was found wrong with them so far.

    Args:
        settings: as they were read.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self.faults: list[DrawError] = []

    def text(self, name: str) -> str:
        """A value as it stands; "" if there is none."""
        return str(getattr(self._settings, name)).strip()

    def needed(self, name: str, form: str) -> str:
        """A value that has to be there; "" if it is not."""
        text = self.text(name)
        if not text:
            self.faults.append(InputError("setting_missing", name=name, expected=form))
        return text

    def refuse(self, name: str, form: str) -> None:
        """Note that a value does not have its form."""
        where = self._settings.spelt(name)
        self.faults.append(wrong_form(where, name, self.text(name), form))

    def matching(self, name: str, form: str, is_right: Callable[[str], object]) -> str:
        """A value of this form."""
        text = self.needed(name, form)
        if text and not is_right(text):
            self.refuse(name, form)
        return text

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of a few words; the first by default."""
        text = self.text(name) or allowed[0]
        if text not in allowed:
            self.refuse(name, " | ".join(allowed))
        return text

    def port(self, name: str, default: int) -> int:
        """The number of a port."""
        text = self.text(name) or str(default)
        port = int(text) if re.fullmatch("[0-9]{1,5}", text) else 0
        if not 1 <= port <= MAX_PORT:
            self.refuse(name, f"1–{MAX_PORT}")
        return port

    def line(self, name: str, form: str) -> str:
        """The first line of a file that is named; "" if it cannot be read."""
        named = self.needed(name, form)
        if not named:
            return ""
        try:
            with Path(named).open("rb") as file:
                return file.read(MAX_FILE_BYTES).decode("utf-8").partition("\n")[0].strip()
        except (OSError, ValueError):
            self.refuse(name, form)
            return ""


def _mail(given: _Given) -> MailServer:
    security = given.one_of("smtp_security", tuple(PORTS))
    user, ca_file = given.text("smtp_user"), given.text("smtp_ca_file")
    if ca_file:
        given.line("smtp_ca_file", "FILE")
    return MailServer(
        given.matching("smtp_host", "HOST", _HOST.fullmatch),
        given.port("smtp_port", PORTS.get(security, PORTS[STARTTLS])),
        security,
        given.matching("smtp_from", "NAME@DOMAIN", _ADDRESS.fullmatch),
        given.matching("smtp_to", f"{PHONE}@DOMAIN", _is_pattern),
        user,
        given.line("smtp_password_file", "FILE") if user else "",
        ca_file,
    )


def _hook(given: _Given) -> Hook:
    form = f"FILE: whsec_BASE64, {MIN_SECRET_BYTES}–{MAX_SECRET_BYTES} bytes"
    url = given.matching("webhook_url", "https://HOST/…", _is_url)
    text = given.line("webhook_secret_file", form)
    secret = _secret(text)
    if text and not secret:
        given.refuse("webhook_secret_file", form)
    return Hook(url, secret)


def _secret(text: str) -> bytes:
    """The bytes of a secret; b"" if it is none."""
    found = _SECRET.fullmatch(text)
    try:
        secret = b64decode(found[1], validate=True) if found else b""
    except ValueError:
        return b""
    return secret if MIN_SECRET_BYTES <= len(secret) <= MAX_SECRET_BYTES else b""


def _is_pattern(text: str) -> bool:
    return text.count(PHONE) == 1 and bool(_ADDRESS.fullmatch(text.replace(PHONE, "1")))


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    known = parts.scheme in ("http", "https") and parts.hostname and not parts.fragment
    return bool(known) and not re.search(r"[\s\x00-\x1f]", text)
