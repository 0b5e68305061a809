"""By which channels experts are told something, as the environment says it; all faults are reported at once."""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

from drawsvc.config import environment
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


def channels(environ: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """Names of the channels that are switched on; whether their settings are right is not looked at."""
    given = environment() if environ is None else environ
    return tuple(channel for switch, channel in SWITCHES.items() if given.get(switch, "").strip())


def notifying(environ: Mapping[str, str] | None = None, public_url: str = "") -> Notifying:
    """What the settings say.

    Args:
        environ: the variables; None for those of the process.
        public_url: has precedence over its variable.

    Raises:
        InputError: `settings_wrong`; `faults` names every setting that is missing or malformed, and its form.
    """
    given = environment() if environ is None else environ
    faults: list[str] = []
    url = public_url or _url(given, PUBLIC_URL, faults, needed=bool(channels(given)))
    found = Notifying(
        url.rstrip("/"),
        _one_of(given, LANG, LANGUAGES, faults),
        _mail(given, faults) if given.get(SMTP_HOST, "").strip() else None,
        _hook(given, faults) if given.get(WEBHOOK_URL, "").strip() else None,
    )
    if faults:
        raise InputError("settings_wrong", faults=faults)
    return found


def _mail(given: Mapping[str, str], faults: list[str]) -> MailServer:
    security = _one_of(given, SMTP_SECURITY, tuple(PORTS), faults)
    user = given.get(SMTP_USER, "").strip()
    return MailServer(
        _text(given, SMTP_HOST, "HOST", _HOST.fullmatch, faults),
        _port(given, PORTS.get(security, PORTS[STARTTLS]), faults),
        security,
        _text(given, SMTP_FROM, "NAME@DOMAIN", _ADDRESS.fullmatch, faults),
        _text(given, SMTP_TO, f"{PHONE}@DOMAIN", _is_pattern, faults),
        user,
        _file(given, SMTP_PASSWORD_FILE, "FILE", faults).partition("\n")[0] if user else "",
        given.get(SMTP_CA_FILE, "").strip(),
    )


def _hook(given: Mapping[str, str], faults: list[str]) -> Hook:
    url = _url(given, WEBHOOK_URL, faults, needed=True)
    form = f"FILE, whsec_BASE64, {MIN_SECRET_BYTES}–{MAX_SECRET_BYTES} bytes"
    text = _file(given, WEBHOOK_SECRET_FILE, form, faults).partition("\n")[0].strip()
    secret = _secret(text)
    if text and not secret:
        faults.append(f"{WEBHOOK_SECRET_FILE}: {form}")
    return Hook(url, secret)


def _secret(text: str) -> bytes:
    """The bytes of a secret; b"" if it is none."""
    found = _SECRET.fullmatch(text)
    try:
        secret = b64decode(found[1], validate=True) if found else b""
    except ValueError:
        return b""
    return secret if MIN_SECRET_BYTES <= len(secret) <= MAX_SECRET_BYTES else b""


def _text(
    given: Mapping[str, str],
    name: str,
    form: str,
    is_right: Callable[[str], object],
    faults: list[str],
) -> str:
    text = given.get(name, "").strip()
    if not is_right(text):
        faults.append(f"{name}: {form}")
    return text


def _is_pattern(text: str) -> bool:
    return text.count(PHONE) == 1 and bool(_ADDRESS.fullmatch(text.replace(PHONE, "1")))


def _one_of(
    given: Mapping[str, str], name: str, allowed: tuple[str, ...], faults: list[str]
) -> str:
    """One of a few words; the first by default."""
    text = given.get(name, "").strip() or allowed[0]
    if text not in allowed:
        faults.append(f"{name}: {' | '.join(allowed)}")
    return text


def _port(given: Mapping[str, str], default: int, faults: list[str]) -> int:
    text = given.get(SMTP_PORT, "").strip() or str(default)
    port = int(text) if re.fullmatch("[0-9]{1,5}", text) else 0
    if not 1 <= port <= MAX_PORT:
        faults.append(f"{SMTP_PORT}: 1–{MAX_PORT}")
    return port


def _url(given: Mapping[str, str], name: str, faults: list[str], *, needed: bool) -> str:
    text = given.get(name, "").strip()
    if text or needed:
        parts = urlsplit(text)
        known = parts.scheme in ("http", "https") and parts.netloc and not parts.fragment
        if not known or re.search(r"[\s\x00-\x1f]", text):
            faults.append(f"{name}: https://HOST/…")
    return text


def _file(given: Mapping[str, str], name: str, form: str, faults: list[str]) -> str:
    """The text of a file that a setting names."""
    path = given.get(name, "").strip()
    try:
        with Path(path).open("rb") as file:
            return file.read(MAX_FILE_BYTES).decode("utf-8")
    except (OSError, ValueError):
        faults.append(f"{name}: {form}")
        return ""
