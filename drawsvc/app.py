"""The composition root: the one place where the service is put together from its parts."""

from __future__ import annotations

import errno
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drawsvc import clock
from drawsvc.beacon_chains import beacons_of
from drawsvc.config import Home, database_url, settings_of
from drawsvc.data_key import check_source, data_keys, make_data_key
from drawsvc.db.session import SqlStore, open_store, parse_url
from drawsvc.db.tables import SCHEMA
from drawsvc.db.vault import Vault
from drawsvc.domain.entries import is_demonstration
from drawsvc.domain.errors import InputError, LogError, MissingError, StateError
from drawsvc.domain.shapes import ORIGIN, ShapeError
from drawsvc.domain.statements import OPERATOR
from drawsvc.domain.taxonomy import Taxonomy, parse_taxonomy_toml
from drawsvc.durable import (
    InUseError,
    locked,
    make_folder,
    new_folder,
    sync_file,
    sync_folder,
    write_durably,
)
from drawsvc.key_files import new_key, read_key
from drawsvc.log.keys import ED25519, NamedKey, SigningKey, parse_vkey
from drawsvc.notifying import channels
from drawsvc.published import keep_published, kept_published
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead
from drawsvc.usecases.sequence_log import sequence_log

OWNER_ONLY_FILE = 0o600
UNFINISHED, INIT_LOCK = ".unfinished", ".init.lock"


@dataclass(frozen=True)
class App:
    """The service, open.

    Args:
        home: its files.
        store: its database.
        office: what use cases are handed.
    """

    home: Home
    store: SqlStore
    office: Office

    @property
    def origin(self) -> str:
        """The name of its log."""
        return self.store.origin

    def unlock(self, passphrase: str) -> NamedKey:
        """The log's private key.

        Raises:
            PassphraseError: `wrong_passphrase`.
            LogError: `log_key_missing`, `log_key_damaged`; `other_log_key`, it is another log's.
        """
        return read_key(self.home.log_key, self.origin, passphrase)

    def operator_key(self, passphrase: str) -> SigningKey:
        """The key the service joins draws with, made when it is first asked for. It is never the log's.

        Raises:
            PassphraseError: `wrong_passphrase`, not that of the log key.
            LogError: `log_key_missing`, `log_key_damaged`.
        """
        path = self.home.operator_key
        if not path.exists():
            self.unlock(passphrase)  # one passphrase for both
            new_key(path, OPERATOR, passphrase)
        return read_key(path, OPERATOR, passphrase).key

    @property
    def vkey(self) -> str:
        """The log's public key (SPEC §4.2).

        Raises:
            LogError: `log_key_missing`, `log_key_damaged`.
        """
        path = self.home.log_vkey
        try:
            text = path.read_text("ascii").removesuffix("\n")
            return parse_vkey(text).to_text()
        except OSError:
            raise LogError("log_key_missing", path=str(path)) from None
        except ValueError:
            raise LogError("log_key_damaged", path=str(path)) from None

    def number(self, signer: NamedKey) -> LogHead:
        """Number what waits and sign the head, so that everything has a proof.

        Raises:
            LogError: `log_behind`, `log_rewritten`, the database does not hold what was signed before.
            InputError: `published_malformed`, the note of that was changed.
        """
        path = self.home.published
        kept = kept_published(path, signer.verifier(ED25519))
        head = sequence_log(self.office, signer, kept.checkpoint if kept else None)
        if not kept or kept.note != head.checkpoint:
            keep_published(path, head.checkpoint)
        return head

    def taxonomy(self, pool: str) -> Taxonomy:
        """The specialties of an existing pool, from the regulation file it was created with.

        Raises:
            MissingError: `regulation_missing`, the file is gone.
        """
        path = self.home.regulation(pool)
        try:
            data = path.read_bytes()
        except OSError:
            raise MissingError("regulation_missing", path=str(path), pool=pool) from None
        return parse_taxonomy_toml(data)

    def keep_regulation(self, pool: str, data: bytes) -> None:
        """Keep the regulation file of a new pool, durably; its specialties are in no entry."""
        _keep(self.home.regulation(pool), data)

    def mapping(self, pool: str) -> bytes:
        """The mapping file of a pool, b"" if it has none."""
        path = self.home.mapping(pool)
        return path.read_bytes() if path.is_file() else b""

    def trust_file(self) -> bytes:
        """The supervising body's trust file, b"" if none was put in."""
        path = self.home.trust
        return path.read_bytes() if path.is_file() else b""

    def keep_mapping(self, pool: str, data: bytes) -> None:
        """Keep the mapping file that a roster was read with, durably; the next ones are read with it too."""
        _keep(self.home.mapping(pool), data)


def _keep(path: Path, data: bytes) -> None:
    if not path.parent.exists():
        make_folder(path.parent)
    write_durably(path, data)


@contextmanager
def opened(home: Home, at: datetime | None = None) -> Iterator[App]:
    """Open the service in a home folder.

    Args:
        home: where it is.
        at: what its clock shows; for demonstration logs only, None for the time now.

    Raises:
        MissingError: `home_missing`, nothing was set up there.
        InputError: `at_refused`, the log is not for demonstration.
    """
    store = open_store(_store_url(home), Vault(lambda: data_keys(home)))
    try:
        settings, time = settings_of(home), clock_of(store.origin, at)
        told = channels(settings)
        office = Office(store, time, secrets.token_bytes, beacons_of(home), told, settings.pools)
        yield App(home, store, office)
    finally:
        store.close()


def upgrade_home(home: Home) -> str:
    """Bring the tables of a service up to date, all or nothing. Returns the version they have now.

    Raises:
        MissingError: `home_missing`.
    """
    # Only this needs Alembic.
    from drawsvc.db.schema import upgrade  # noqa: PLC0415

    upgrade(_store_url(home))
    return SCHEMA


def _store_url(home: Home) -> str:
    found = database_url(home)
    if not found:
        raise MissingError("home_missing", path=str(home.folder))
    return found


def clock_of(origin: str, at: datetime | None) -> clock.Clock:
    """The clock of a log: that of this computer, or for a demonstration log one that stands still.

    Raises:
        InputError: `at_refused`, the log is not for demonstration.
    """
    if at is None:
        return clock.now
    if not is_demonstration(origin):
        raise InputError("at_refused", got=origin)
    return clock.standing_at(at)


def check_new(home: Home, origin: str) -> None:
    """Refuse a home that is taken or an origin that is none, before a passphrase is asked for."""
    if home.is_set_up or (home.log_key.exists() and not _is_unfinished(home)):
        raise StateError("home_exists", path=str(home.folder))
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
        StateError: `home_exists`, the folder holds a service already.
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
            got=errno.errorcode.get(error.errno or 0, "OSError"),
        ) from None


def _fill_home(home: Home, origin: str, passphrase: str, database: str) -> str:
    """Make the service in a folder inside the home and move it up, the database last: with it the home is taken."""
    part = _unfinished(home)
    _discard(home)
    make_folder(part.folder)
    try:
        vkey = _make_service(part, origin, passphrase, database)
        files = (
            (part.data_key, home.data_key),
            (part.log_key, home.log_key),
            (part.log_vkey, home.log_vkey),
        )
        for made, file in files:
            if made.exists():  # a data key may come from elsewhere
                write_durably(file, made.read_bytes(), mode=OWNER_ONLY_FILE)
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


def _is_unfinished(home: Home) -> bool:
    """Whether the log key in a home is of a setting up that was cut short: nothing was ever signed with it."""
    try:
        made = _unfinished(home).log_key.read_bytes()
        return not home.is_set_up and made == home.log_key.read_bytes()
    except OSError:
        return False


def _discard(home: Home) -> None:
    """Remove what a setting up that was cut short has left."""
    if _is_unfinished(home):
        home.data_key.unlink(missing_ok=True)
        home.log_vkey.unlink(missing_ok=True)
        home.log_key.unlink()
    if not home.is_set_up:
        shutil.rmtree(_unfinished(home).folder, ignore_errors=True)


def _make_service(home: Home, origin: str, passphrase: str, database: str) -> str:
    """Put database and log key into a new folder, on the disk. Returns the log's vkey."""
    # Only this needs Alembic, which takes half a second to load.
    from drawsvc.db.schema import create_store  # noqa: PLC0415

    place = database or home.database
    create_store(place, origin, Vault(lambda: data_keys(home))).close()
    if database:
        write_durably(home.database_url, f"{database}\n".encode(), mode=OWNER_ONLY_FILE)
    else:
        sync_file(home.database)
    make_data_key(home)
    vkey = new_key(home.log_key, origin, passphrase).verifier(ED25519).to_text()
    write_durably(home.log_vkey, f"{vkey}\n".encode(), mode=OWNER_ONLY_FILE)
    return vkey
