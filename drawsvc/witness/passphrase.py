"""Change the passphrase of a witness's folder: of his key, and of the values he has committed to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from drawseeds import parse, serialise

from drawsvc.domain.entries import Body
from drawsvc.domain.errors import FolderError, PassphraseError
from drawsvc.durable import InUseError, locked, write_durably
from drawsvc.log.keys import SigningKey
from drawsvc.witness.desk import KEY_FILE, LOCK_FILE, NOTES_FILE, read_state
from drawsvc.witness.notes import State, state_bytes
from drawsvc.witness.secret_file import MAX_KEY_BYTES, Change, open_secret, read_limited


def change_passphrase(folder: Path, change: Change) -> None:
    """Put key and values under another passphrase, the values first; all are opened before anything is written.

    Cut short in between, it is done again with the same two: what is under the new one already stays as it is.

    Raises:
        FolderError: as of `open_desk`.
        PassphraseError: nothing was sealed with the old one, or something with neither.
    """
    read_state(folder)
    try:
        with locked(folder / LOCK_FILE):
            _change(folder, change)
    except InUseError:
        raise FolderError("folder_in_use", folder=str(folder)) from None


def _change(folder: Path, change: Change) -> None:
    path = folder / KEY_FILE
    state = read_state(folder)
    key_file = read_limited(folder, KEY_FILE, MAX_KEY_BYTES, damaged="key_file_damaged")
    new_key_file, new_state = change.renewed(key_file, str(path)), _renewed(state, change)
    if (new_key_file, new_state) == (key_file, state):
        raise PassphraseError("wrong_passphrase", path=str(path))
    _, seed = open_secret(new_key_file, change.new, str(path))
    write_durably(folder / NOTES_FILE, state_bytes(new_state, SigningKey(seed)))
    write_durably(path, new_key_file)


def _renewed(state: State, change: Change) -> State:
    draws = [
        replace(of, secret=[_resealed(secret, change) for secret in of.secret])
        for of in state.draws
    ]
    return replace(state, draws=draws)


def _resealed(secret: Body, change: Change) -> Body:
    sealed: Any = parse(change.renewed(serialise(secret), NOTES_FILE))
    return dict(sealed)
