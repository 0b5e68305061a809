"""The private keys of a home folder: files under one passphrase, made and replaced whole."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from drawsvc.config import Home
from drawsvc.domain.errors import LogError, MissingError, StateError
from drawsvc.durable import InUseError, locked, write_durably
from drawsvc.log.keys import NamedKey, SigningKey
from drawsvc.secret_file import SECRET_BYTES, Change, SecretFile, renew, seal_secret

KEYS_LOCK = ".keys.lock"


def new_key(path: Path, name: str, passphrase: str) -> NamedKey:
    """Make a private key and keep it, encrypted."""
    seed = secrets.token_bytes(SECRET_BYTES)
    write_durably(path, seal_secret(seed, name, passphrase))
    return NamedKey(name, SigningKey(seed))


def read_key(path: Path, name: str, passphrase: str) -> NamedKey:
    """The private key in a file.

    Raises:
        PassphraseError: `wrong_passphrase`.
        LogError: `log_key_missing`, `log_key_damaged`; `other_log_key`, it has another name.
    """
    found, seed = _file(path).read(passphrase)
    if found != name:
        raise LogError("other_log_key", expected=name, got=found)
    return NamedKey(name, SigningKey(seed))


def private_keys(home: Home) -> list[Path]:
    """The key files there are, or should be.

    The log key is last: until its passphrase is changed, the one that is asked for is the old one.
    """
    return [*([home.operator_key] if home.operator_key.exists() else []), home.log_key]


def change_passphrase(home: Home, change: Change) -> bool:
    """Put the key files under another passphrase; see `secret_file.renew`.

    Raises:
        PassphraseError: `wrong_passphrase`.
        LogError: `log_key_missing`, `log_key_damaged`.
    """
    return renew([*map(_file, private_keys(home))], change)


def check_set_up(home: Home) -> None:
    """Refuse a folder in which there is no service.

    Raises:
        MissingError: `home_missing`.
    """
    if not home.is_set_up:
        raise MissingError("home_missing", path=str(home.folder))


@contextmanager
def changing_keys(home: Home) -> Iterator[None]:
    """Be the only program that changes keys of a home folder, `data.key` too: two at once could lose one.

    Raises:
        MissingError: `home_missing`.
        StateError: `keys_in_use`.
    """
    check_set_up(home)
    try:
        with locked(home.folder / KEYS_LOCK):
            yield
    except InUseError:
        raise StateError("keys_in_use", path=str(home.folder)) from None


def _file(path: Path) -> SecretFile:
    missing, damaged = (
        LogError(code, path=str(path)) for code in ("log_key_missing", "log_key_damaged")
    )
    return SecretFile(path, missing, damaged)
