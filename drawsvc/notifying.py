"""By which channels experts are told something, as the settings say it; all faults are reported at once."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from drawsvc.domain.errors import InputError
from drawsvc.notify.targets import MAIL, PHONE, PORTS, STARTTLS, WEBHOOK, Hook, MailServer
from drawsvc.words import LANGUAGES

PUBLIC_URL = "DRAWSVC_PUBLIC_URL"
LANG = "DRAWSVC_NOTICE_LANG"
SMTP_HOST = "DRAWSVC_SMTP_HOST"
SMTP_PORT = "DRAWSVC_SMTP_PORT"
SMTP_SECURITY = "DRAWSVC_SMTP_SECURITY"
SMTP_FROM = "DRAWSVC_SMTP_FROM"
SMTP_TO = "DRAWSVC_SMTP_TO"
SMTP_USER = "DRAWSVC_SMTP_USER"
SMTP_PASSWORD_FILE = "DRAWSVC_SMTP_PASSWORD_FILE"  # noqa: S105 - names a variable that names a file
SMTP_CA_FILE = "DRAWSVC_SMTP_CA_FILE"
WEBHOOK_URL = "DRAWSVC_WEBHOOK_URL"
WEBHOOK_SECRET_FILE = "DRAWSVC_WEBHOOK_SECRET_FILE"  # noqa: S105 - as above

SWITCHES: Mapping[str, str] = MappingProxyType({SMTP_HOST: MAIL, WEBHOOK_URL: WEBHOOK})
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


def channels(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Names of the channels that are switched on; whether their settings are right is not looked at."""
    return tuple(channel for switch, channel in SWITCHES.items() if environ.get(switch, "").strip())


def notifying(environ: Mapping[str, str], public_url: str = "") -> Notifying:
    """What the settings say.

    Args:
        environ: settings under the names of their variables.
        public_url: has precedence over its variable.

    Raises:
        InputError: `settings_wrong`; `faults` names every setting that is missing or malformed, and its form.
    """
    given = _Given(environ)
    needs_links = bool(channels(given.environ))
    url = public_url or given.url(PUBLIC_URL, needed=needs_links)
    found = Notifying(
        url.rstrip("/"),
        given.one_of(LANG, LANGUAGES),
        _mail(given) if given.text(SMTP_HOST) else None,
        _hook(given) if given.text(WEBHOOK_URL) else None,
    )
    if given.faults:
        raise InputError("settings_wrong", faults=given.faults)
    return found


class _Given:
    """The variables, and what was found wrong with them so far: name and form of each.

    Args:
        environ: the variables.
    """

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.faults: list[str] = []

    def text(self, name: str) -> str:
        """A value as it stands; "" if there is none."""
        return self.environ.get(name, "").strip()

    def refuse(self, name: str, form: str) -> None:
        """Note that a value does not have its form."""
        self.faults.append(f"{name}: {form}")

    def matching(self, name: str, form: str, is_right: Callable[[str], object]) -> str:
        """A value of this form."""
        text = self.text(name)
        if not is_right(text):
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

    def url(self, name: str, *, needed: bool) -> str:
        """An address of the web."""
        text = self.text(name)
        if (text or needed) and not _is_url(text):
            self.refuse(name, "https://HOST/…")
        return text

    def line(self, name: str, form: str) -> str:
        """The first line of a file that is named; "" if it cannot be read."""
        try:
            with Path(self.text(name)).open("rb") as file:
                return file.read(MAX_FILE_BYTES).decode("utf-8").partition("\n")[0].strip()
        except (OSError, ValueError):
            self.refuse(name, form)
            return ""


def _mail(given: _Given) -> MailServer:
    security = given.one_of(SMTP_SECURITY, tuple(PORTS))
    user, ca_file = given.text(SMTP_USER), given.text(SMTP_CA_FILE)
    if ca_file:
        given.line(SMTP_CA_FILE, "FILE")
    return MailServer(
        given.matching(SMTP_HOST, "HOST", _HOST.fullmatch),
        given.port(SMTP_PORT, PORTS.get(security, PORTS[STARTTLS])),
        security,
        given.matching(SMTP_FROM, "NAME@DOMAIN", _ADDRESS.fullmatch),
        given.matching(SMTP_TO, f"{PHONE}@DOMAIN", _is_pattern),
        user,
        given.line(SMTP_PASSWORD_FILE, "FILE") if user else "",
        ca_file,
    )


def _hook(given: _Given) -> Hook:
    form = f"FILE: whsec_BASE64, {MIN_SECRET_BYTES}–{MAX_SECRET_BYTES} bytes"
    url = given.url(WEBHOOK_URL, needed=True)
    text = given.line(WEBHOOK_SECRET_FILE, form)
    secret = _secret(text)
    if text and not secret:
        given.refuse(WEBHOOK_SECRET_FILE, form)
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
