"""The private keys of a home folder: files under one passphrase, made and replaced whole."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from drawsvc.domain.errors import LogError, PassphraseError
from drawsvc.durable import write_durably
from drawsvc.log.errors import LogFormatError, WrongPassphraseError
from drawsvc.log.keyfile import NONCE_BYTES, SALT_BYTES, open_key, renew_key, seal_key
from drawsvc.log.keys import NamedKey, SigningKey

KEY_BYTES = 32
MAX_KEY_FILE_BYTES = 4096


def new_key(path: Path, name: str, passphrase: str) -> NamedKey:
    """Make a private key and keep it, encrypted."""
    seed = secrets.token_bytes(KEY_BYTES)
    write_durably(path, seal_key(seed, name, passphrase=passphrase, **_random()))
    return NamedKey(name, SigningKey(seed))


def read_key(path: Path, name: str, passphrase: str) -> NamedKey:
    """The private key in a file.

    Raises:
        PassphraseError: `wrong_passphrase`.
        LogError: `log_key_missing`, `log_key_damaged`; `other_log_key`, it has another name.
    """
    with _opening(path):
        key = open_key(_data(path), passphrase)
    if key.name != name:
        raise LogError("other_log_key", expected=name, got=key.name)
    return key


def change_passphrase(paths: Sequence[Path], old: str, new: str) -> None:
    """Put key files under another passphrase, one after the other; all are opened before any is written.

    Cut short in between, it is done again with the same two: what is under the new one already stays as it is.

    Raises:
        PassphraseError: `wrong_passphrase`, nothing was under the old one.
        LogError: `log_key_missing`, `log_key_damaged`.
    """
    renewed = {path: _renewed(path, old, new) for path in paths}
    if not any(renewed.values()):
        raise PassphraseError("wrong_passphrase", path=str(paths[-1]))
    for path, data in renewed.items():
        if data:
            write_durably(path, data)


def _renewed(path: Path, old: str, new: str) -> bytes:
    """The file under the new passphrase; b"" where it is under that already."""
    with _opening(path):
        before = _data(path)
        after = renew_key(before, old, new, **_random())
    return after if after != before else b""


def _random() -> dict[str, bytes]:
    return {"salt": secrets.token_bytes(SALT_BYTES), "nonce": secrets.token_bytes(NONCE_BYTES)}


def _data(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_KEY_FILE_BYTES)


@contextmanager
def _opening(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise LogError("log_key_missing", path=str(path)) from None
    except WrongPassphraseError:
        raise PassphraseError("wrong_passphrase", path=str(path)) from None
    except LogFormatError:
        raise LogError("log_key_damaged", path=str(path)) from None
