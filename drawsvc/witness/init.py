"""Begin: a folder with a new key, for one log and one role."""

from __future__ import annotations

import secrets
from pathlib import Path

from drawsvc.domain.errors import InputError
from drawsvc.domain.statements import OPERATOR
from drawsvc.log.errors import LogFormatError
from drawsvc.log.keys import ED25519, VerifierKey, parse_vkey
from drawsvc.witness.desk import NewBytes, create_desk
from drawsvc.witness.notes import State


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
    if role == OPERATOR:
        raise InputError("role_operator")
    log = _log_key(log_key)
    return create_desk(folder, passphrase, lambda key: State(key, log, role), new_bytes=new_bytes)


def _log_key(text: str) -> VerifierKey:
    try:
        found = parse_vkey(text)
    except LogFormatError as error:
        raise InputError("log_key_malformed", found=str(error)) from None
    if found.type != ED25519:
        raise InputError("log_key_malformed", found=f"type {found.type}")
    return found
