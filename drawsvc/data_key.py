"""The keys under which personal data is encrypted, and where they come from.

They are kept outside the database, by default in a file of the home folder: `data.key`. A file, an environment variable
or a command's output holds one key a line, 64 hexadecimal digits; the first seals, the others open what was sealed
before.
"""

from __future__ import annotations

import re
import secrets
import shlex
import subprocess
from pathlib import Path

from drawsvc.config import DATA_KEY, DATA_KEY_FILE, Home, data_key_source
from drawsvc.db.vault import KEY_BYTES
from drawsvc.domain.errors import LogError
from drawsvc.durable import write_durably

MAX_BYTES = 4096
COMMAND_SECONDS = 30
KEPT = 2
"""Keys that stay in the key file."""

_KEYS = re.compile(r"(?:[0-9a-f]{64}(?:\r?\n|$))+", re.ASCII)


def data_keys(home: Home) -> list[bytes]:
    """The keys, the one in use first.

    Raises:
        LogError: `data_key_missing`, the file is not there or the command fails; `data_key_malformed`.
        InputError: `data_key_sources`, more than one source is set.
    """
    source, value = data_key_source(home)
    text = value if source == DATA_KEY else _read(home, source, value)
    if not _KEYS.fullmatch(text):
        raise LogError("data_key_malformed", source=source or str(home.data_key))
    return [bytes.fromhex(line) for line in text.split()]


def is_kept_elsewhere(home: Home) -> bool:
    """Whether the keys come from a file of the administrator's own, a variable or a command, and not from the home."""
    return bool(data_key_source(home)[0])


def new_data_key(home: Home) -> None:
    """Put a new key before those of the key file; nothing where the keys come from elsewhere."""
    if is_kept_elsewhere(home):
        return
    kept = [key.hex() for key in data_keys(home)] if home.data_key.exists() else []
    _write(home, [secrets.token_hex(KEY_BYTES), *kept])


def drop_old_data_keys(home: Home) -> None:
    """Keep the key in use and the one before it, once all is sealed anew; nothing where they come from elsewhere.

    A process that runs meanwhile seals with the one before until it meets the new one.
    """
    if not is_kept_elsewhere(home):
        _write(home, [key.hex() for key in data_keys(home)[:KEPT]])


def _write(home: Home, keys: list[str]) -> None:
    write_durably(home.data_key, "".join(f"{key}\n" for key in keys).encode())


def _read(home: Home, source: str, value: str) -> str:
    try:
        if source in ("", DATA_KEY_FILE):
            path = Path(value) if source else home.data_key
            with path.open("rb") as file:
                return file.read(MAX_BYTES).decode("ascii")
        command = shlex.split(value)  # the administrator's own
        done = subprocess.run(command, check=True, capture_output=True, timeout=COMMAND_SECONDS)  # noqa: S603
        return done.stdout[:MAX_BYTES].decode("ascii")
    except (OSError, ValueError, subprocess.SubprocessError):
        raise LogError("data_key_missing", source=source or str(home.data_key)) from None


def check_source(home: Home) -> None:
    """Refuse a key that cannot be had, before anything is made that needs it.

    Raises:
        LogError, InputError: see data_keys.
    """
    if is_kept_elsewhere(home):
        data_keys(home)
