"""Begin: a folder with a new key, for one log and one role."""

from __future__ import annotations

import re
import secrets
from pathlib import Path

from drawsvc.domain.errors import FolderError, InputError
from drawsvc.domain.statements import OPERATOR
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import ED25519, VerifierKey, parse_vkey
from drawsvc.secret_file import NewBytes
from drawsvc.witness.desk import create_desk
from drawsvc.witness.notes import State

_CODE = re.compile("[a-z][a-z0-9_]{0,63}")  # SPEC §3.2


def init(
    folder: Path,
    passphrase: str,
    *,
    log_key: str,
    role: str,
    new_bytes: NewBytes = secrets.token_bytes,
) -> State:
    """Make a witness's folder.

    Args:
        folder: must not exist.
        passphrase: for his key and his values.
        log_key: vkey of the log, from the supervising body and not from a record.
        role: as which he joins, a code.
        new_bytes: see NewBytes.

    Returns:
        What is noted. `key` is for the supervising body's trust file.

    Raises:
        InputError: the log key is none, or the role is the service's own.
        FolderError: there is such a folder already.
        PassphraseError: the passphrase is empty.
    """
    log = check_new(folder, log_key=log_key, role=role)
    return create_desk(folder, passphrase, lambda key: State(key, log, role), new_bytes=new_bytes)


def check_new(folder: Path, *, log_key: str, role: str) -> VerifierKey:
    """The log's key, after checking all that can be checked before a passphrase is asked for."""
    check_role(role)
    if folder.exists():
        raise FolderError("folder_exists", folder=str(folder))
    return read_log_key(log_key)


def check_role(role: str) -> None:
    """Refuse what is no role, and the service's own (SPEC §7.3)."""
    if role == OPERATOR:
        raise InputError("role_operator")
    check_code(role)


def check_code(text: str) -> None:
    """Refuse what is no code (SPEC §3.2)."""
    if not _CODE.fullmatch(text):
        raise InputError("code_malformed", got=text)


def read_log_key(text: str) -> VerifierKey:
    """The log's key of `--log-key`.

    Raises:
        InputError: `log_key_malformed`, it is none.
    """
    try:
        found = parse_vkey(text)
    except LogFormatError as error:
        raise InputError("log_key_malformed", found=str(error)) from None
    if found.type != ED25519:
        raise InputError("log_key_malformed", found=f"type {found.type}")
    return found
