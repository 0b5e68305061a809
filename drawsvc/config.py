"""Where the service keeps its files, and how it is told its settings. Only this module reads the environment."""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from drawsvc.domain.errors import InputError

HOME = "DRAWSVC_HOME"
PASSPHRASE_FILE = "DRAWSVC_PASSPHRASE_FILE"  # noqa: S105 - names a variable that names a file
DATA_KEY = "DRAWSVC_DATA_KEY"
DATA_KEY_FILE = "DRAWSVC_DATA_KEY_FILE"
DATA_KEY_COMMAND = "DRAWSVC_DATA_KEY_COMMAND"
RELAYS = "DRAWSVC_RELAYS"
DEBUG = "DRAWSVC_DEBUG"
DEFAULT_HOME = "drawsvc-home"
MAX_PASSPHRASE_BYTES = 4096
MIN_PASSPHRASE = 12
"""Characters of the passphrase of a new key."""

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


def data_key_source(environ: Mapping[str, str] = os.environ) -> tuple[str, str]:
    """Where the keys of personal data are, if not in the home folder: the name of the setting and its value.

    Returns:
        ("", "") for the home folder; otherwise DATA_KEY with the keys, DATA_KEY_FILE with a path, or
        DATA_KEY_COMMAND with a command that prints them.

    Raises:
        InputError: `data_key_sources`, more than one is set.
    """
    found = [name for name in (DATA_KEY, DATA_KEY_FILE, DATA_KEY_COMMAND) if environ.get(name)]
    if len(found) > 1:
        raise InputError("data_key_sources", got=", ".join(found))
    return (found[0], environ[found[0]]) if found else ("", "")


def relays(given: Sequence[str], environ: Mapping[str, str] = os.environ) -> Sequence[str]:
    """Base addresses of beacon relays, in the order they are asked: named on the command line, else by the environment.

    They are asked by a command that fetches a round, and by the workers for rounds that draws wait for.
    """
    return given or environ.get(RELAYS, "").replace(",", " ").split()


def environment() -> Mapping[str, str]:
    """The variables of the process, for settings that a module of their own reads."""
    return os.environ


def is_debugging(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a defect shows its traceback."""
    return bool(environ.get(DEBUG))


def passphrase(
    given: Path | None,
    ask: AskPassphrase,
    environ: Mapping[str, str] = os.environ,
    *,
    new: bool = False,
) -> str:
    """The passphrase of the log key: from a file, else asked for. Never an argument or a variable itself.

    Args:
        given: a file named on the command line.
        ask: see AskPassphrase.
        environ: may name a file too.
        new: it is to seal a new key, and has to be long.

    Raises:
        InputError: `passphrase_missing`, no file is named and nobody can be asked; `passphrase_file`, the file
            cannot be read; `passphrase_empty`, `passphrase_short`.
    """
    named = given or (Path(environ[PASSPHRASE_FILE]) if environ.get(PASSPHRASE_FILE) else None)
    if named:
        typed = _first_line(named)
    elif sys.stdin.isatty():
        typed = ask()
    else:
        raise InputError("passphrase_missing", expected=f"--passphrase-file, {PASSPHRASE_FILE}")
    if not typed:
        raise InputError("passphrase_empty")
    if new and len(typed) < MIN_PASSPHRASE:
        raise InputError("passphrase_short", expected=MIN_PASSPHRASE, got=len(typed))
    return typed


def _first_line(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_PASSPHRASE_BYTES + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError):
        raise InputError("passphrase_file", path=str(path)) from None
    line = text.partition("\n")[0].removesuffix("\r")
    if len(data) > MAX_PASSPHRASE_BYTES:
        raise InputError("passphrase_file", path=str(path))
    return line
