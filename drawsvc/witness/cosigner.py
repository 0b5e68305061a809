"""A cosigner's folder: `key.json`, his key under a passphrase; `cosigner.vkey`; `memory.json`; `lock`.

What he signs is in his memory, and on the disk, before anybody is handed it: killed at whatever moment, he never signs
two trees of one size, nor a smaller one after a larger.
"""

from __future__ import annotations

import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from drawsvc.domain.errors import FolderError, InputError, LogFileError, PassphraseError
from drawsvc.durable import new_folder, write_durably
from drawsvc.log.keys import COSIGNATURE, NamedKey, SigningKey, VerifierKey
from drawsvc.log.note import MAX_SIGNATURES, Note, cosign_line, parse_note
from drawsvc.secret_file import (
    SECRET_BYTES,
    Change,
    NewBytes,
    alone_in,
    in_folder,
    renew,
    seal_secret,
)
from drawsvc.witness.init import read_log_key
from drawsvc.witness.memory import CHECKS, REPLAY, Memory, cosigned, memory_bytes, parse_memory

KEY_FILE, MEMORY_FILE = "key.json", "memory.json"
VKEY_FILE = "cosigner.vkey"  # for the trust file
MAX_MEMORY_BYTES = 16 * 1024 * 1024

_COPY = re.compile(r"\.[0-9a-f]{16}")  # as durable.scratch_folder names them
_NAME = re.compile("[0-9A-Za-z._:/-]{1,255}")


class Cosigner:
    """An open folder. Made by `open_cosigner`.

    Args:
        folder: where it is.
        key: the cosigner's.
        memory: what he remembers.
    """

    def __init__(self, folder: Path, key: NamedKey, memory: Memory) -> None:
        self.folder = folder
        self.memory = memory
        self._key = key

    def cosign(self, note: bytes, seconds: int) -> bytes:
        """Cosign a checkpoint, remember it, and return it with his line.

        Whether it may be signed is for the caller to know: `cosign.check_log`.

        Args:
            note: as the log signed it; lines by others stay.
            seconds: Unix time.

        Raises:
            LogFileError: `log_file_malformed`, the note has no room for another line.
        """
        parsed = parse_note(note)
        line = cosign_line(parsed.text, self._key, seconds=seconds)
        others = [o for o in parsed.lines if (o.name, o.key_id) != (line.name, line.key_id)]
        if len(others) >= MAX_SIGNATURES:
            raise LogFileError("log_file_malformed", found=f"{len(others)} signatures")
        made = Note(parsed.text, (*others, line)).to_bytes()
        memory = self.memory
        self._remember(replace(memory, latest=cosigned(made, memory.vkey, memory.log_key)))
        return made

    def keep_fork(self, note: bytes) -> None:
        """Remember a note that contradicts what he has seen."""
        self._remember(self.memory.with_fork(note))

    def _remember(self, memory: Memory) -> None:
        write_durably(self.folder / MEMORY_FILE, memory_bytes(memory, self._key.key))
        self.memory = memory


@dataclass(frozen=True)
class Terms:
    """What a cosigner is set up with.

    Args:
        name: under which he signs, 1 to 255 letters, digits and `._:/-`.
        log_key: vkey of the log, from the supervising body and not from a file of the log.
        checks: what he promises, `replay` or `replay_history` (SPEC §11.2).
    """

    name: str
    log_key: str
    checks: str = REPLAY


def check_new(folder: Path, terms: Terms) -> VerifierKey:
    """The log's key, after checking all that can be checked before a passphrase is asked for.

    Raises:
        InputError: the name, the log's key or what is to be checked cannot be used.
        FolderError: there is such a folder already.
    """
    if not _NAME.fullmatch(terms.name):
        raise InputError("cosigner_name", got=terms.name)
    if terms.checks not in CHECKS:
        raise InputError("cosigner_checks", expected=", ".join(CHECKS), got=terms.checks)
    if folder.exists():
        raise FolderError("folder_exists", folder=str(folder))
    log = read_log_key(terms.log_key)
    if terms.name == log.name:
        raise InputError("cosigner_named_like_log", got=terms.name)
    return log


def create_cosigner(
    folder: Path, passphrase: str, terms: Terms, *, new_bytes: NewBytes = secrets.token_bytes
) -> Memory:
    """Make a cosigner's folder with a new key in it.

    Args:
        folder: must not exist.
        passphrase: for his key.
        terms: see Terms.
        new_bytes: see NewBytes.

    Returns:
        What he remembers. `vkey` is for the supervising body's trust file.

    Raises:
        InputError, FolderError: as `check_new`.
        PassphraseError: the passphrase is empty.
    """
    log = check_new(folder, terms)
    if not passphrase:
        raise PassphraseError("passphrase_empty")
    seed = new_bytes(SECRET_BYTES)
    key = NamedKey(terms.name, SigningKey(seed))
    memory = Memory(key.verifier(COSIGNATURE), log, terms.checks)
    sealed = seal_secret(seed, terms.name, passphrase, new_bytes)
    try:
        with new_folder(folder) as part:
            write_durably(part / KEY_FILE, sealed)
            write_durably(part / VKEY_FILE, f"{memory.vkey.to_text()}\n".encode())
            write_durably(part / MEMORY_FILE, memory_bytes(memory, key.key))
    except FileExistsError:
        raise FolderError("folder_exists", folder=str(folder)) from None
    return memory


@contextmanager
def open_cosigner(folder: Path, passphrase: str) -> Iterator[Cosigner]:
    """Open a folder; nobody else can until it is closed.

    Raises:
        FolderError: there is none, it is damaged, or open elsewhere.
        PassphraseError: the key file was sealed with another.
    """
    read_memory(folder)
    with alone_in(folder):
        _discard_copies(folder)
        # Only now: until the lock was ours another program may have written.
        memory = read_memory(folder)
        name, seed = in_folder(folder, KEY_FILE).read(passphrase)
        key = NamedKey(name, SigningKey(seed))
        if key.verifier(COSIGNATURE) != memory.vkey:
            raise FolderError("key_of_other_notes", expected=memory.vkey.to_text())
        yield Cosigner(folder, key, memory)


def change_passphrase(folder: Path, change: Change) -> bool:
    """Put his key under another passphrase. Whether it was changed: False if it is under the new one already.

    Raises:
        FolderError, PassphraseError: as `open_cosigner`.
    """
    read_memory(folder)
    with alone_in(folder):
        return renew([in_folder(folder, KEY_FILE)], change)


def _discard_copies(folder: Path) -> None:
    """Remove the copies of logs that a check left which was killed; the lock is ours, so nobody uses them."""
    for left in folder.iterdir():
        if _COPY.fullmatch(left.name) and left.is_dir():
            shutil.rmtree(left, ignore_errors=True)


def read_memory(folder: Path) -> Memory:
    """What is remembered in a folder. Needs no passphrase.

    Raises:
        FolderError: there is no such folder, or its memory is damaged.
    """
    file = in_folder(folder, MEMORY_FILE, damaged="memory_damaged")
    return parse_memory(file.data(MAX_MEMORY_BYTES))
