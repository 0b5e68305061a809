"""Where the service keeps its files, and where it is told its settings. Only this module reads the environment."""

from __future__ import annotations

import locale
import os
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from drawsvc.domain.errors import InputError
from drawsvc.notifying import Notifying, read_channels
from drawsvc.service_settings import (
    KEY_SOURCES,
    PREFIX,
    ServiceSettings,
    address,
    check_faultless,
    masked,
    names,
    parse_settings,
    read_settings,
    variable,
)

HOME = "DRAWSVC_HOME"
CONFIG = "DRAWSVC_CONFIG"
DEBUG = "DRAWSVC_DEBUG"
SERVER = "DRAWSVC_SERVER"
KEY_FILE = "DRAWSVC_KEY_FILE"
PASSPHRASE_FILE = variable("passphrase_file")
DATA_KEY, DATA_KEY_FILE, DATA_KEY_COMMAND = map(variable, KEY_SOURCES)
DEFAULT_HOME = "drawsvc-home"
MAX_PASSPHRASE_BYTES = 4096
MAX_SETTINGS_BYTES = 65536
MIN_PASSPHRASE = 12
"""Characters of the passphrase of a new key."""

_KEY = re.compile("[!-~]+")
_PACKAGE = Path(__file__).parent

AskPassphrase = Callable[[], str]
"""Asks whoever sits at the terminal; never echoes."""


@dataclass(frozen=True)
class Home:
    """The files of one service."""

    folder: Path

    @property
    def database(self) -> Path:
        """Everything that is not beside it, on SQLite."""
        return self.folder / "drawsvc.sqlite3"

    @property
    def database_url(self) -> Path:
        """The URL of the database, on PostgreSQL. It may hold a password."""
        return self.folder / "database.url"

    @property
    def settings(self) -> Path:
        """The settings file, unless the environment names another."""
        return self.folder / "drawsvc.toml"

    @property
    def is_set_up(self) -> bool:
        """Whether there is a service; this is made last."""
        return self.database.is_file() or self.database_url.is_file()

    @property
    def log_key(self) -> Path:
        """The log's private key, encrypted under a passphrase."""
        return self.folder / "log.key"

    @property
    def log_vkey(self) -> Path:
        """The log's public key as a vkey string (SPEC §4.2)."""
        return self.folder / "log.vkey"

    @property
    def data_key(self) -> Path:
        """The keys of personal data, one a line in hexadecimal, the one in use first."""
        return self.folder / "data.key"

    @property
    def operator_key(self) -> Path:
        """The private key the service joins draws with, encrypted under the same passphrase."""
        return self.folder / "operator.key"

    @property
    def trust(self) -> Path:
        """The supervising body's trust file, for whoever wants a copy."""
        return self.folder / "trust.json"

    @property
    def beacon_chain(self) -> Path:
        """The beacon chain whose rounds are pinned instead of quicknet's, as drand publishes it."""
        return self.folder / "beacon-chain.json"

    @property
    def published(self) -> Path:
        """The latest checkpoint that was signed; outside the database, so that it shows one that fell behind."""
        return self.folder / "published.note"

    @property
    def regulations(self) -> Path:
        """The folder of the regulation files."""
        return self.folder / "pools"

    def regulation(self, pool: str) -> Path:
        """The regulation file a pool was created with; its specialties are in no entry."""
        return self.regulations / f"{pool}.toml"

    @property
    def mappings(self) -> Path:
        """The folder of the mapping files."""
        return self.folder / "mappings"

    def mapping(self, pool: str) -> Path:
        """The mapping file that a pool's rosters are read with."""
        return self.mappings / f"{pool}.toml"


def home_of(given: Path | None, environ: Mapping[str, str] = os.environ) -> Home:
    """The home folder: named on the command line, else by the environment, else beside us."""
    return Home(given or Path(environ.get(HOME) or DEFAULT_HOME))


def server_of(given: str, home: Path | None = None, environ: Mapping[str, str] = os.environ) -> str:
    """The address of a running service: named on the command line, else, where that names no home, by the environment.

    Returns:
        "" where commands work in a home folder.

    Raises:
        InputError: `usage_server_or_home`, the command line names both; `usage_server_url`, it is no address.
    """
    if given and home:
        raise InputError("usage_server_or_home")
    named = given or ("" if home else environ.get(SERVER, ""))
    try:
        return address(named)
    except ValueError:
        raise InputError("usage_server_url", got=masked(named)) from None


def caller_key(given: Path | None, environ: Mapping[str, str] = os.environ) -> str:
    """The key with which a service is called: the first line of a file. "" for the public, where no file is named.

    Raises:
        InputError: `key_file`, it cannot be read, or what stands there is no key.
    """
    path = given or (Path(environ[KEY_FILE]) if environ.get(KEY_FILE) else None)
    if path is None:
        return ""
    key = _first_line(path, "key_file").strip()
    if not _KEY.fullmatch(key):
        raise InputError("key_file", path=str(path))
    return key


def shipped_regulations() -> dict[str, Path]:
    """The regulation files that come with the program, by name."""
    return {path.stem: path for path in sorted((_PACKAGE / "regulations").glob("*.toml"))}


def shipped_calendar() -> Path:
    """The calendar of China that comes with the program."""
    return _PACKAGE / "calendars" / "cn.toml"


def verifier() -> Path | None:
    """The verifier: one file inside the package in a wheel, a folder beside it in a working copy."""
    places = (_PACKAGE / "_bundled" / "drawverify.pyz", _PACKAGE.parent / "verifier")
    return next((place for place in places if place.exists()), None)


def default_language(environ: Mapping[str, str] = os.environ) -> str:
    """`zh` where the user's locale is Chinese, else `en`."""
    names = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    named = next((name for name in names if name), "")
    if not named and sys.platform == "win32":
        named = locale.getlocale()[0] or ""
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


def settings_file(home: Home, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The settings file there is: named by the environment, else in the home folder."""
    named = environ.get(CONFIG)
    if named:
        return Path(named)
    return home.settings if home.settings.is_file() else None


def settings_of(
    home: Home,
    environ: Mapping[str, str] = os.environ,
    *,
    typed: Mapping[str, Any] = MappingProxyType({}),
) -> ServiceSettings:
    """The settings of the service in a home folder, with what the command line says in place of them.

    Raises:
        SettingsError: `settings_faulty`, with every fault of file and environment.
        InputError: `settings_unreadable`, the file that is named is not there, or nobody may read it.
    """
    return parse_settings(_settings_data(home, environ), environ, typed)


def settings_to_serve(
    home: Home,
    typed: Mapping[str, Any] = MappingProxyType({}),
    environ: Mapping[str, str] = os.environ,
) -> tuple[ServiceSettings, Notifying]:
    """The same with the channels they describe.

    Raises:
        SettingsError: `settings_faulty`, with every fault of all of it.
        InputError: `settings_unreadable`.
    """
    found, faults = read_settings(_settings_data(home, environ), environ, typed)
    told, more = read_channels(found)
    check_faultless([*faults, *more])
    return found, told


def _settings_data(home: Home, environ: Mapping[str, str]) -> bytes | None:
    path = settings_file(home, environ)
    try:
        data = path.read_bytes() if path else None
    except OSError:
        raise InputError("settings_unreadable", path=str(path)) from None
    if data and len(data) > MAX_SETTINGS_BYTES:
        raise InputError("settings_unreadable", path=str(path))
    return data


def unknown_variables(environ: Mapping[str, str] = os.environ) -> list[str]:
    """Variables that look as if they were meant for us and are not: perhaps misspelt."""
    known = {HOME, CONFIG, DEBUG, SERVER, KEY_FILE, *map(variable, names())}
    return sorted(name for name in environ if name.startswith(PREFIX) and name not in known)


def data_key_source(home: Home, environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Where the keys of personal data are, if not in the home folder: the name of the variable and its value.

    Returns:
        ("", "") for the home folder; otherwise DATA_KEY with the keys, DATA_KEY_FILE with a path, or
        DATA_KEY_COMMAND with a command that prints them.

    Raises:
        SettingsError: among others `data_key_sources`, more than one is set.
    """
    settings = settings_of(home, environ)
    found = [(variable(name), getattr(settings, name)) for name in KEY_SOURCES]
    return next(((name, value) for name, value in found if value), ("", ""))


def database_url(home: Home, environ: Mapping[str, str] = os.environ) -> str:
    """The URL of the database: of the settings, else as `init` has noted or made it; "" if there is none."""
    named = settings_of(home, environ).database
    if named and home.is_set_up:
        return named
    if home.database_url.is_file():
        return home.database_url.read_text("utf-8").removesuffix("\n")
    return f"sqlite:///{home.database}" if home.database.is_file() else ""


def relays(
    home: Home, given: Sequence[str], environ: Mapping[str, str] = os.environ
) -> Sequence[str]:
    """Base addresses of beacon relays, in the order they are asked: named on the command line, else by the settings.

    They are asked by a command that fetches a round, and by the workers for rounds that draws wait for.
    """
    return given or settings_of(home, environ).relays


def is_debugging(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a defect shows its traceback."""
    return bool(environ.get(DEBUG))


def passphrase_file(given: Path | None, environ: Mapping[str, str] = os.environ) -> Path | None:
    """The file that holds the passphrase: named on the command line, else by the environment; None to ask."""
    return given or (Path(environ[PASSPHRASE_FILE]) if environ.get(PASSPHRASE_FILE) else None)


def passphrase(
    given: Path | None,
    ask: AskPassphrase,
    environ: Mapping[str, str] = os.environ,
    *,
    new: bool = False,
    named_by: str = f"--passphrase-file, {PASSPHRASE_FILE}",
) -> str:
    """The passphrase of the log key: from a file, else asked for. Never an argument or a variable itself.

    Args:
        given: a file named on the command line.
        ask: see AskPassphrase.
        environ: may name a file too.
        new: it is to seal a new key, and has to be long.
        named_by: what could have named a file, for whoever did not.

    Raises:
        InputError: `passphrase_missing`, no file is named and nobody can be asked; `passphrase_file`, the file
            cannot be read; `passphrase_empty`, `passphrase_short`.
    """
    named = passphrase_file(given, environ)
    if named:
        typed = _first_line(named, "passphrase_file")
    elif sys.stdin.isatty():
        typed = ask()
    else:
        raise InputError("passphrase_missing", expected=named_by)
    if not typed:
        raise InputError("passphrase_empty")
    if new and len(typed) < MIN_PASSPHRASE:
        raise InputError("passphrase_short", expected=MIN_PASSPHRASE, got=len(typed))
    return typed


def _first_line(path: Path, code: str) -> str:
    """The first line of a file with a secret; `code` is of the error if there is none."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PASSPHRASE_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError(code, path=str(path)) from None
    line = text.partition("\n")[0].removesuffix("\r")
    if len(data) > MAX_PASSPHRASE_BYTES:
        raise InputError(code, path=str(path))
    return line
