"""SPEC §3.4, §4.2, §7.1: Ed25519 keys from labels, key strings, statements."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from vectorgen.encoding import secret, sha256

ED25519 = b"\x01"
COSIGNATURE = b"\x04"


class Key:
    """An Ed25519 key whose seed follows from its label."""

    def __init__(self, label: str) -> None:
        self.label = label
        self.seed = secret(f"key {label}")
        self._private = Ed25519PrivateKey.from_private_bytes(self.seed)
        self.public = self._private.public_key().public_bytes_raw()

    @property
    def hex(self) -> str:
        return self.public.hex()

    def sign(self, message: bytes) -> bytes:
        return self._private.sign(message)


def key_id(name: str, kind: bytes, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + kind + public)[:4]


def vkey(name: str, kind: bytes, public: bytes) -> str:
    body = base64.b64encode(kind + public).decode()
    return f"{name}+{key_id(name, kind, public).hex()}+{body}"
