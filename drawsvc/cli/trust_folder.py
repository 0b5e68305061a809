"""The supervising body's folder: `key.json`, its key under a passphrase; `draft.json`, the next trust file; `lock`."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import FolderError, TrustError
from drawsvc.domain.trust import (
    MAX_BYTES,
    parse_draft,
    parse_trust,
    sign_trust,
    trust_bytes,
)
from drawsvc.domain.trust_draft import new_draft
from drawsvc.durable import new_folder, write_durably
from drawsvc.log.keys import SigningKey
from drawsvc.secret_file import (
    SECRET_BYTES,
    Change,
    alone_in,
    in_folder,
    renew,
    seal_secret,
)

KEY_FILE, DRAFT_FILE = "key.json", "draft.json"
KEY_NAME = "supervising-body"

Edit = Callable[[Body], Body]
"""Makes another draft of a draft."""


def create(folder: Path, issuer: str, passphrase: str, issued: str) -> str:
    """Make a folder with a new key and an empty draft. Returns the public key (hex32).

    Raises:
        FolderError: there is such a folder already.
        TrustError: the name of the issuer is not acceptable.
    """
    draft = new_draft(issuer, issued)
    seed = secrets.token_bytes(SECRET_BYTES)
    sealed = seal_secret(seed, KEY_NAME, passphrase)
    try:
        with new_folder(folder) as part:
            write_durably(part / KEY_FILE, sealed)
            _write_draft(part, draft)
    except FileExistsError:
        raise FolderError("folder_exists", folder=str(folder)) from None
    return SigningKey(seed).public.to_hex()


def read_draft(folder: Path) -> Body:
    """The draft.

    Raises:
        FolderError: there is none.
        TrustError: it is no trust file.
    """
    return parse_draft(_read(folder, DRAFT_FILE, MAX_BYTES))


def edit_draft(folder: Path, edit: Edit) -> Body:
    """Replace the draft by what is made of it. Returns that.

    Raises:
        FolderError: there is no such folder, or it is in use.
        TrustError: the draft is not acceptable.
    """
    with _alone_with_draft(folder) as draft:
        edited = edit(draft)
        _write_draft(folder, edited)
        return edited


def sign_draft(folder: Path, passphrase: str, issued: str) -> bytes:
    """The next version of the trust file, signed; the draft goes on from it.

    Raises:
        PassphraseError: the key file was sealed with another.
        FolderError: there is no such folder, it is in use, or its key file is damaged.
        TrustError: the draft is not acceptable, or was signed by another key.
    """
    with _alone_with_draft(folder) as draft:
        _, seed = in_folder(folder, KEY_FILE).read(passphrase)
        key = SigningKey(seed)
        if draft["key"] not in ("", key.public.to_hex()):
            raise TrustError("trust_signer", expected=draft["key"], got=key.public.to_hex())
        data = trust_bytes(sign_trust(draft, key, issued))
        _write_draft(folder, parse_trust(data))
        return data


def change_passphrase(folder: Path, change: Change) -> bool:
    """Put the key under another passphrase. Whether it was changed: False if it is under the new one already.

    Raises:
        FolderError: there is no such folder, it is in use, or its key file is damaged.
        PassphraseError: the key file was sealed with another.
    """
    with _alone_with_draft(folder):
        return renew([in_folder(folder, KEY_FILE)], change)


@contextmanager
def _alone_with_draft(folder: Path) -> Iterator[Body]:
    """Be the only program that changes the folder. What is handed out is its draft."""
    read_draft(folder)  # where there is none, no lock is made
    with alone_in(folder):
        yield read_draft(folder)


def _write_draft(folder: Path, draft: Body) -> None:
    write_durably(folder / DRAFT_FILE, trust_bytes(draft))


def _read(folder: Path, name: str, limit: int) -> bytes:
    try:
        with (folder / name).open("rb") as file:
            return file.read(limit + 1)
    except OSError:
        raise FolderError("folder_missing", folder=str(folder), file=name) from None
