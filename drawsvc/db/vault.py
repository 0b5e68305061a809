"""Personal data at rest: AES-256-GCM under a key that is kept outside the database.

A sealed value is the first 4 bytes of the key's SHA-256, a random nonce of 12 bytes, and the ciphertext with its tag.
What a value is, and which row it belongs to, is authenticated with it, so that no value can be put in another's place.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from drawsvc.domain.errors import LogError

KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
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
    """Keys by id, the newest first, and the id of the one that seals."""

    keys: Mapping[bytes, AESGCM]
    sealing: bytes

    @cached_property
    def newest(self) -> bytes:
        return next(iter(self.keys))


class Vault:
    """Seals and opens values.

    Args:
        load: called when the first value is sealed or opened, since much of the service needs no personal data; and
            again when a value comes under a key that is not known: another process may have sealed all anew.
    """

    def __init__(self, load: LoadKeys) -> None:
        self._load = load

    def seal(self, data: bytes, *place: object) -> bytes:
        """Encrypt a value.

        Args:
            data: the value.
            place: what it is and where it is kept; needed again to open it.
        """
        name = self._ring.sealing
        nonce = os.urandom(NONCE_BYTES)
        return name + nonce + self._ring.keys[name].encrypt(nonce, data, _bound(place))

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Decrypt a value.

        Raises:
            LogError: `data_key_wrong`, none of the keys sealed it; `store_damaged`, it was changed or moved.
        """
        name = sealed[:KEY_ID_BYTES]
        key = self._ring.keys.get(name) or self._loaded_again().get(name)
        if key is None:
            raise LogError("data_key_wrong")
        try:
            data = key.decrypt(sealed[KEY_ID_BYTES:_HEAD], sealed[_HEAD:], _bound(place))
        except (InvalidTag, ValueError):
            raise LogError("store_damaged") from None
        if name == self._ring.newest:
            self.use_newest()  # another process has begun to
        return data

    def use_newest(self) -> None:
        """Seal with the newest key from now on, also where it was only prepared."""
        if self._ring.sealing != self._ring.newest:
            self._ring = replace(self._ring, sealing=self._ring.newest)

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value was sealed with the key that seals now."""
        return sealed[:KEY_ID_BYTES] == self._ring.sealing

    @cached_property
    def _ring(self) -> _Ring:
        return self._loaded()

    def _loaded(self) -> _Ring:
        found = self._load()
        names = [key_id(key) for key in found.keys]
        return _Ring(dict(zip(names, map(AESGCM, found.keys), strict=True)), names[found.prepared])

    def _loaded_again(self) -> Mapping[bytes, AESGCM]:
        before = self._ring.sealing
        self._ring = self._loaded()  # not before they are there: those that are known still open
        if before == self._ring.newest:
            self.use_newest()  # what is in use stays so, whatever the file says
        return self._ring.keys


def key_id(key: bytes) -> bytes:
    """What a value says of the key that sealed it."""
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES]


def _bound(place: Sequence[object]) -> bytes:
    return "\0".join(map(str, place)).encode()
