"""The keys under which personal data is encrypted, and where they come from.

They are kept outside the database, by default in a file of the home folder: `data.key`. A file, an environment variable
or a command's output holds one key a line, 64 hexadecimal digits, the newest first; it seals, the others open what was
sealed before. `prepared` and a space before the newest say that it is not in use yet: so every machine of a service can
have it before one begins to seal with it.
"""

from __future__ import annotations

import re
import secrets
import shlex
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

from drawsvc.config import DATA_KEY, DATA_KEY_FILE, Home, data_key_source
from drawsvc.db.vault import KEY_BYTES, DataKeys
from drawsvc.domain.errors import InputError, LogError
from drawsvc.durable import write_durably

MAX_BYTES = 4096
COMMAND_SECONDS = 30
KEPT = 16
"""Keys that stay in the key file even if no value needs them: a process may seal with an older one until it meets a
value under the newest."""
PREPARED = "prepared "

_KEYS = re.compile(rf"(?:{PREPARED}[0-9a-f]{{64}}\r?\n)?(?:[0-9a-f]{{64}}(?:\r?\n|$))+", re.ASCII)


def data_keys(home: Home) -> DataKeys:
    """The keys.

    Raises:
        LogError: `data_key_missing`, the file is not there or the command fails; `data_key_malformed`.
        InputError: `data_key_sources`, more than one source is set.
    """
    source, value = data_key_source(home)
    text = value if source == DATA_KEY else _read(home, source, value)
    if not _KEYS.fullmatch(text):
        raise LogError("data_key_malformed", source=source or str(home.data_key))
    keys = [bytes.fromhex(line) for line in text.removeprefix(PREPARED).split()]
    return DataKeys(keys, prepared=text.startswith(PREPARED))


def is_kept_elsewhere(home: Home) -> bool:
    """Whether the keys come from a file of the administrator's own, a variable or a command, and not from the home."""
    return bool(data_key_source(home)[0])


def check_held(held: DataKeys, sealed_with: Mapping[str, int]) -> None:
    """Refuse to go on without keys that values need.

    Args:
        held: the keys there are.
        sealed_with: how many values each key has sealed, by its id.

    Raises:
        LogError: `data_keys_lacking`.
    """
    lacking = {name: count for name, count in sealed_with.items() if name not in held.ids}
    if lacking:
        shown = ", ".join(f"{name} ({count})" for name, count in sorted(lacking.items()))
        values = sum(lacking.values())
        raise LogError("data_keys_lacking", expected=shown, got=", ".join(held.ids), values=values)


def make_data_key(home: Home) -> None:
    """Make the first key of a new service; nothing where the keys come from elsewhere."""
    if not is_kept_elsewhere(home):
        _write(home, DataKeys([_new_key()]))


def prepare_data_key(home: Home) -> DataKeys:
    """Put a new key before those of the key file, not yet to be used, unless one is there already.

    As with `keep_data_keys`, nobody else may change the file meanwhile: `key_files.changing_keys`.

    Raises:
        InputError: `data_key_elsewhere`, the file is not ours to write.
    """
    source, _ = data_key_source(home)
    if source:
        raise InputError("data_key_elsewhere", got=source)
    held = data_keys(home)
    if not held.prepared:
        held = DataKeys([_new_key(), *held.keys], prepared=True)
        _write(home, held)
    return held


def keep_data_keys(home: Home, needed: Collection[str]) -> None:
    """Note that the newest key is in use, once all is sealed under it, and drop old ones; nothing where kept elsewhere.

    Args:
        home: whose key file it is.
        needed: ids of the keys that values were under until now. Whoever has sealed with one may do so once more
            before he meets the newest, so it stays.
    """
    if is_kept_elsewhere(home):
        return
    held = data_keys(home)
    older = zip(held.keys[KEPT:], held.ids[KEPT:], strict=True)
    kept = [*held.keys[:KEPT], *(key for key, name in older if name in needed)]
    _write(home, DataKeys(kept))


def _new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)


def _write(home: Home, held: DataKeys) -> None:
    lines = "".join(f"{key.hex()}\n" for key in held.keys)
    write_durably(home.data_key, (PREPARED * held.prepared + lines).encode())


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
