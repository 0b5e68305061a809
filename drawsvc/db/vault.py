"""Personal data at rest: AES-256-GCM under a key that is kept outside the database.

A sealed value is the first 4 bytes of the key's SHA-256, a random nonce of 12 bytes, and the ciphertext with its tag.
What a value is, and which row it belongs to, is authenticated with it, so that no value can be put in another's place.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from drawsvc.domain.errors import LogError

KEY_BYTES = 32
KEY_ID_BYTES = 4
NONCE_BYTES = 12
_HEAD = KEY_ID_BYTES + NONCE_BYTES

LoadKeys = Callable[[], Sequence[bytes]]
"""Gives the keys of 32 bytes, the one to seal with first; those after it only open."""


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
        name, key = self._current
        nonce = os.urandom(NONCE_BYTES)
        return name + nonce + key.encrypt(nonce, data, _bound(place))

    def open(self, sealed: bytes, *place: object) -> bytes:
        """Decrypt a value.

        Raises:
            LogError: `data_key_wrong`, none of the keys sealed it; `store_damaged`, it was changed or moved.
        """
        name = sealed[:KEY_ID_BYTES]
        key = self._keys.get(name) or self._loaded_again().get(name)
        if key is None:
            raise LogError("data_key_wrong")
        try:
            return key.decrypt(sealed[KEY_ID_BYTES:_HEAD], sealed[_HEAD:], _bound(place))
        except (InvalidTag, ValueError):
            raise LogError("store_damaged") from None

    def is_current(self, sealed: bytes) -> bool:
        """Whether a value was sealed with the key that seals now."""
        return sealed[:KEY_ID_BYTES] == self._current[0]

    @cached_property
    def _keys(self) -> dict[bytes, AESGCM]:
        return self._loaded()

    def _loaded(self) -> dict[bytes, AESGCM]:
        return {_name(key): AESGCM(key) for key in self._load()}

    def _loaded_again(self) -> dict[bytes, AESGCM]:
        self._keys = self._loaded()  # not before they are there: those that are known still open
        return self._keys

    @property
    def _current(self) -> tuple[bytes, AESGCM]:
        return next(iter(self._keys.items()))


def _name(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:KEY_ID_BYTES]


def _bound(place: Sequence[object]) -> bytes:
    return "\0".join(map(str, place)).encode()
