"""Setting the service up: home folder, database and log key, all or nothing."""

from __future__ import annotations

import shutil
from pathlib import Path

from drawsvc.config import Home
from drawsvc.data_key import check_source, data_keys, is_kept_elsewhere, make_data_key
from drawsvc.db.session import parse_url
from drawsvc.db.vault import Vault
from drawsvc.domain.errors import InputError, StateError
from drawsvc.domain.shapes import ORIGIN, ShapeError
from drawsvc.durable import (
    InUseError,
    locked,
    make_folder,
    new_folder,
    sync_file,
    sync_folder,
    system_code,
    write_durably,
)
from drawsvc.key_files import new_key
from drawsvc.log.keys import ED25519

UNFINISHED, INIT_LOCK = ".unfinished", ".init.lock"


def check_new(home: Home, origin: str) -> None:
    """Refuse a home that is taken or an origin that is none, before a passphrase is asked for."""
    if home.is_set_up:
        raise StateError("home_exists", path=str(home.folder))
    if not _is_free(home):
        found = ", ".join(file.name for file in _keys(home) if file.exists())
        raise StateError("home_has_keys", path=str(home.folder), got=found)
    try:
        ORIGIN(origin, "origin")
    except ShapeError as error:
        raise InputError("origin", expected=error.expected, got=origin) from None
    if "//" in origin or origin.endswith("/"):  # fits the form, and was meant as an address
        raise InputError("origin", got=origin)


def create_home(home: Home, origin: str, passphrase: str, database: str = "") -> str:
    """Set the service up: folder, database, log key. Returns the log's vkey.

    A folder that is there already, empty or not, is filled in place: it may be one that cannot be renamed.

    Args:
        home: where.
        origin: the name of its log.
        passphrase: seals its private key.
        database: URL of an empty database of PostgreSQL; "" for a file in the folder.

    Raises:
        StateError: `home_exists`, the folder holds a service already; `home_has_keys`, it holds keys of one.
        InputError: `origin`, it cannot name a log; `home_not_made`; `store_url`.
        LogError: the key of personal data cannot be had from where the settings say.
    """
    check_new(home, origin)
    check_source(home)
    if database and parse_url(database).drivername != "postgresql":
        raise InputError("store_url", expected="postgresql://USER@HOST/DATABASE", got="sqlite")
    try:
        if home.folder.is_dir():
            with locked(home.folder / INIT_LOCK):
                check_new(home, origin)  # again: until the lock was ours another may have set it up
                return _fill_home(home, origin, passphrase, database)
        with new_folder(home.folder) as part:
            return _make_service(Home(part), origin, passphrase, database)
    except (FileExistsError, InUseError):
        raise StateError("home_exists", path=str(home.folder)) from None
    except OSError as error:
        raise InputError(
            "home_not_made",
            path=str(home.folder),
            got=system_code(error),
        ) from None


def _fill_home(home: Home, origin: str, passphrase: str, database: str) -> str:
    """Make the service in a folder inside the home and move it up, the database last: with it the home is taken."""
    part = _unfinished(home)
    _discard(home)
    make_folder(part.folder)
    try:
        vkey = _make_service(part, origin, passphrase, database)
        for file in _keys(home):
            made = part.folder / file.name
            if made.exists():  # an operator's key is made later
                write_durably(file, made.read_bytes())
        if database:
            part.database_url.rename(home.database_url)
        else:
            part.database.rename(home.database)
        sync_folder(home.folder)
    except BaseException:
        _discard(home)
        raise
    shutil.rmtree(part.folder, ignore_errors=True)
    return vkey


def _unfinished(home: Home) -> Home:
    """Where the service is made that a home is filled with."""
    return Home(home.folder / UNFINISHED)


def _keys(home: Home) -> tuple[Path, ...]:
    """The key files that are the service's; where data keys are kept elsewhere, `data.key` is the administrator's."""
    own = (home.log_key, home.log_vkey, home.operator_key)
    return own if is_kept_elsewhere(home) else (home.data_key, *own)


def _is_free(home: Home) -> bool:
    """Whether a home has no service and no keys but those of a setting up that was cut short: they were never used."""
    try:
        return not home.is_set_up and all(
            file.read_bytes() == (_unfinished(home).folder / file.name).read_bytes()
            for file in _keys(home)
            if file.exists()
        )
    except OSError:
        return False


def _discard(home: Home) -> None:
    """Remove what a setting up that was cut short has left."""
    if _is_free(home):
        for file in _keys(home):
            file.unlink(missing_ok=True)
        shutil.rmtree(_unfinished(home).folder, ignore_errors=True)


def _make_service(home: Home, origin: str, passphrase: str, database: str) -> str:
    """Put database and log key into a new folder, on the disk. Returns the log's vkey."""
    # Only this needs Alembic, which takes half a second to load.
    from drawsvc.db.schema import create_store  # noqa: PLC0415

    place = database or home.database
    create_store(place, origin, Vault(lambda: data_keys(home))).close()
    if database:
        write_durably(home.database_url, f"{database}\n".encode())
    else:
        sync_file(home.database)
    make_data_key(home)
    vkey = new_key(home.log_key, origin, passphrase).verifier(ED25519).to_text()
    write_durably(home.log_vkey, f"{vkey}\n".encode())
    return vkey
