"""Secrets in files under a passphrase: made, read up to a limit, put under another passphrase.

So are kept the keys of a service, of a witness, a cosigner and the supervising body, and the values of a witness.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from drawsvc.domain.errors import DrawError, FolderError, InputError, PassphraseError
from drawsvc.durable import InUseError, locked, write_durably
from drawsvc.log.errors import KeyFileError, WrongPassphraseError
from drawsvc.log.keyfile import NONCE_BYTES, SALT_BYTES, open_seed, renew_key, seal_key, typed

SECRET_BYTES = 32
MAX_KEY_BYTES = 4096
LOCK_FILE = "lock"

NewBytes = Callable[[int], bytes]
"""So many bytes from the operating system's random source."""


def seal_secret(
    secret: bytes, name: str, passphrase: str, new_bytes: NewBytes = secrets.token_bytes
) -> bytes:
    """A secret of 32 bytes as it stands in a file."""
    salt, nonce = new_bytes(SALT_BYTES), new_bytes(NONCE_BYTES)
    return seal_key(secret, name, passphrase=passphrase, salt=salt, nonce=nonce)


@dataclass(frozen=True)
class Change:
    """A change of passphrase.

    Args:
        old: the one until now.
        new: the one from now on.
        new_bytes: see NewBytes.

    Raises:
        InputError: `passphrase_same`, it changes nothing.
    """

    old: str
    new: str
    new_bytes: NewBytes = secrets.token_bytes

    def __post_init__(self) -> None:
        if typed(self.old) == typed(self.new):
            raise InputError("passphrase_same")


@dataclass(frozen=True)
class SecretFile:
    """A file in which a secret stands, or several.

    Args:
        path: where it is.
        missing: what is raised if it is not there.
        damaged: what is raised if it is too long or holds something else.
    """

    path: Path
    missing: DrawError
    damaged: DrawError

    def read(self, passphrase: str) -> tuple[str, bytes]:
        """Name and secret; errors as of `data` and `opened`."""
        return self.opened(self.data(MAX_KEY_BYTES), passphrase)

    def data(self, limit: int) -> bytes:
        """What is in it, so many bytes at most."""
        try:
            with self.path.open("rb") as file:
                data = file.read(limit + 1)
        except FileNotFoundError:
            raise self.missing from None
        if len(data) > limit:
            raise self.damaged
        return data

    def opened(self, data: bytes, passphrase: str) -> tuple[str, bytes]:
        """Name and secret.

        Args:
            data: the file, or what stands in it among other things.
            passphrase: it was sealed with.

        Raises:
            PassphraseError: `wrong_passphrase`, it was sealed with another.
        """
        with self._opening():
            return open_seed(data, passphrase)

    def renewed(self, data: bytes, change: Change) -> bytes:
        """The same under the new passphrase; as it is if it is under that already. Errors as of `opened`."""
        salt, nonce = change.new_bytes(SALT_BYTES), change.new_bytes(NONCE_BYTES)
        with self._opening():
            return renew_key(data, change.old, change.new, salt=salt, nonce=nonce)

    @contextmanager
    def _opening(self) -> Iterator[None]:
        try:
            yield
        except WrongPassphraseError:
            raise PassphraseError("wrong_passphrase", path=str(self.path)) from None
        except KeyFileError:
            raise self.damaged from None


def in_folder(folder: Path, name: str, *, damaged: str = "key_file_damaged") -> SecretFile:
    """A file in the folder of somebody outside; `damaged` is the code of that error."""
    path = folder / name
    missing = FolderError("folder_missing", folder=str(folder), file=name)
    return SecretFile(path, missing, FolderError(damaged, path=str(path)))


def renew(files: Sequence[SecretFile], change: Change) -> bool:
    """Put files under another passphrase, one after the other; all are opened before any is written.

    Cut short in between, it is done again with the same two: what is under the new one already stays as it is.

    Returns:
        Whether anything was changed: False if all are under the new one already.

    Raises:
        PassphraseError: one is under neither.
    """
    before = [file.data(MAX_KEY_BYTES) for file in files]
    after = [file.renewed(data, change) for file, data in zip(files, before, strict=True)]
    for file, old, new in zip(files, before, after, strict=True):
        if new != old:
            write_durably(file.path, new)
    return after != before


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Be the only program that works in the folder of somebody outside.

    Raises:
        FolderError: `folder_in_use`.
    """
    try:
        with locked(folder / LOCK_FILE):
            yield
    except InUseError:
        raise FolderError("folder_in_use", folder=str(folder)) from None
