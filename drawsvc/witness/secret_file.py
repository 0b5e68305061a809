"""Secrets in the folder of a witness or a cosigner: sealed under his passphrase, read up to a limit."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from drawseeds import parse

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import FolderError, PassphraseError
from drawsvc.durable import write_durably
from drawsvc.log.errors import KeyFileError, WrongPassphraseError
from drawsvc.log.keyfile import NONCE_BYTES, SALT_BYTES, open_seed, renew_key, seal_key

SECRET_BYTES = 32
MAX_KEY_BYTES = 4096

NewBytes = Callable[[int], bytes]
"""So many bytes from the operating system's random source."""


def seal_secret(secret: bytes, name: str, passphrase: str, new_bytes: NewBytes) -> Body:
    """A secret of 32 bytes as a key file's object."""
    salt, nonce = new_bytes(SALT_BYTES), new_bytes(NONCE_BYTES)
    sealed: Any = parse(seal_key(secret, name, passphrase=passphrase, salt=salt, nonce=nonce))
    return dict(sealed)


def open_secret(data: bytes, passphrase: str, path: str) -> tuple[str, bytes]:
    """Name and secret in a key file.

    Args:
        data: the file.
        passphrase: it was sealed with.
        path: how errors call it.

    Raises:
        FolderError: `key_file_damaged`.
        PassphraseError: it was sealed with another.
    """
    with _opening(path):
        return open_seed(data, passphrase)


@dataclass(frozen=True)
class Change:
    """A change of passphrase.

    Args:
        old: the one until now.
        new: the one from now on.
        new_bytes: see NewBytes.
    """

    old: str
    new: str
    new_bytes: NewBytes = secrets.token_bytes

    def renewed(self, data: bytes, path: str) -> bytes:
        """The key file under the new passphrase; as it is if it is under that already. Errors as of `open_secret`."""
        salt, nonce = self.new_bytes(SALT_BYTES), self.new_bytes(NONCE_BYTES)
        with _opening(path):
            return renew_key(data, self.old, self.new, salt=salt, nonce=nonce)


def change_key_file(folder: Path, name: str, change: Change) -> None:
    """Put the key file of a folder under another passphrase.

    Raises:
        PassphraseError: it was sealed with another than the old one.
        FolderError: `folder_missing`, `key_file_damaged`.
    """
    path = folder / name
    before = read_limited(folder, name, MAX_KEY_BYTES, damaged="key_file_damaged")
    after = change.renewed(before, str(path))
    if after == before:
        raise PassphraseError("wrong_passphrase", path=str(path))
    write_durably(path, after)


@contextmanager
def _opening(path: str) -> Iterator[None]:
    try:
        yield
    except WrongPassphraseError:
        raise PassphraseError("wrong_passphrase", path=path) from None
    except KeyFileError:
        raise FolderError("key_file_damaged", path=path) from None


def read_secret(folder: Path, name: str, passphrase: str) -> tuple[str, bytes]:
    """Name and secret in the key file of a folder; errors as of `open_secret` and `read_limited`."""
    data = read_limited(folder, name, MAX_KEY_BYTES, damaged="key_file_damaged")
    return open_secret(data, passphrase, str(folder / name))


def read_limited(folder: Path, name: str, limit: int, *, damaged: str) -> bytes:
    """A file of the folder.

    Args:
        folder: the witness's or cosigner's.
        name: of the file.
        limit: bytes it may have.
        damaged: code of the error if it has more.

    Raises:
        FolderError: there is none, or it is too long.
    """
    try:
        with (folder / name).open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError:
        raise FolderError("folder_missing", folder=str(folder), file=name) from None
    if len(data) > limit:
        raise FolderError(damaged, path=str(folder / name))
    return data
