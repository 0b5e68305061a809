"""Cosignatures: that a cosigner saw this checkpoint at this time (SPEC §4.2, type 0x04)."""

import struct

from drawsvc.log.errors import SignatureError
from drawsvc.log.keys import SIGNATURE_BYTES, PublicKey, SigningKey, verify

_SECONDS = struct.Struct(">Q")
_PAYLOAD_BYTES = _SECONDS.size + SIGNATURE_BYTES


def cosign(text: str, key: SigningKey, *, seconds: int) -> bytes:
    """Returns the payload of a cosignature line without its key id, 72 bytes (SPEC §4.2).

    Args:
        text: the text of the checkpoint with its last line feed.
        key: the cosigner's.
        seconds: Unix time, from 0 to 2^64 − 1.
    """
    return _SECONDS.pack(seconds) + key.sign(_message(text, seconds))


def verify_cosignature(text: str, payload: bytes, *, key: PublicKey) -> int:
    """Returns the Unix time, in seconds, at which the key cosigned the text (SPEC §4.2).

    Whether that time is plausible is not checked here.

    Args:
        text: the text of the checkpoint with its last line feed.
        payload: what `cosign` returns.
        key: the cosigner's.

    Raises:
        SignatureError: the payload is not by this key over this text.
    """
    if len(payload) != _PAYLOAD_BYTES:
        raise SignatureError(f"expected {_PAYLOAD_BYTES} bytes, got {len(payload)}")
    (seconds,) = _SECONDS.unpack_from(payload)
    verify(key, payload[_SECONDS.size :], _message(text, seconds))
    return int(seconds)


def _message(text: str, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{text}".encode()
