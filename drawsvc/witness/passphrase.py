"""Change the passphrase of a witness's folder: of his key, and of the values he has committed to."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from drawseeds import serialise

from drawsvc.domain.entries import Body
from drawsvc.durable import write_durably
from drawsvc.secret_file import MAX_KEY_BYTES, Change, SecretFile, alone_in, in_folder
from drawsvc.witness.desk import KEY_FILE, key_of, notes_file, parse_secret, read_state
from drawsvc.witness.notes import State, state_bytes


def change_passphrase(folder: Path, change: Change) -> bool:
    """Put key and values under another passphrase, the values first; all are opened before anything is written.

    Cut short in between, it is done again with the same two: what is under the new one already stays as it is.

    Returns:
        Whether anything was changed: False if all is under the new one already.

    Raises:
        FolderError: as of `open_desk`.
        PassphraseError: something is under neither.
    """
    read_state(folder)
    with alone_in(folder):
        return _change(folder, change)


def _change(folder: Path, change: Change) -> bool:
    key_file, notes = in_folder(folder, KEY_FILE), notes_file(folder)
    sealed, state = key_file.data(MAX_KEY_BYTES), read_state(folder)
    new_sealed, new_state = key_file.renewed(sealed, change), _renewed(state, notes, change)
    _, seed = key_file.opened(new_sealed, change.new)
    key = key_of(state, seed)
    if (new_sealed, new_state) == (sealed, state):
        return False
    write_durably(notes.path, state_bytes(new_state, key))
    write_durably(key_file.path, new_sealed)
    return True


def _renewed(state: State, notes: SecretFile, change: Change) -> State:
    def renewed(secret: Body) -> Body:
        return parse_secret(notes.renewed(serialise(secret), change))

    draws = [replace(of, secret=[*map(renewed, of.secret)]) for of in state.draws]
    return replace(state, draws=draws)
