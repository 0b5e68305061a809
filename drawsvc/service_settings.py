"""What the service is told about itself: one TOML file, and the environment, which has precedence.

Here settings are read from values that are handed in; `drawsvc.config` opens the file and reads the environment.
Every fault is reported at once. Nothing that may be a secret is shown: see `shown`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from drawsvc.domain.errors import DrawError, InputError, SettingsError
from drawsvc.usecases import pool_settings
from drawsvc.usecases.pool_settings import PoolSettings

PREFIX = "DRAWSVC_"
DEFAULT, FILE, ENVIRONMENT, COMMAND = "default", "file", "environment", "command"
MIB = 1024 * 1024
LOG_LEVELS = ("debug", "info", "warning", "error")
MASK = "•••"
FORMS: Mapping[str, str] = MappingProxyType(
    {
        "data_key": "64 × 0-9a-f",
        "log_level": ", ".join(LOG_LEVELS),
        "max_body_bytes": f"{MIB} - {1024 * MIB}",
        "max_watchers": "0 - 100000",
        "port": "0 - 65535",
        "public_url": "https://draws.example.org",
        "relays": '["https://relay.example.org"]',
        "shutdown_seconds": "1 - 600",
    }
)
"""What a value looks like, where the name alone does not say it."""
ANY_FORM = '"…"'

KEY_SOURCES = ("data_key", "data_key_file", "data_key_command")
_ONLY_ENVIRONMENT = frozenset({"data_key", "passphrase_file"})
"""A key does not stand in a file that people copy about; and the passphrase is that of whoever runs a command, who
need not be the office."""
_SECRET = frozenset({"data_key", "data_key_command", "webhook_url"})
_PASSWORD = re.compile(r"(?<=://)([^/@:]*):[^/@]*@|(?<=[?&]password=)[^&]*")


@dataclass(frozen=True)
class ServiceSettings:
    """The settings in force.

    Args:
        host: address to listen on.
        port: 0 for any that is free.
        public_url: what paper and QR codes carry, without a slash at its end; "" for none.
        database: URL of the database; "" for the one that `init` made or noted in the home folder.
        relays: base addresses of beacon relays, in the order they are asked.
        data_key: the keys of personal data themselves, one a line.
        data_key_file: a file that holds them.
        data_key_command: a command that prints them. At most one of the three; none for `data.key` of the home folder.
        passphrase_file: a file whose first line opens the log key.
        log_level: the least that is logged.
        max_body_bytes: of a call.
        max_watchers: how many may watch draws at a time, in each process.
        shutdown_seconds: how long calls that have begun may go on when the process is told to end.
        notice_lang, smtp_host … webhook_secret_file: how experts are told something, as `drawsvc.notifying` reads it.
        pools: what is set for pools, by id; only in the file, a table for each: `[pools.ID]`.
        sources: where each setting comes from: `default`, `file`, `environment` or `command`, the command line.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    database: str = field(default="", repr=False)
    relays: tuple[str, ...] = ()
    data_key: str = field(default="", repr=False)
    data_key_file: str = ""
    data_key_command: str = field(default="", repr=False)
    passphrase_file: str = ""
    log_level: str = "info"
    max_body_bytes: int = 64 * MIB
    max_watchers: int = 500
    shutdown_seconds: int = 10
    notice_lang: str = ""
    smtp_host: str = ""
    smtp_port: str = ""
    smtp_security: str = ""
    smtp_from: str = ""
    smtp_to: str = ""
    smtp_user: str = ""
    smtp_password_file: str = ""
    smtp_ca_file: str = ""
    webhook_url: str = field(default="", repr=False)
    webhook_secret_file: str = ""
    pools: Mapping[str, PoolSettings] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict, repr=False)

    def spelt(self, name: str) -> str:
        """A setting as whoever made it knows it: by its variable, or by its name in the file."""
        return _spelt(self.source(name), name)

    def source(self, name: str) -> str:
        """Where a setting comes from."""
        return self.sources.get(name, DEFAULT)

    def shown(self, name: str) -> str:
        """The value of a setting for people, without what is secret in it."""
        value = getattr(self, name)
        if name in _SECRET:
            return MASK if value else ""
        if isinstance(value, tuple):
            return ", ".join(masked(part) for part in value)
        return masked(str(value))


def names() -> list[str]:
    """Every setting of the service itself, in the order of its description."""
    return [of.name for of in fields(ServiceSettings) if of.name not in {"pools", "sources"}]


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def parse_settings(
    data: bytes | None, environ: Mapping[str, str], typed: Mapping[str, Any] = MappingProxyType({})
) -> ServiceSettings:
    """Read the settings.

    Args:
        data: of the settings file; None if there is none.
        environ: variables; an empty one is as good as none.
        typed: what the command line says, which has precedence; None for what it does not say.

    Raises:
        SettingsError: `settings_faulty`, fact `failures`: an error for each fault of any of them.
    """
    found, faults = read_settings(data, environ, typed)
    check_faultless(faults)
    return found


def read_settings(
    data: bytes | None, environ: Mapping[str, str], typed: Mapping[str, Any] = MappingProxyType({})
) -> tuple[ServiceSettings, list[DrawError]]:
    """The settings that can be used, and an error for each fault.

    Args:
        data: of the settings file; None if there is none.
        environ: variables; an empty one is as good as none.
        typed: what the command line says, which has precedence; None for what it does not say.
    """
    faults: list[DrawError] = []
    table = _table(data, faults)
    pools = _pools(table.pop("pools", {}), faults)
    given = [*_of_file(table, faults), *_of_environment(environ)]
    given += [(COMMAND, name, value) for name, value in typed.items() if value is not None]
    values = _values(given, faults)
    faults += _too_many_keys(values)
    sources = {name: source for source, name, _ in given}
    return ServiceSettings(**values, pools=pools, sources=MappingProxyType(sources)), faults


def check_faultless(faults: Sequence[DrawError]) -> None:
    """Refuse settings of which some cannot be used.

    Raises:
        SettingsError: `settings_faulty`, fact `failures`: these faults.
    """
    if faults:
        raise SettingsError("settings_faulty", got=len(faults), failures=list(faults))


def _values(given: Iterable[tuple[str, str, Any]], faults: list[DrawError]) -> dict[str, Any]:
    """Values by name, of (source, name, what is said) the last; what is wrong with them is added to the faults."""
    values: dict[str, Any] = {}
    for source, name, said in given:
        try:
            values[name] = _READ[name](said)
        except (ValueError, TypeError):
            faults.append(wrong_form(_spelt(source, name), name, said, FORMS.get(name, ANY_FORM)))
    return values


def _table(data: bytes | None, faults: list[DrawError]) -> dict[str, Any]:
    try:
        return tomllib.loads(data.decode("utf-8")) if data else {}
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        faults.append(InputError("settings_toml", reason=str(error)))
        return {}


def _pools(tables: Any, faults: list[DrawError]) -> Mapping[str, PoolSettings]:
    """Settings by pool; what is wrong with them is added to the faults."""
    if not isinstance(tables, dict) or not all(isinstance(of, dict) for of in tables.values()):
        faults.append(InputError("setting_form", name="pools", got="pools", expected="[pools.ID]"))
        return {}
    for pool, table in tables.items():
        faults += _pool_faults(pool, table)
    return {} if faults else {pool: PoolSettings(**table) for pool, table in tables.items()}


def _pool_faults(pool: str, table: Mapping[str, Any]) -> Iterator[DrawError]:
    forms = pool_settings.FORMS
    for name, value in table.items():
        where = f"pools.{pool}.{name}"
        if name not in forms:
            yield InputError("setting_unknown", got=where, expected=", ".join(forms))
        elif not pool_settings.is_fit(name, value):
            got, form = str(value), forms[name]
            yield InputError("setting_form", name=where, got=got, expected=form)


def _of_file(table: Mapping[str, Any], faults: list[DrawError]) -> Iterator[tuple[str, str, Any]]:
    known = [name for name in names() if name not in _ONLY_ENVIRONMENT]
    for name, value in table.items():
        if name in known:
            yield FILE, name, value
        else:
            faults.append(InputError("setting_unknown", got=name, expected=", ".join(known)))


def _of_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, str, Any]]:
    for name in names():
        text = environ.get(variable(name), "")
        if text:
            yield ENVIRONMENT, name, _typed(name, text)


def _typed(name: str, text: str) -> Any:
    """The text of a variable as the type that the file would have; what is no number stays text, and is refused."""
    if isinstance(getattr(ServiceSettings, name, ()), int):
        return int(text) if text.isascii() and text.isdecimal() else text
    return text.replace(",", " ").split() if name == "relays" else text


def wrong_form(where: str, name: str, given: object, form: str) -> InputError:
    """The fault of a value that does not have its form; one that may be secret is not shown.

    Args:
        where: the setting as whoever made it knows it.
        name: its name.
        given: its value.
        form: what it should look like.
    """
    secret = name in _SECRET or name == "database"
    return InputError(
        "setting_form", name=where, got=MASK if secret else masked(str(given)), expected=form
    )


def _spelt(source: str, name: str) -> str:
    return {ENVIRONMENT: variable(name), COMMAND: "--" + name.replace("_", "-")}.get(source, name)


def _too_many_keys(values: Mapping[str, Any]) -> list[DrawError]:
    found = [variable(name) for name in KEY_SOURCES if values.get(name)]
    return [InputError("data_key_sources", got=", ".join(found))] if len(found) > 1 else []


def masked(text: str) -> str:
    """A text without the password of a URL."""
    return _PASSWORD.sub(
        lambda found: f"{found[1]}:{MASK}@" if found[1] is not None else MASK, text
    )


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    return value


def _port(value: Any) -> str:
    """A port as text: whoever uses it looks at it with the rest of the channel."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else _text(value)


def _number(least: int, most: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int):
            raise TypeError
        if not least <= value <= most:
            raise ValueError
        return value

    return read


def _one_of(*allowed: str) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError
        return str(value)

    return read


def address(value: Any) -> str:
    """An address people type or scan: scheme and host, perhaps port and path, nothing behind.

    Raises:
        ValueError, TypeError: it is none.
    """
    text = _text(value).rstrip("/")
    parts = urlsplit(text)
    sound = parts.scheme in {"http", "https"} and parts.hostname and text.isascii()
    if text and (not sound or parts.query or parts.fragment or "@" in parts.netloc or " " in text):
        raise ValueError
    _ = parts.port  # raises ValueError for one that is none
    return text


def _addresses(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError
    return tuple(address(part) for part in value)


_READ: Mapping[str, Callable[[Any], Any]] = MappingProxyType(
    {
        **dict.fromkeys(names(), _text),
        "log_level": _one_of(*LOG_LEVELS),
        "max_body_bytes": _number(MIB, 1024 * MIB),
        "max_watchers": _number(0, 100_000),
        "port": _number(0, 65535),
        "public_url": address,
        "relays": _addresses,
        "shutdown_seconds": _number(1, 600),
        "smtp_port": _port,
    }
)
