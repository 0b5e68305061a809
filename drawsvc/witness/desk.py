"""A witness's folder: `key.json`, his key under a passphrase; `public.key`; `notes.json`, what he has noted; `lock`.

A desk is the folder while it is open. Whatever it signs is in the notes, and on the disk, before anybody is handed it.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from drawseeds import Value, parse, serialise

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import FolderError, PassphraseError
from drawsvc.domain.statements import Statement, sign_statement
from drawsvc.durable import new_folder, write_durably
from drawsvc.log.keys import SigningKey, VerifierKey
from drawsvc.secret_file import SECRET_BYTES, NewBytes, SecretFile, alone_in, in_folder, seal_secret
from drawsvc.witness.notes import Notes, State, parse_state, state_bytes

KEY_FILE, NOTES_FILE = "key.json", "notes.json"
PUBLIC_KEY_FILE = "public.key"  # hex32, for the trust file
MAX_NOTES_BYTES = 256 * 1024 * 1024  # some ten thousands of draws


class Desk:
    """An open folder. Made by `open_desk`.

    Args:
        folder: where it is.
        key: the witness's.
        passphrase: of his key file; his values are sealed under it too.
        state: what is noted.
        new_bytes: see NewBytes.
    """

    def __init__(
        self, folder: Path, key: SigningKey, passphrase: str, *, state: State, new_bytes: NewBytes
    ) -> None:
        self.key = key
        self.state = state
        self._folder = folder
        self._passphrase = passphrase
        self._new_bytes = new_bytes

    @property
    def log_key(self) -> VerifierKey:
        """Of the log he watches."""
        return self.state.log_key

    def note(self, notes: Notes) -> None:
        """Put notes on the disk."""
        state = self.state.with_notes(notes)
        write_durably(self._folder / NOTES_FILE, state_bytes(state, self.key))
        self.state = state

    def sign(self, notes: Notes, kind: str, leaf: str, value: Value) -> Statement:
        """Sign a statement and note it. Signing the same again gives the same statement."""
        statement = sign_statement(self.key, kind, leaf, value)
        self.note(notes.with_statement(statement))
        return statement

    def new_value(self, freeze: str) -> tuple[str, Body]:
        """A new value to commit to (hex32), and how it is to be noted. It is not noted yet."""
        value = self._new_bytes(SECRET_BYTES)
        sealed = seal_secret(value, _name(freeze), self._passphrase, self._new_bytes)
        return value.hex(), parse_secret(sealed)

    def value_of(self, notes: Notes) -> str:
        """The value he has committed to (hex32).

        Raises:
            FolderError: the notes hold another's.
        """
        sealed = serialise(notes.secret[0])
        name, value = notes_file(self._folder).opened(sealed, self._passphrase)
        if name != _name(notes.freeze.leaf):
            raise FolderError("notes_damaged")
        return value.hex()


def create_desk(
    folder: Path, passphrase: str, state_of: Callable[[str], State], *, new_bytes: NewBytes
) -> State:
    """Make a folder with a new key in it.

    Args:
        folder: must not exist.
        passphrase: not empty.
        state_of: what to note first, by the public key.
        new_bytes: see NewBytes.

    Raises:
        FolderError: there is such a folder already.
        PassphraseError: the passphrase is empty.
    """
    if not passphrase:
        raise PassphraseError("passphrase_empty")
    seed = new_bytes(SECRET_BYTES)
    key = SigningKey(seed)
    state = state_of(key.public.to_hex())
    sealed = seal_secret(seed, "witness", passphrase, new_bytes)
    try:
        with new_folder(folder) as part:
            write_durably(part / KEY_FILE, sealed)
            write_durably(part / PUBLIC_KEY_FILE, f"{state.key}\n".encode())
            write_durably(part / NOTES_FILE, state_bytes(state, key))
    except FileExistsError:
        raise FolderError("folder_exists", folder=str(folder)) from None
    return state


@contextmanager
def open_desk(
    folder: Path, passphrase: str, *, new_bytes: NewBytes = secrets.token_bytes
) -> Iterator[Desk]:
    """Open a folder; nobody else can until it is closed.

    Raises:
        FolderError: there is none, it is damaged, or open elsewhere.
        PassphraseError: the key file was sealed with another.
    """
    read_state(folder)
    with alone_in(folder):
        # Only now: until the lock was ours another program may have written.
        state = read_state(folder)
        _, seed = in_folder(folder, KEY_FILE).read(passphrase)
        key = key_of(state, seed)
        yield Desk(folder, key, passphrase, state=state, new_bytes=new_bytes)


def key_of(state: State, seed: bytes) -> SigningKey:
    """The key that signs notes.

    Raises:
        FolderError: `key_of_other_notes`, they name another.
    """
    key = SigningKey(seed)
    if key.public.to_hex() != state.key:
        raise FolderError("key_of_other_notes", expected=state.key)
    return key


def read_state(folder: Path) -> State:
    """What is noted in a folder. Needs no passphrase.

    Raises:
        FolderError: there is no such folder, or its notes are damaged.
    """
    return parse_state(notes_file(folder).data(MAX_NOTES_BYTES))


def notes_file(folder: Path) -> SecretFile:
    """The notes, in which the values stand that he has committed to."""
    return in_folder(folder, NOTES_FILE, damaged="notes_damaged")


def parse_secret(sealed: bytes) -> Body:
    """A sealed value as it is noted."""
    found: Any = parse(sealed)
    return dict(found)


def _name(freeze: str) -> str:
    return f"value:{freeze}"
