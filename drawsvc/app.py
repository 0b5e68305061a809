"""The composition root: the one place where the service is put together from its parts."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from drawsvc import clock
from drawsvc.beacon_chains import beacons_of
from drawsvc.config import Home, database_url, settings_of
from drawsvc.data_key import data_keys
from drawsvc.db.session import SqlStore, open_store
from drawsvc.db.tables import SCHEMA
from drawsvc.db.vault import Vault
from drawsvc.domain.entries import is_demonstration
from drawsvc.domain.errors import InputError, LogError, MissingError
from drawsvc.domain.statements import OPERATOR
from drawsvc.domain.taxonomy import Taxonomy, parse_taxonomy_toml
from drawsvc.durable import make_folder, write_durably
from drawsvc.key_files import changing_keys, new_key, read_key
from drawsvc.log.keys import ED25519, NamedKey, SigningKey, parse_vkey
from drawsvc.notifying import channels
from drawsvc.published import keep_published, kept_published
from drawsvc.usecases.office import Office
from drawsvc.usecases.ports import LogHead
from drawsvc.usecases.sequence_log import sequence_log


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
            StateError: `keys_in_use`, it is to be made while another program changes keys.
        """
        path = self.home.operator_key
        if not path.exists():
            self._make_operator_key(passphrase)
        return read_key(path, OPERATOR, passphrase).key

    def _make_operator_key(self, passphrase: str) -> None:
        with changing_keys(self.home):
            if self.home.operator_key.exists():  # until the lock was ours another may have made it
                return
            self.unlock(passphrase)  # one passphrase for both
            new_key(self.home.operator_key, OPERATOR, passphrase)

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
