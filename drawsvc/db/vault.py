"""Personal data at rest: AES-256-GCM under a key that is kept outside the database.

A sealed value is the first 4 bytes of the key's SHA-256, a random nonce of 12 bytes, and the ciphertext with its tag.
What a value is, and which row it belongs to, is authenticated with it, so that no value can be put in another's place.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from threading import Lock
from typing import TypeGuard

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from drawsvc.domain.errors import DrawError, LogError

KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
IN_VAIN_SECONDS = 5.0
_HEAD = KEY_ID_BYTES + NONCE_BYTES


@dataclass(frozen=True)
class DataKeys:
    """The keys, of 32 bytes each.

    Args:
        keys: the newest first; it seals, the others open what they have sealed.
        prepared: the newest only opens, and the one behind it seals, until a value is met that the newest has sealed.
    """

    keys: Sequence[bytes]
    prepared: bool = False

    @property
    def ids(self) -> list[str]:
        """What values call them (hex), in the same order."""
        return [key_id(key).hex() for key in self.keys]


LoadKeys = Callable[[], DataKeys]


@dataclass(frozen=True)
class _Ring:
    """Keys by id, the newest first.

    Args:
        keys: all that were ever loaded.
        sealing: id of the one that seals.
        coming: id of the one that seals from when a value under it is met, since another process has begun to.
    """

    keys: Mapping[bytes, AESGCM]
    sealing: bytes
    coming: bytes


class Vault:
    """Seals and opens values, for any number of threads.

    Args:
        load: called when the first value is sealed or opened, since much of the service needs no personal data; and
            again when a value comes under a key that is not known: another process may have sealed all anew.
        seconds: a clock that only goes forward.
    """

    def __init__(self, load: LoadKeys, seconds: Callable[[], float] = time.monotonic) -> None:
        self._load = load
        self._seconds = seconds
        self._loading = Lock()
        self._ring: _Ring | None = None
        self._in_vain: dict[bytes | None, tuple[float, DrawError]] = {}

    def seal(self, data: bytes, *place: object) -> bytes:
        """Encrypt a value.

        Args:
            data: the value.
            place: what it is and where it is kept; needed again to open it.
        """
        ring = self._ring_with()
        nonce = os.urandom(NONCE_BYTES)
        return ring.sealing + nonce + ring.keys[ring.sealing].encrypt(nonce, data, _bound(place))

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Decrypt a value.

        Raises:
            LogError: `data_key_wrong`, none of the keys sealed it; `store_damaged`, it was changed or moved.
        """
        name = sealed[:KEY_ID_BYTES]
        ring = self._ring_with(name)
        try:
            data = ring.keys[name].decrypt(
                sealed[KEY_ID_BYTES:_HEAD], sealed[_HEAD:], _bound(place)
            )
        except (InvalidTag, ValueError):
            raise LogError("store_damaged") from None
        if name == ring.coming != ring.sealing:
            self._seal_with(name)  # another process has begun to
        return data

    def use_newest(self) -> None:
        """Seal with the newest key from now on, also where it was only prepared."""
        self._seal_with(next(iter(self._ring_with().keys)))

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value was sealed with the key that seals now."""
        return sealed[:KEY_ID_BYTES] == self._ring_with().sealing

    def check_kept(self) -> None:
        """Refuse to go on with a key that is not, or no longer, where the keys are kept.

        Raises:
            LogError: `data_key_replaced`.
        """
        name, kept = self._ring_with().sealing.hex(), self._load().ids
        if name not in kept:
            raise LogError("data_key_replaced", expected=name, got=", ".join(kept))

    def _seal_with(self, name: bytes) -> None:
        with self._loading:
            if self._ring:
                self._ring = replace(self._ring, sealing=name)

    def _ring_with(self, name: bytes | None = None) -> _Ring:
        """The keys, with this one among them."""
        ring = self._ring
        if _holds(ring, name):
            return ring
        with self._loading:
            ring = self._ring
            return (
                ring if _holds(ring, name) else self._loaded(name)
            )  # another thread may have been faster

    def _loaded(self, name: bytes | None) -> _Ring:
        """The keys as they are now; for a while not asked for again where that was in vain: a command may take long."""
        until, error = self._in_vain.get(name, (0.0, None))
        if error and self._seconds() < until:
            raise error.with_traceback(None)
        try:
            ring = _merged(self._load(), self._ring)
            self._ring = ring  # also where this one is not among them
            if not _holds(ring, name):
                raise LogError("data_key_wrong")
        except DrawError as refused:
            now = self._seconds()
            recent = {of: seen for of, seen in self._in_vain.items() if now < seen[0]}
            self._in_vain = recent | {name: (now + IN_VAIN_SECONDS, refused)}
            raise
        return ring


def _holds(ring: _Ring | None, name: bytes | None) -> TypeGuard[_Ring]:
    return ring is not None and (name is None or name in ring.keys)


def _merged(found: DataKeys, before: _Ring | None) -> _Ring:
    """What was found, and behind it what only memory has. What seals stays, unless it stands behind one in use."""
    names = [key_id(key) for key in found.keys]
    keys = dict(zip(names, map(AESGCM, found.keys), strict=True))
    newest, in_use = names[0], names[found.prepared]
    if before is None:
        return _Ring(keys, sealing=in_use, coming=newest)
    is_behind = before.sealing in names[found.prepared + 1 :]
    sealing = in_use if is_behind else before.sealing
    is_coming = found.prepared or newest not in before.keys or newest == before.coming
    return _Ring(
        keys | {name: key for name, key in before.keys.items() if name not in keys},
        sealing=sealing,
        coming=newest if is_coming else sealing,
    )


def key_id(key: bytes) -> bytes:
    """What a value says of the key that sealed it."""
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES]


def _bound(place: Sequence[object]) -> bytes:
    return "\0".join(map(str, place)).encode()
